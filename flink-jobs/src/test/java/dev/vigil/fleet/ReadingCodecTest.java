package dev.vigil.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vigil.fleet.wire.Wire;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReadingCodecTest {

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void givesBackEveryReadingAsItWas(long seed) throws IOException {
        RandomReadings random = new RandomReadings(seed);
        for (int i = 0; i < 400; i++) {
            Reading reading = random.reading(i % 9);
            DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes(reading)));
            assertThat(ReadingCodec.read(in)).isEqualTo(reading);
            assertThat(in.available()).isZero();
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {6, 7})
    void refusesWhatIsCutOrDamagedWithoutTrouble(long seed) throws IOException {
        RandomReadings random = new RandomReadings(seed);
        Random dice = new Random(seed);
        for (int i = 0; i < 400; i++) {
            byte[] bytes = bytes(random.reading(i % 9));
            byte[] cut = Arrays.copyOf(bytes, dice.nextInt(bytes.length));
            assertThatThrownBy(() -> read(cut)).isInstanceOf(IOException.class);

            bytes[dice.nextInt(bytes.length)] ^= (byte) (1 << dice.nextInt(8));
            try {
                read(bytes);
            } catch (IOException expected) {
                assertThat(expected).isNotNull();
            }
        }
    }

    @Test
    void readsADocumentOfBeforeGlances() throws IOException {
        Reading now = Trainer.of("10.0.0.4:9900").step(0.2).mailbox();
        byte[] bytes = bytes(now);
        byte[] before = Arrays.copyOf(bytes, bytes.length - 1); // without the word that there is no glance
        before[0] = 1;

        assertThat(read(before)).isEqualTo(now);
    }

    @Test
    void refusesAnotherVersion() {
        assertThatThrownBy(() -> read(new byte[] {99, 1})).hasMessageContaining("version 99");
    }

    @Test
    void refusesALengthThatLies() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeByte(1);
        out.writeByte(7);
        Wire.writeLong(out, Integer.MAX_VALUE);

        assertThatThrownBy(() -> read(bytes.toByteArray())).hasMessageContaining("at most");
    }

    @Test
    void isSmall() throws IOException {
        Trainer trainer = Trainer.of("10.0.0.4:9900");
        for (int i = 0; i < 100; i++) {
            trainer.step(0.2).watch("loss", 0.1).auto("lr", 0.1).look();
        }
        assertThat(bytes(trainer.mailbox())).hasSizeLessThan(2_000);
    }

    static byte[] bytes(Reading reading) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ReadingCodec.write(new DataOutputStream(bytes), reading);
        return bytes.toByteArray();
    }

    private static Reading read(byte[] bytes) throws IOException {
        return ReadingCodec.read(new DataInputStream(new ByteArrayInputStream(bytes)));
    }

    /** Readings of all kinds with awkward values, the same for the same seed. */
    private static final class RandomReadings {

        private final Random dice;

        RandomReadings(long seed) {
            dice = new Random(seed);
        }

        Reading reading(int kind) {
            TargetKey key = new TargetKey(text(), text());
            return switch (kind) {
                case 0 ->
                    new Reading.Joined(
                            key, map(this::text), dice.nextLong(), text(), dice.nextInt(), dice.nextBoolean());
                case 1 ->
                    new Reading.Attempt(
                            key,
                            text(),
                            oneOf(Reading.Outcome.values()),
                            number(),
                            orNull(this::text),
                            oneOf(Reading.Process.values()));
                case 2 -> new Reading.Mailbox(key, beat());
                case 3 -> new Reading.Backtrace(key, list(this::frame));
                case 4 ->
                    new Reading.Modules(
                            key,
                            list(() -> new Reading.ModuleRow(
                                    dice.nextLong(), dice.nextInt(), text(), text(), number(), number(), number())));
                case 5 ->
                    new Reading.Table(
                            key,
                            text(),
                            list(() -> new Reading.TableRow(
                                    text(), orNull(this::number), orNull(this::text), orNull(this::number))));
                case 6 -> new Reading.Removed(key);
                case 7 -> new Reading.Resumed(keys());
                default -> new Reading.MonitorBeat(number(), number(), number(), number(), number());
            };
        }

        private Beat beat() {
            return new Beat(
                    text(),
                    dice.nextLong(),
                    text(),
                    orNull(this::text),
                    text(),
                    dice.nextInt(),
                    number(),
                    number(),
                    dice.nextLong(),
                    number(),
                    list(this::number),
                    text(),
                    list(this::frame),
                    number(),
                    list(() -> new Beat.Sample(number(), dice.nextLong(), map(this::watch), map(this::watch))),
                    dice.nextLong(),
                    orNull(() -> new Beat.Gradients(
                            dice.nextLong(),
                            number(),
                            dice.nextInt(),
                            orNull(this::text),
                            dice.nextInt(),
                            orNull(this::number),
                            orNull(this::text))),
                    orNull(this::text),
                    orNull(this::number),
                    orNull(this::number),
                    dice.nextInt(),
                    dice.nextInt(),
                    orNull(() -> new Beat.Glance(number(), list(this::frame))));
        }

        private WatchReading watch() {
            return new WatchReading(orNull(this::number), orNull(this::text), orNull(this::text), dice.nextBoolean());
        }

        private Frame frame() {
            return new Frame(text(), text(), dice.nextInt());
        }

        private double number() {
            return switch (dice.nextInt(8)) {
                case 0 -> Double.NaN;
                case 1 -> Double.POSITIVE_INFINITY;
                case 2 -> Double.NEGATIVE_INFINITY;
                case 3 -> -0.0;
                case 4 -> Double.MIN_VALUE;
                default -> dice.nextGaussian() * Math.pow(10, dice.nextInt(40) - 20);
            };
        }

        private String text() {
            return switch (dice.nextInt(6)) {
                case 0 -> "";
                case 1 -> "größer als \u4e2d\u6587 \uD83D\uDE00 ; \n \u0000";
                case 2 -> "x".repeat(dice.nextInt(100_000));
                default -> "name" + dice.nextInt(1000);
            };
        }

        private Set<TargetKey> keys() {
            Set<TargetKey> keys = new HashSet<>();
            for (int i = dice.nextInt(5); i > 0; i--) {
                keys.add(new TargetKey(text(), text()));
            }
            return keys;
        }

        private <T> T orNull(Supplier<T> value) {
            return dice.nextInt(3) == 0 ? null : value.get();
        }

        private <T> T oneOf(T[] values) {
            return values[dice.nextInt(values.length)];
        }

        private <T> List<T> list(Supplier<T> element) {
            List<T> list = new ArrayList<>();
            for (int i = dice.nextInt(5); i > 0; i--) {
                list.add(element.get());
            }
            return list;
        }

        private <T> Map<String, T> map(Supplier<T> value) {
            Map<String, T> map = new HashMap<>();
            for (int i = dice.nextInt(5); i > 0; i--) {
                map.put(text(), value.get());
            }
            return map;
        }
    }
}
