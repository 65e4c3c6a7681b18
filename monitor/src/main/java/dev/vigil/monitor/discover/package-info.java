/**
 * Finds targets: fixed ones, lists in files and behind URLs, a job's own node list, the processes of this machine. Each
 * source keeps what it had found when it cannot look; what is no target is reported and left out.
 */
@NullMarked
package dev.vigil.monitor.discover;

import org.jspecify.annotations.NullMarked;
