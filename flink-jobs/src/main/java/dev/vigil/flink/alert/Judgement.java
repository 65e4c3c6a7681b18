package dev.vigil.flink.alert;

import dev.vigil.rules.lifecycle.AlertState;
import dev.vigil.rules.lifecycle.Phase;
import dev.vigil.rules.lifecycle.Presence;
import dev.vigil.rules.lifecycle.Step;
import dev.vigil.rules.lifecycle.Transition;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One alert judged at one tick: what is believed of its row, what that makes of the alert, and what must be said. Free of
 * Flink; used once.
 */
final class Judgement {

    /** How long, ms, a changed query may take to tell its rows anew before alerts without one end. */
    private static final long REASSERTION = 10_000;

    private final AlertProgram program;
    private final AlertTexts texts;
    private final Look look;
    private final AlertMemory before;
    private AlertState state;
    private Settling presence;
    private Told told;
    private final boolean again;
    private final long gap;
    private final boolean seen;
    private final boolean frozen;
    private final long heldUntil;
    private boolean crowdedOut;
    private boolean cameBlind;

    /**
     * What is seen at a tick.
     *
     * @param now the tick, ms since 1970
     * @param newest the row that came last of those that are there
     * @param target the labels of the target that it is about; empty where there is none
     * @param blind whether that target cannot be read
     * @param first whether it is the first look since a restart at an alert from before
     * @param room whether the rule's limit lets another alert begin
     */
    record Look(
            long now,
            Optional<RowValues> newest,
            Map<String, String> target,
            boolean blind,
            boolean first,
            boolean room) {}

    /**
     * What follows.
     *
     * @param memory what to remember; null: nothing, the alert is forgotten
     * @param update what to say; null: nothing
     * @param next when to judge again; 0: only when a row comes
     * @param crowded whether it was just now kept from beginning
     */
    record Verdict(@Nullable AlertMemory memory, @Nullable AlertUpdate update, long next, boolean crowded) {}

    Judgement(AlertProgram program, AlertTexts texts, AlertMemory before, Look look) {
        this.program = program;
        this.texts = texts;
        this.before = before;
        this.look = look;
        this.again = look.first() && before.lastTick() > 0;
        this.gap = again ? look.now() - before.lastTick() : 0;
        this.state = program.lifecycle().resume(before.state(), Duration.ofMillis(gap));
        this.presence = again ? before.presence().afresh(look.now()) : before.presence();
        this.told = before.told();
        this.cameBlind = before.cameBlind();
        this.heldUntil = heldUntil();
        this.seen = program.events() ? look.now() < heldUntil : look.newest().isPresent();
        this.frozen = !seen && look.now() < frozenUntil(before.frozenUntil(), look.now());
    }

    private long heldUntil() {
        if (before.heldUntil() == AlertMemory.NEW_EVENT) {
            return look.now() + program.eventHold().toMillis();
        }
        return before.heldUntil() == 0 ? 0 : before.heldUntil() + gap;
    }

    /** Until when a missing row means nothing. */
    static long frozenUntil(long remembered, long now) {
        return remembered == AlertMemory.FROM_NEXT_TICK ? now + REASSERTION : remembered;
    }

    Verdict verdict() {
        Transition transition = frozen ? Transition.NONE : step();
        boolean renewed = renew(transition);
        AlertUpdate update = update(transition, renewed);
        boolean crowded = crowdedOut && !before.crowdedOut();
        return isOver() ? new Verdict(null, update, 0, crowded) : new Verdict(memory(), update, next(), crowded);
    }

    private boolean isOver() {
        return !seen && !frozen && state.activeAt() == 0 && presence.equals(Settling.ABSENT);
    }

    private Transition step() {
        boolean wasThere = presence.present();
        presence = presence.look(seen, look.now(), program.agreement().toMillis());
        cameBlind = look.blind() && presence.present() && (cameBlind || !wasThere);
        Step step = program.lifecycle().step(state, believed(), Instant.ofEpochMilli(look.now()));
        state = step.state();
        return step.transition();
    }

    /**
     * While its target cannot be read, a row that is gone may have gone for that reason, and one that is still there is
     * only what was so before. One that came meanwhile is news: it says that the target cannot be read, or that it ended.
     */
    private Presence believed() {
        if (look.blind() && !cameBlind) {
            return Presence.UNKNOWN;
        }
        if (!presence.present()) {
            return Presence.ABSENT;
        }
        crowdedOut = state.phase() == Phase.INACTIVE && !look.room();
        return crowdedOut ? Presence.ABSENT : Presence.PRESENT;
    }

    /** Renews labels, annotations and values where they must be. */
    private boolean renew(Transition transition) {
        RowValues values = look.newest().orElse(null);
        if (begins(transition) && values != null) {
            Map<String, String> labels = texts.labels(before.identity(), look.target());
            told = new Told(labels, texts.annotations(labels, values), values);
            return true;
        }
        boolean changed = shows() && values != null && !values.equals(told.values());
        RowValues shown = changed ? values : told.values();
        if (shown != null && (changed || again)) { // again: the rule's texts may have changed
            told = new Told(told.labels(), texts.annotations(told.labels(), shown), shown);
        }
        return changed;
    }

    private boolean begins(Transition transition) {
        return transition == Transition.STARTED
                || (transition == Transition.FIRED && before.state().phase() == Phase.INACTIVE);
    }

    /** While its row is gone, an alert shows what it last showed. */
    private boolean shows() {
        return presence.present() && state.phase() != Phase.INACTIVE;
    }

    private @Nullable AlertUpdate update(Transition transition, boolean renewed) {
        boolean happened = transition != Transition.NONE && transition != Transition.FORGOTTEN;
        boolean repeats = again && !happened && state.activeAt() > 0;
        boolean halted = (state.unknownSince() > 0) != (before.state().unknownSince() > 0);
        boolean says = happened || renewed || repeats || (halted && state.phase() != Phase.INACTIVE);
        return says ? update(transition == Transition.DROPPED, repeats) : null;
    }

    private AlertUpdate update(boolean dropped, boolean repeats) {
        AlertState shown = dropped ? before.state() : state;
        return new AlertUpdate(
                before.rule(),
                program.rule().name(),
                state.phase().text(),
                told.labels(),
                told.annotations(),
                told.values() == null ? null : told.values().value(),
                shown.activeAt(),
                shown.firedAt(),
                shown.keepFiringSince(),
                dropped ? look.now() : shown.resolvedAt(),
                look.now(),
                repeats,
                state.holdSince(),
                state.unknownSince());
    }

    private AlertMemory memory() {
        return new AlertMemory(
                before.rule(),
                before.plan(),
                before.identity(),
                before.rows(),
                told,
                state,
                presence,
                heldUntil,
                frozenUntil(before.frozenUntil(), look.now()),
                crowdedOut,
                cameBlind,
                look.now());
    }

    /** While anything is remembered, it is looked at each second; sooner where something is due or in doubt. */
    private long next() {
        long next = Ticks.routine(look.now());
        if (presence.disagreeing() > 0) {
            next = Ticks.after(look.now());
        }
        if (heldUntil > look.now()) {
            next = Math.min(next, Ticks.at(heldUntil));
        }
        long due = program.lifecycle()
                .nextDeadline(state)
                .map(Instant::toEpochMilli)
                .orElse(Long.MAX_VALUE);
        return due > next ? next : Math.min(next, Math.max(Ticks.after(look.now()), Ticks.at(due)));
    }
}
