/**
 * Training processes that do not exist: servers that answer as Probing and the sampler do, with faults on request. For
 * demonstrations where Python is missing, for benchmarks, and for tests of how the monitor bears bad targets.
 */
@NullMarked
package dev.vigil.monitor.simulator;

import org.jspecify.annotations.NullMarked;
