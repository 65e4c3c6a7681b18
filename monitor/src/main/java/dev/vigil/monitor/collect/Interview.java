package dev.vigil.monitor.collect;

import dev.vigil.fleet.Beat;
import dev.vigil.fleet.Frame;
import dev.vigil.fleet.Reading;
import dev.vigil.fleet.Reading.Outcome;
import dev.vigil.flink.source.Cursors;
import dev.vigil.monitor.config.WatchConfig;
import dev.vigil.monitor.probing.Overview;
import dev.vigil.monitor.probing.ProbingClient;
import dev.vigil.monitor.probing.ProbingClient.Mailbox;
import dev.vigil.monitor.probing.Reply;
import dev.vigil.monitor.probing.SamplerOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What one target is asked, in which state, and what its answers mean (MAILBOX section 3). Requests of one poll follow each
 * other; the next poll begins only when the last has ended. Confined to one event loop.
 */
final class Interview {

    /** A healthy program may hold the GIL for some seconds: large imports, first kernels. */
    static final Duration STUCK_AFTER = Duration.ofSeconds(10);

    /** A backtrace that is not answered, and the pause after it, must not make a stuck process look well. */
    private static final Duration LONGEST_GAP = Duration.ofSeconds(30);

    /** A backtrace stops the main thread for up to 0.4 s (MAILBOX section 6). */
    static final Duration BACKTRACE_EVERY = Duration.ofSeconds(30);

    /** Where nothing else tells that another process has come. */
    static final Duration IDENTITY_EVERY = Duration.ofSeconds(10);

    private final Target target;
    private final ProbingClient client;
    private final Surroundings surroundings;
    private final Vertx vertx;
    private final Introductions introductions;

    private final Breaker breaker = new Breaker();
    private final Installation installation = new Installation();
    private final Freshness freshness;
    private final Acquaintance acquaintance;
    private final TableReader tables;
    private MailboxCursor mailbox;
    private Instant backtraceAfter = Instant.MIN;
    private Instant identityAfter = Instant.MIN;
    private String widened = "";

    Interview(
            Target target,
            ProbingClient client,
            Cursors cursors,
            Vertx vertx,
            Surroundings surroundings,
            Introductions introductions) {
        this.introductions = introductions;
        this.target = target;
        this.client = client;
        this.vertx = vertx;
        this.surroundings = surroundings;
        freshness = new Freshness(STUCK_AFTER, LONGEST_GAP.plus(target.config().pollInterval()));
        acquaintance = new Acquaintance(cursors);
        mailbox = MailboxCursor.parse(cursors.positions().get(MailboxCursor.NAME));
        tables = new TableReader(target, client, surroundings.clock(), cursors);
    }

    /** Asks what is due. */
    Future<Findings> poll() {
        Findings findings = new Findings(target.key());
        Breaker.Verdict verdict = breaker.at(now());
        if (verdict == Breaker.Verdict.ASK) {
            return ask(findings);
        }
        return process()
                .compose(process -> verdict == Breaker.Verdict.TEST || process == Reading.Process.GONE
                        ? test(findings)
                        : skip(findings, process));
    }

    /** Reads one table that is due; empty where none is. Only after a poll that found the target well. */
    Optional<Future<Findings>> extra() {
        if (acquaintance.identity() == null || breaker.at(now()) != Breaker.Verdict.ASK || freshness.isOverdue()) {
            return Optional.empty();
        }
        return tables.next()
                .map(reading -> reading.map(taken -> {
                    if (taken.reply() instanceof Reply.Failed<?> failed) {
                        record("table", failed);
                    } else {
                        breaker.record(Outcome.OK, now());
                    }
                    return taken.findings();
                }));
    }

    /** How far everything has been read. */
    Cursors cursors() {
        Map<String, String> positions = new LinkedHashMap<>(tables.positions());
        positions.put(MailboxCursor.NAME, mailbox.text());
        acquaintance.addTo(positions);
        return new Cursors(positions);
    }

    // -- one poll ---------------------------------------------------------------------------------------

    private Future<Findings> ask(Findings findings) {
        Identity identity = acquaintance.identity();
        boolean launcher = identity != null && identity.launcher();
        return target.config().sampler().enabled() && !launcher ? askMailbox(findings) : askLife(findings);
    }

