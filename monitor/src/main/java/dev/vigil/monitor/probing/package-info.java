/**
 * One Probing endpoint: transports, requests, decoding, and the sampler that is installed in the target.
 *
 * <p>Decoders are pure. Nothing here schedules: who calls keeps to one request in flight per target.
 */
@NullMarked
package dev.vigil.monitor.probing;

import org.jspecify.annotations.NullMarked;
