package dev.vigil.fleet;

import dev.vigil.fleet.wire.Wire;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** All watches of one life of a target: the user's, and those found without being asked for where the user has none. */
final class WatchBook {

    private static final int MAX_WATCHES = 200;
    private static final int MAX_NAME = 200;
    private static final int MAX_TEXT = 500;
    private static final String LOSS = "loss";
    private static final String GRADIENT_NORM = "grad_norm";

    private final Map<String, Watch> watches = new LinkedHashMap<>();
    private long sequence;
    private boolean ownGradientNorm; // the program has one: that is before clipping
    private long gradientStep = -1;
    private LossTrail losses = new LossTrail();

    /** Samples of a beat that have not been taken in, oldest first; from now on they count as taken in. */
    List<Beat.Sample> fresh(Beat beat) {
        List<Beat.Sample> samples = beat.samples();
        long more = beat.sequence() < sequence ? samples.size() : beat.sequence() - sequence;
        sequence = beat.sequence();
        return samples.subList((int) Math.max(0, samples.size() - more), samples.size());
    }

    /** Takes in new samples and tells the rows that changed. */
    void see(Beat beat, List<Beat.Sample> fresh, Phase phase, Telling telling) {
        Set<Watch> touched = new LinkedHashSet<>();
        for (Beat.Sample sample : fresh) {
            Watch.At at = new Watch.At(Progress.stepOf(sample), beat.steps() > 0 ? sample.steps() : -1);
            ownGradientNorm |= sample.watches().containsKey(GRADIENT_NORM)
                    || sample.automatic().containsKey(GRADIENT_NORM);
            sample.watches().forEach((name, reading) -> see(name, reading, at, phase, telling, touched));
            sample.automatic().forEach((name, reading) -> {
                if (!sample.watches().containsKey(name)) {
                    see(name, reading, at, phase, telling, touched);
                }
            });
        }
        Beat.Gradients gradients = beat.gradients();
        if (gradients != null && !ownGradientNorm && gradients.step() != gradientStep) {
            gradientStep = gradients.step();
            Watch.At at = new Watch.At(Double.NaN, gradients.step());
            see(GRADIENT_NORM, WatchReading.of(gradients.norm()), at, phase, telling, touched);
        }
        touched.forEach(watch -> watch.tell(telling));
    }

    private void see(String name, WatchReading reading, Watch.At at, Phase phase, Telling telling, Set<Watch> touched) {
        String key = cut(name, MAX_NAME);
        Watch watch = watches.get(key);
        if (watch == null) {
            if (watches.size() >= MAX_WATCHES) {
                return;
            }
            watch = new Watch(key);
            watches.put(key, watch);
        }
        if (watch.see(bounded(reading), at, phase)) {
            watch.append(telling);
            if (key.equals(LOSS)) {
                watch.leaveTrail(losses);
            }
        }
        touched.add(watch);
    }

    private static WatchReading bounded(WatchReading reading) {
        String text = reading.text();
        String error = reading.error();
        boolean fits = (text == null || text.length() <= MAX_TEXT) && (error == null || error.length() <= MAX_TEXT);
        return fits
                ? reading
                : new WatchReading(
                        reading.number(),
                        text == null ? null : cut(text, MAX_TEXT),
                        error == null ? null : cut(error, MAX_TEXT),
                        reading.local());
    }

    private static String cut(String text, int length) {
        return text.length() <= length ? text : text.substring(0, length);
    }

    /** The newest losses by step. */
    LossTrail losses() {
        return losses;
    }

    /** Whether the loss is another one than before in any of these samples, which have not been taken in yet. */
    boolean showsChange(List<Beat.Sample> fresh) {
        Watch loss = watches.get(LOSS);
        if (loss == null) {
            return false;
        }
        for (Beat.Sample sample : fresh) {
            WatchReading own = sample.watches().get(LOSS);
            WatchReading reading = own == null ? sample.automatic().get(LOSS) : own;
            if (reading != null && loss.isChangedBy(reading)) {
                return true;
            }
        }
        return false;
    }

    void tellAll(Telling telling) {
        watches.values().forEach(watch -> watch.tell(telling));
    }

    void retell(FleetOutput out) {
        watches.values().forEach(watch -> watch.row().retell(out));
    }

    void withdraw(FleetOutput out) {
        watches.values().forEach(watch -> watch.row().withdraw(out));
    }

    void write(DataOutput out) throws IOException {
        Wire.writeLong(out, sequence);
        out.writeBoolean(ownGradientNorm);
        Wire.writeLong(out, gradientStep);
        losses.write(out);
        Wire.writeLong(out, watches.size());
        for (Map.Entry<String, Watch> entry : watches.entrySet()) {
            Wire.writeText(out, entry.getKey());
            entry.getValue().write(out);
        }
    }

    static WatchBook read(DataInput in, Map<String, String> labels) throws IOException {
        WatchBook book = new WatchBook();
        book.sequence = Wire.readLong(in);
        book.ownGradientNorm = in.readBoolean();
        book.gradientStep = Wire.readLong(in);
        book.losses = LossTrail.read(in);
        int count = Wire.readCount(in, MAX_WATCHES);
        for (int i = 0; i < count; i++) {
            String name = Wire.readText(in);
            book.watches.put(name, Watch.read(in, name, labels));
        }
        return book;
    }
}