    private Future<Findings> test(Findings findings) {
        return client.nodes().compose(reply -> {
            if (reply instanceof Reply.Failed<?> failed) {
                return fail("nodes", failed, findings);
            }
            breaker.tested();
            findings.succeeded("nodes", reply);
            return ask(findings);
        });
    }

    private Future<Findings> skip(Findings findings, Reading.Process process) {
        findings.attempt("mailbox", Outcome.SKIPPED, Duration.ZERO, "silent: left alone for a while", process);
        return Future.succeededFuture(findings);
    }

    private Future<Findings> askMailbox(Findings findings) {
        return client.mailbox(mailbox.read()).compose(reply -> {
            if (reply instanceof Reply.Read<Mailbox> read) {
                breaker.record(Outcome.OK, now());
                return read.value() instanceof Mailbox.Present present
                        ? present(present.beat(), read.took(), findings)
                        : absent(read, findings);
            }
            return fail("mailbox", (Reply.Failed<?>) reply, findings);
        });
    }

    private Future<Findings> present(Beat beat, Duration took, Findings findings) {
        installation.seen();
        if (freshness.isOverdue(beat, now())) {
            return stuck(took, findings);
        }
        findings.attempt("mailbox", Outcome.OK, took, null, Reading.Process.UNKNOWN);
        Future<Boolean> known =
                acquaintance.knows(beat) ? Future.succeededFuture(true) : identify(beat.pid(), beat.token(), findings);
        return known.compose(same -> {
            if (!same) {
                return Future.succeededFuture(findings);
            }
            acquaintance.news(target, beat).ifPresent(findings::add);
            findings.add(new Reading.Mailbox(target.key(), mailbox.unread(beat)));
            mailbox = mailbox.after(beat);
            return widen(beat, findings);
        });
    }

    private Future<Findings> stuck(Duration took, Findings findings) {
        findings.attempt(
                "mailbox",
                Outcome.PYTHON_STUCK,
                took,
                "answers, but Python does not get to run",
                Reading.Process.UNKNOWN);
        if (now().isBefore(backtraceAfter)) {
            return Future.succeededFuture(findings);
        }
        backtraceAfter = now().plus(BACKTRACE_EVERY);
        return client.backtrace().compose(reply -> {
            if (reply instanceof Reply.Read<List<Frame>> read) {
                findings.succeeded("backtrace", reply);
                findings.add(new Reading.Backtrace(target.key(), read.value()));
                return Future.succeededFuture(findings);
            }
            return fail("backtrace", (Reply.Failed<?>) reply, findings);
        });
    }

    private Future<Findings> absent(Reply<?> reply, Findings findings) {
        freshness.interrupted();
        findings.succeeded("mailbox", reply);
        return introductions.begin(() -> introduce(findings)).orElse(Future.succeededFuture(findings));
    }

    private Future<Findings> introduce(Findings findings) {
        return identify(0, "", findings).compose(known -> {
            Identity identity = acquaintance.identity();
            if (!known || identity == null) {
                findings.unrecognised();
                return Future.succeededFuture(findings);
            }
            acquaintance.news(target, null).ifPresent(findings::add);
            boolean wanted = !identity.launcher() && installation.isAllowed(identity.pid(), now());
            return wanted ? install(identity.pid(), findings) : Future.succeededFuture(findings);
        });
    }

    private Future<Findings> askLife(Findings findings) {
        if (acquaintance.identity() != null && now().isBefore(identityAfter)) {
            return client.nodes().compose(reply -> {
                if (reply instanceof Reply.Failed<?> failed) {
                    return fail("nodes", failed, findings);
                }
                breaker.record(Outcome.OK, now());
                findings.succeeded("nodes", reply);
                return Future.succeededFuture(findings);
            });
        }
        return identify(0, "", findings).map(known -> {
            if (known) {
                identityAfter = now().plus(IDENTITY_EVERY);
                acquaintance.news(target, null).ifPresent(findings::add);
            }
            return findings;
        });
    }

    // -- who it is --------------------------------------------------------------------------------------

