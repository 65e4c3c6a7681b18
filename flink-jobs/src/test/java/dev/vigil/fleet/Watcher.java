package dev.vigil.fleet;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** A fleet under test with its clock: polls trainers once a second and ticks. */
final class Watcher {

    final Told told = new Told();
    long now = 1_700_000_000_000L;
    JobFleet fleet = new JobFleet("pretrain", FleetSettings.DEFAULT);

    /** A second passes and each trainer is read. */
    Watcher poll(Trainer... trainers) {
        return pollAfter(1, trainers);
    }

    Watcher pollAfter(double seconds, Trainer... trainers) {
        now += Math.round(seconds * 1000);
        for (Trainer trainer : trainers) {
            fleet.apply(trainer.attempt(Reading.Outcome.OK), now, told);
            fleet.apply(trainer.mailbox(), now, told);
        }
        fleet.tick(now, told);
        return this;
    }

    /** A second passes and an attempt fails. */
    Watcher fail(Trainer trainer, Reading.Outcome outcome, Reading.Process process) {
        now += 1000;
        fleet.apply(trainer.attempt(outcome, process), now, told);
        fleet.tick(now, told);
        return this;
    }

    Watcher apply(Reading reading) {
        fleet.apply(reading, now, told);
        return this;
    }

    /** Time in which nothing is read, only ticks. */
    Watcher idle(long seconds) {
        for (long i = 0; i < seconds; i++) {
            now += 1000;
            fleet.tick(now, told);
        }
        return this;
    }

    /** Vigil is killed, is down for a while, and comes back from its checkpoint. */
    Watcher restartVigil(long downSeconds) {
        fleet = copy(fleet);
        now += downSeconds * 1000;
        return this;
    }

    static byte[] bytes(JobFleet fleet) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            fleet.write(new DataOutputStream(bytes));
            return bytes.toByteArray();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    static JobFleet copy(JobFleet fleet) {
        try {
            return JobFleet.read(new DataInputStream(new ByteArrayInputStream(bytes(fleet))), FleetSettings.DEFAULT);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    Told.Cells target(Trainer trainer) {
        return told.target(trainer.key.instance());
    }

    Told.Cells watch(Trainer trainer, String name) {
        return told.watch(trainer.key.instance(), name);
    }

    String state(Trainer trainer) {
        return target(trainer).text("state");
    }
}
