/**
 * The pipeline from targets to alerts as one thing that is started, looked at and closed; {@link
 * dev.vigil.flink.AlertPipeline} is the only door.
 */
@NullMarked
package dev.vigil.flink;

import org.jspecify.annotations.NullMarked;