    /**
     * Asks who it is.
     *
     * @param expected pid of the document just read, 0 where there is none
     * @return whether that is clear now
     */
    private Future<Boolean> identify(long expected, String token, Findings findings) {
        return client.overview().compose(reply -> {
            if (reply instanceof Reply.Read<Overview> read) {
                breaker.record(Outcome.OK, now());
                return meet(read, expected, token, findings);
            }
            Reply.Failed<?> failed = (Reply.Failed<?>) reply;
            return fail("overview", failed, findings).map(recorded -> {
                boolean enough = expected != 0 && Findings.outcome(failed) == Outcome.ERROR;
                if (enough) { // the document itself says what matters
                    meet(Identity.of(new Overview(expected, "", Map.of()), Optional.empty()), token);
                }
                return enough;
            });
        });
    }

    private Future<Boolean> meet(Reply.Read<Overview> read, long expected, String token, Findings findings) {
        Overview overview = read.value();
        long pid = overview.pid();
        if ((expected != 0 && expected != pid) || acquaintance.isTakingTurns(pid, now())) {
            String error = "two processes answer here in turn: pid " + pid + " is another one";
            findings.attempt("overview", Outcome.ERROR, read.took(), error, Reading.Process.UNKNOWN);
            return Future.succeededFuture(false);
        }
        findings.succeeded("overview", read);
        LocalProcesses processes = surroundings.processes();
        return vertx.executeBlocking(() -> processes.find(target.endpoint(), pid, overview.command()), false)
                .map(mark -> {
                    meet(Identity.of(overview, mark), token);
                    return true;
                });
    }

    private void meet(Identity identity, String token) {
        if (acquaintance.meet(identity, token, now())) {
            tables.restart();
        }
    }

    private Future<Findings> install(long pid, Findings findings) {
        installation.tried(pid, now());
        return client.install(options()).compose(reply -> {
            if (reply instanceof Reply.Failed<?> failed) {
                return fail("install", failed, findings);
            }
            findings.succeeded("install", reply);
            return Future.succeededFuture(findings);
        });
    }

    /** A sampler that somebody else installed does not know our watches: once per process it is told of them. */
    private Future<Findings> widen(Beat beat, Findings findings) {
        int samples = beat.samples().size();
        Set<String> wanted = target.config().watch().keySet();
        boolean needless = samples == 0
                || widened.equals(beat.token())
                || !beat.state().equals("running")
                || beat.samples().get(samples - 1).watches().keySet().containsAll(wanted);
        if (needless) {
            return Future.succeededFuture(findings);
        }
        widened = beat.token();
        return install(beat.pid(), findings);
    }

    private SamplerOptions options() {
        WatchConfig config = target.config();
        WatchConfig.Sampler sampler = config.sampler();
        return new SamplerOptions(
                surroundings.tokens().get(),
                config.watch(),
                config.watchDefaults(),
                sampler.interval(),
                sampler.exitGrace(),
                sampler.gradients(),
                sampler.tracer() == WatchConfig.Tracer.OFF);
    }

    // -- failures ---------------------------------------------------------------------------------------

    private Future<Findings> fail(String probe, Reply.Failed<?> failed, Findings findings) {
        Outcome outcome = record(probe, failed);
        if (outcome != Outcome.REFUSED && outcome != Outcome.TIMEOUT) {
            findings.failed(probe, failed, Reading.Process.UNKNOWN);
            return Future.succeededFuture(findings);
        }
        return process().map(process -> {
            findings.failed(probe, failed, process);
            return findings;
        });
    }

    private Outcome record(String probe, Reply.Failed<?> failed) {
        Outcome outcome = Findings.outcome(failed);
        boolean silent = outcome == Outcome.REFUSED || outcome == Outcome.TIMEOUT;
        if (silent && !probe.equals("backtrace")) {
            freshness.interrupted();
            identityAfter = Instant.MIN;
        }
        breaker.record(Findings.isAnswer(failed) ? Outcome.OK : outcome, now());
        return outcome;
    }

    private Future<Reading.Process> process() {
        LocalProcesses.Mark mark = acquaintance.mark();
        return mark == null
                ? Future.succeededFuture(Reading.Process.UNKNOWN)
                : vertx.executeBlocking(() -> surroundings.processes().look(mark), false);
    }

    private Instant now() {
        return surroundings.clock().instant();
    }
}
