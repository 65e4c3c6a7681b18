package dev.vigil.fleet.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.vigil.fleet.wire.Wire;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WindowsTest {

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void slidingMedianIsTheMedianOfTheNewest(long seed) throws IOException {
        Random random = new Random(seed);
        for (int capacity : new int[] {1, 2, 5, 50}) {
            SlidingMedian window = new SlidingMedian(capacity);
            List<Double> all = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                double value = Math.round(random.nextGaussian() * 10) / 2.0;
                if (random.nextInt(5) == 0 && !all.isEmpty()) {
                    window.replaceNewest(value);
                    all.set(all.size() - 1, value);
                } else {
                    double gone = window.add(value);
                    assertThat(Double.isNaN(gone)).isEqualTo(all.size() < capacity);
                    all.add(value);
                }
                if (random.nextInt(20) == 0) {
                    window = copy(window, capacity);
                }
                List<Double> newest = all.subList(Math.max(0, all.size() - capacity), all.size());
                boolean full = newest.size() == capacity;
                assertThat(window.median()).isEqualTo(full ? (Double) median(newest) : null);
                double middle = median(newest);
                double deviation =
                        median(newest.stream().map(v -> Math.abs(v - middle)).toList());
                assertThat(window.deviation()).isEqualTo(full && deviation > 0 ? (Double) deviation : null);
            }
        }
    }

    @Test
    void groupsOfAWatchFollowOneAnother() {
        ValueWindow window = new ValueWindow();
        for (int i = 1; i <= 500; i++) {
            window.add(i);
        }
        assertThat(window.mean5()).isEqualTo(498);
        assertThat(window.min5()).isEqualTo(496);
        assertThat(window.max5()).isEqualTo(500);
        assertThat(window.median50()).isEqualTo(470.5); // 446 to 495
        assertThat(window.median200()).isEqualTo(400.5); // 301 to 500
        assertThat(window.earlier200()).isEqualTo(200.5); // 101 to 300
        assertThat(window.samples()).isEqualTo(500);
    }

    @Test
    void fiveHugeValuesHaveAMean() {
        ValueWindow window = new ValueWindow();
        for (int i = 0; i < 5; i++) {
            window.add(Double.MAX_VALUE);
        }
        assertThat(window.mean5()).isCloseTo(Double.MAX_VALUE, within(1e294));
    }

    @Test
    void replacingTheNewestChangesTheFiguresItIsIn() {
        ValueWindow window = new ValueWindow();
        for (int i = 0; i < 200; i++) {
            window.add(1);
        }
        window.replaceNewest(6);
        assertThat(window.mean5()).isEqualTo(2);
        assertThat(window.samples()).isEqualTo(200);
    }

    @Test
    void comesBackFromACheckpointAsItWas() throws IOException {
        Random random = new Random(7);
        ValueWindow values = new ValueWindow();
        StepTimes times = new StepTimes();
        ModuleTimes modules = new ModuleTimes();
        MemoryTrend memory = new MemoryTrend();
        LookShares shares = new LookShares();
        for (int i = 1; i < 700; i++) {
            values.add(random.nextGaussian());
            times.add(random.nextDouble(), i);
            modules.add(random.nextDouble());
            memory.add(100 + random.nextDouble());
            shares.add(i * 700L, random.nextBoolean(), random.nextBoolean());
            if (i % 37 == 0) {
                values = ValueWindow.read(in(bytes(values::write)));
                times = StepTimes.read(in(bytes(times::write)));
                modules = ModuleTimes.read(in(bytes(modules::write)));
                memory = MemoryTrend.read(in(bytes(memory::write)));
                shares = LookShares.read(in(bytes(shares::write)));
            }
        }
        random = new Random(7);
        ValueWindow sameValues = new ValueWindow();
        StepTimes sameTimes = new StepTimes();
        ModuleTimes sameModules = new ModuleTimes();
        MemoryTrend sameMemory = new MemoryTrend();
        LookShares sameShares = new LookShares();
        for (int i = 1; i < 700; i++) {
            sameValues.add(random.nextGaussian());
            sameTimes.add(random.nextDouble(), i);
            sameModules.add(random.nextDouble());
            sameMemory.add(100 + random.nextDouble());
            sameShares.add(i * 700L, random.nextBoolean(), random.nextBoolean());
        }
        assertThat(bytes(values::write)).isEqualTo(bytes(sameValues::write));
        assertThat(bytes(times::write)).isEqualTo(bytes(sameTimes::write));
        assertThat(times.p99()).isEqualTo(sameTimes.p99());
        assertThat(bytes(modules::write)).isEqualTo(bytes(sameModules::write));
        assertThat(bytes(memory::write)).isEqualTo(bytes(sameMemory::write));
        assertThat(bytes(shares::write)).isEqualTo(bytes(sameShares::write));
    }

    @Test
    void aWindowIsSmall() throws IOException {
        ValueWindow window = new ValueWindow();
        Random random = new Random(1);
        for (int i = 0; i < 500; i++) {
            window.add(random.nextGaussian());
        }
        assertThat(bytes(window::write)).hasSizeLessThan(2_200);
        ValueWindow constant = new ValueWindow();
        for (int i = 0; i < 500; i++) {
            constant.add(0.1);
        }
        assertThat(bytes(constant::write)).hasSizeLessThan(90);
    }

    @Test
    void refusesAWindowThatIsTooLong() throws IOException {
        byte[] bytes = bytes(out -> Wire.writeLong(out, 1_000_000));
        assertThatThrownBy(() -> StepTimes.read(in(bytes))).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> MemoryTrend.read(in(bytes))).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> SlidingMedian.read(in(bytes), 50, true)).isInstanceOf(IOException.class);
    }

    @Test
    void p99OfStepsIsByNearestRank() {
        Random random = new Random(5);
        StepTimes times = new StepTimes();
        List<Float> all = new ArrayList<>();
        for (int i = 0; i < 450; i++) {
            float seconds = random.nextFloat();
            times.add(seconds, 10);
            all.add(seconds);
            List<Float> newest = all.subList(Math.max(0, all.size() - 200), all.size()).stream()
                    .sorted()
                    .toList();
            int rank = (int) Math.ceil(0.99 * newest.size()) - 1;
            assertThat(times.p99()).isEqualTo((double) newest.get(rank));
        }
    }

    @Test
    void sharesForgetWhatIsOlderThanAMinute() {
        LookShares shares = new LookShares();
        for (int i = 0; i < 60; i++) {
            shares.add(1_000_000 + i * 1000L, true, false);
        }
        assertThat(shares.collectiveShare()).isEqualTo(1);
        for (int i = 60; i < 130; i++) {
            shares.add(1_000_000 + i * 1000L, false, true);
        }
        assertThat(shares.collectiveShare()).isZero();
        shares.add(90_000_000, true, false);
        assertThat(shares.collectiveShare()).as("of one look").isNull();
    }

    private interface Part {
        void write(DataOutputStream out) throws IOException;
    }

    private static byte[] bytes(Part part) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        part.write(new DataOutputStream(bytes));
        return bytes.toByteArray();
    }

    private static DataInputStream in(byte[] bytes) {
        return new DataInputStream(new ByteArrayInputStream(bytes));
    }

    private static SlidingMedian copy(SlidingMedian window, int capacity) throws IOException {
        return SlidingMedian.read(in(bytes(out -> window.write(out, false))), capacity, false);
    }

    private static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int n = sorted.size();
        return n % 2 == 1 ? sorted.get(n / 2) : (sorted.get(n / 2 - 1) + sorted.get(n / 2)) / 2;
    }
}
