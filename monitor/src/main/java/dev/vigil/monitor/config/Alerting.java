package dev.vigil.monitor.config;

import java.time.Duration;
import java.util.List;

/**
 * {@code alerting}: who is told of alerts, and how often.
 *
 * @param resendDelay how often a receiver is told again of an alert that goes on firing, or has ended within the last 15
 *     minutes; default 1 min, as the alert generator specification demands
 * @param alertmanagers all of them are told everything: the members of an Alertmanager cluster expect that
 * @param webhooks called without an Alertmanager in between
 */
public record Alerting(Duration resendDelay, List<Alertmanager> alertmanagers, List<Webhook> webhooks) {

    /** As the alert generator specification has it. */
    public static final Duration DEFAULT_RESEND_DELAY = Duration.ofMinutes(1);

    /** Nobody is told. */
    public static final Alerting NOBODY = new Alerting(DEFAULT_RESEND_DELAY, List.of(), List.of());

    /** Copies. */
    public Alerting {
        alertmanagers = List.copyOf(alertmanagers);
        webhooks = List.copyOf(webhooks);
    }

    /**
     * One Alertmanager.
     *
     * @param url its base: scheme, address and path prefix, without a slash at its end
     * @param access how it is asked
     */
    public record Alertmanager(String url, Access access) {}

    /**
     * A receiver of messages in the format of Alertmanager's webhook.
     *
     * @param name what it is called in metrics and logs: its URL may hold a secret
     * @param url where messages are posted to
     * @param access how it is asked
     * @param sendResolved whether it is told of ends; default true
     * @param maxAlerts most alerts in one message; 0, the default: all
     * @param pace how alerts become messages
     */
    public record Webhook(String name, Secret url, Access access, boolean sendResolved, int maxAlerts, Pace pace) {}

    /**
     * How a receiver is asked.
     *
     * @param timeout deadline of one request; default 10 s, as Prometheus has it
     * @param authorization value of the header of that name; none where it is empty
     */
    public record Access(Duration timeout, Secret authorization) {
        /** Without credentials. */
        public static final Access DEFAULT = new Access(Duration.ofSeconds(10), Secret.NONE);
    }

    /**
     * How alerts of one name and job become messages, in Alertmanager's terms. The defaults are shorter than Alertmanager's:
     * a hung job should be heard of within seconds, and alerts of many ranks begin within a second of each other.
     *
     * @param groupWait how long the first alert of a group waits for others; default 10 s
     * @param groupInterval shortest time between two messages of one group; default 1 min
     * @param repeatInterval after how long a message is repeated while nothing changes; default 4 h
     */
    public record Pace(Duration groupWait, Duration groupInterval, Duration repeatInterval) {
        /** See each. */
        public static final Pace DEFAULT = new Pace(Duration.ofSeconds(10), Duration.ofMinutes(1), Duration.ofHours(4));
    }
}
