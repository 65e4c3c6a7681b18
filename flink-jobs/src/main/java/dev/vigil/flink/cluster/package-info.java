/**
 * The embedded Flink cluster: started and stopped inside this process, with checkpoints in a folder, and the handles by
 * which operators reach live objects of the same process.
 */
@NullMarked
package dev.vigil.flink.cluster;

import org.jspecify.annotations.NullMarked;
