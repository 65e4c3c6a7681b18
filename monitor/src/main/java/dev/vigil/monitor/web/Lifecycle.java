package dev.vigil.monitor.web;

import dev.vigil.monitor.reload.Outcome;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * What requests may change.
 *
 * @param enabled whether they may; off unless people ask for it, as whoever reaches the server can then reload
 * @param reload asks for a reload; what it gives never fails
 */
public record Lifecycle(boolean enabled, Supplier<CompletableFuture<Outcome>> reload) {}
