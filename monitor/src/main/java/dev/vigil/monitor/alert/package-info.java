/**
 * What the pipeline concluded, for everyone who shows it: boards that the pipeline writes and that hand out immutable
 * snapshots.
 */
@NullMarked
package dev.vigil.monitor.alert;

import org.jspecify.annotations.NullMarked;
