/**
 * Tells others of alerts: Alertmanagers (API v2), and webhooks that take Alertmanager's messages.
 *
 * <p>{@link dev.vigil.monitor.notify.Notifier} looks at the board when an alert changes its state, and once a second.
 * {@link dev.vigil.monitor.notify.Ledger} says which alerts are due, {@link dev.vigil.monitor.notify.Groups} which messages;
 * each receiver has a {@link dev.vigil.monitor.notify.Lane} of its own, so that one that is down delays no other.
 */
@NullMarked
package dev.vigil.monitor.notify;

import org.jspecify.annotations.NullMarked;
