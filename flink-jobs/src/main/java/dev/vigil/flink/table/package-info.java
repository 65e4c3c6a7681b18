/** The tables as Flink sees them: schemas, the keyed operator around the fleet, row time and watermark. */
@NullMarked
package dev.vigil.flink.table;

import org.jspecify.annotations.NullMarked;
