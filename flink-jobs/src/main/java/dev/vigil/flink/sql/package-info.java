/** Rules as continuous queries: validated, compiled and attached to the tables, each behind its own guard. */
@NullMarked
package dev.vigil.flink.sql;

import org.jspecify.annotations.NullMarked;
