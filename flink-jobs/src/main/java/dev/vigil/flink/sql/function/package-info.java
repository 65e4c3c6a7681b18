/** Functions that rules have beside Flink's own. All are total: they never throw. */
@NullMarked
package dev.vigil.flink.sql.function;

import org.jspecify.annotations.NullMarked;
