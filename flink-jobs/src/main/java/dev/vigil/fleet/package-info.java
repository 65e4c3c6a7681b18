/**
 * What is known of a job and its ranks, in plain Java: readings in, table rows out.
 *
 * <p>Pure: no Flink, no network, no clock of its own. A job's state is confined to one thread.
 */
@NullMarked
package dev.vigil.fleet;

import org.jspecify.annotations.NullMarked;
