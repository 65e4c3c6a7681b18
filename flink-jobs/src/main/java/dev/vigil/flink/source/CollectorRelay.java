package dev.vigil.flink.source;

import dev.vigil.fleet.TargetKey;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One collector for all readers of a job, and for those of the job that takes over from it: between the two the polls go on,
 * and what they bring waits here, one batch per target as the {@link Collector} bounds it. Connections and all that was
 * learned of a target stay.
 *
 * <p>That is sound only where the next job begins exactly where the one before stopped. So it is asked for ({@link #hold});
 * else the collector ends with the last of its readers, and the next begins anew from its cursors.
 *
 * <p>Any thread.
 */
public final class CollectorRelay implements Supplier<Collector> {

    private final Supplier<Collector> collectors;
    private final Map<TargetKey, Polled> polled = new HashMap<>();
    private @Nullable Collector collector;
    private int readers;
    private boolean held;

    /**
     * A relay that polls nothing yet.
     *
     * @param collectors makes a collector whenever there is none to go on with
     */
    public CollectorRelay(Supplier<Collector> collectors) {
        this.collectors = collectors;
    }

    /** One target at work. */
    private static final class Polled {
        /** How far it has been read by what its readers emitted. */
        private Cursors emitted;

        private @Nullable Reader reader;
        /** Arrived and not emitted. */
        private @Nullable Batch waiting;

        private Polled(Cursors emitted) {
            this.emitted = emitted;
        }

        private void deliver() {
            if (waiting != null && reader != null && reader.deliver != null) {
                reader.deliver.accept(waiting);
            }
        }
    }

    /** What the next reader polls with. */
    @Override
    public synchronized Collector get() {
        Collector current = collector;
        if (current == null) {
            Collector made = collectors.get();
            collector = made;
            current = made;
            made.start(batch -> arrived(made, batch));
        }
        readers++;
        return new Reader(current);
    }

    /** From now on polls go on when the last reader closes, until {@link #letGo}. */
    public synchronized void hold() {
        held = true;
    }

    /** From now on polls end with the last reader: at once, where there is none. */
    public void letGo() {
        Collector unused;
        synchronized (this) {
            held = false;
            unused = withoutReaders();
        }
        close(unused);
    }

    private synchronized void arrived(Collector from, Batch batch) {
        Polled target = polled.get(batch.target());
        if (from == collector && target != null) {
            target.waiting = batch;
            target.deliver();
        }
    }

    /** The collector, no more ours, where nobody needs it. */
    private @Nullable Collector withoutReaders() {
        if (readers > 0 || held) {
            return null;
        }
        Collector unused = collector;
        collector = null;
        polled.clear();
        return unused;
    }

    /** Waits for requests in flight, whose answers come through {@link #arrived}: never under the lock. */
    private static void close(@Nullable Collector unused) {
        if (unused != null) {
            unused.close();
        }
    }

    /** One reader's part. */
    private final class Reader implements Collector {

        private final Collector shared;
        private @Nullable Consumer<Batch> deliver;
        private boolean closed;

        Reader(Collector shared) {
            this.shared = shared;
        }

        @Override
        public void start(Consumer<Batch> consumer) {
            synchronized (CollectorRelay.this) {
                deliver = consumer;
                polled.values().stream().filter(target -> target.reader == this).forEach(Polled::deliver);
            }
        }

        @Override
        public void add(TargetKey target, Cursors cursors) {
            synchronized (CollectorRelay.this) {
                Polled known = polled.get(target);
                if (known != null && known.emitted.equals(cursors)) {
                    known.reader = this;
                    known.deliver();
                    return;
                }
                if (known != null) {
                    shared.remove(target); // it was read further than this reader knows of
                }
                Polled fresh = new Polled(cursors);
                fresh.reader = this;
                polled.put(target, fresh);
                shared.add(target, cursors);
            }
        }

        @Override
        public void released(TargetKey target) {
            synchronized (CollectorRelay.this) {
                Polled known = polled.get(target);
                if (known != null && known.waiting != null) {
                    known.emitted = known.waiting.cursors();
                    known.waiting = null;
                    shared.released(target);
                }
            }
        }

        @Override
        public void remove(TargetKey target) {
            synchronized (CollectorRelay.this) {
                if (polled.remove(target) != null) {
                    shared.remove(target);
                }
            }
        }

        @Override
        public void close() {
            Collector unused;
            synchronized (CollectorRelay.this) {
                if (closed) {
                    return;
                }
                closed = true;
                readers--;
                polled.values().stream()
                        .filter(target -> target.reader == this)
                        .forEach(target -> target.reader = null);
                unused = withoutReaders();
            }
            CollectorRelay.close(unused);
        }
    }
}
