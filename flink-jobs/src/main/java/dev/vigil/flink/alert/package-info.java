/** From rows of rule queries to alerts: the lifecycle operator and the way out of the pipeline. */
@NullMarked
package dev.vigil.flink.alert;

import org.jspecify.annotations.NullMarked;
