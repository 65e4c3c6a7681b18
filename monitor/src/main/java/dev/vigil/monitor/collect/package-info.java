/**
 * Polls many targets without harm: when each is due, what it may be asked in its state, and how far it has been read.
 *
 * <p>All state of one target is confined to one event loop. What decides anything is pure and takes its time as an
 * argument; only the collector and its pollers touch Vert.x.
 */
@NullMarked
package dev.vigil.monitor.collect;

import org.jspecify.annotations.NullMarked;
