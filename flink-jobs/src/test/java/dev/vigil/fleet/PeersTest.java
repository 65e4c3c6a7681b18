package dev.vigil.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.fleet.Reading.Outcome;
import dev.vigil.fleet.Reading.Process;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PeersTest {

    private static final List<Frame> BARRIER = RealStacksTest.named("barrier").frames();
    private static final List<Frame> BACKWARD =
            RealStacksTest.named("DDP waits in the backward").frames();
    private static final List<Frame> SLEEP = List.of(
            new Frame("/home/user/train.py", "load_shard", 12), new Frame("/home/user/train.py", "<module>", 60));

    private final Watcher vigil = new Watcher();

    @Test
    void eachRankKnowsTheMediansOfTheOthers() {
        Trainer[] ranks = ranks(4);
        for (int i = 0; i < 10; i++) {
            for (int rank = 0; rank < 4; rank++) {
                ranks[rank].step(0.1 * (rank + 1));
            }
            vigil.poll(ranks);
        }
        Told.Cells first = vigil.target(ranks[0]);
        assertThat(first.number("peers")).isEqualTo(3);
        assertThat(first.number("peer_step_seconds")).isEqualTo((double) 0.3f);
        assertThat(vigil.target(ranks[3]).number("peer_step_seconds")).isEqualTo((double) 0.2f);
    }

    @Test
    void processesWithoutARankHaveNothingInCommon() {
        Trainer one = Trainer.of("a:1");
        Trainer two = Trainer.of("b:1");
        vigil.poll(one.steps(10, 0.1), two.steps(500, 0.1)).poll(one, two);
        assertThat(vigil.target(one).number("peers")).isZero();
        assertThat(vigil.target(one).get("peer_step_max")).isNull();
    }

    @Test
    void aRankThatIsReadEarlyDoesNotSeemToLag() {
        Trainer[] ranks = ranks(2);
        for (int i = 0; i < 30; i++) {
            vigil.poll(ranks[0].steps(100, 0.01)
                    .auto("step", 100 * i + 100)
                    .look()); // both make 100 steps a second, but are read half a second apart
            vigil.now += 500;
            ranks[1].steps(i == 0 ? 150 : 100, 0.01).auto("step", 100 * i + 150).look();
            vigil.apply(ranks[1].mailbox());
            Told.Cells row = vigil.target(ranks[0]);
            assertThat(row.number("peer_step_max")).isPositive();
            assertThat(row.number("peer_step_max") - row.number("step") >= 5).isFalse();
            vigil.now -= 500;
        }
    }

    @Test
    void aRankThatLagsIsSeen() {
        Trainer[] ranks = ranks(2);
        for (int i = 0; i < 20; i++) {
            ranks[0].steps(10, 0.1).auto("step", 10 * i + 10).look();
            ranks[1].steps(20, 0.05).auto("step", 20 * i + 20).look();
            vigil.poll(ranks);
        }
        Told.Cells row = vigil.target(ranks[0]);
        assertThat(row.number("peer_step_max") - row.number("step")).isGreaterThan(100);
        row = vigil.target(ranks[1]);
        assertThat(row.number("peer_step_max")).isLessThan(row.number("step"));
    }

    @Test
    void countsThatBeginWhenVigilComesAreNotCompared() {
        Trainer[] ranks = ranks(2);
        for (int i = 0; i < 20; i++) {
            vigil.poll(ranks[0].steps(10, 0.1), ranks[1].steps(i == 0 ? 500 : 10, 0.1));
        }
        assertThat(vigil.target(ranks[0]).get("peer_step_max")).isNull();
        assertThat(vigil.target(ranks[1]).get("peer_step_max")).isNull();
    }

    @Test
    void namesTheRankThatIsInNoCollective() {
        Trainer[] ranks = train(ranks(4));
        stall(30, ranks, BARRIER, BACKWARD, SLEEP, BARRIER);

        assertThat(vigil.target(ranks[2]).get("odd")).isEqualTo(true);
        assertThat(vigil.target(ranks[0]).get("odd")).isEqualTo(false);
        assertThat(vigil.target(ranks[1]).get("odd")).isEqualTo(false);
        assertThat(vigil.target(ranks[0]).text("odd_ranks")).isEqualTo("2");
        assertThat(vigil.target(ranks[0]).text("waiting_on")).isEqualTo("collective");
        assertThat(vigil.target(ranks[1]).text("waiting_on")).isEqualTo("collective");
        assertThat(vigil.target(ranks[0]).number("unchanged_seconds")).isGreaterThan(20);
    }

    @Test
    void namesRanksThatAreGone() {
        Trainer[] ranks = train(ranks(4));
        for (int i = 0; i < 10; i++) {
            vigil.fail(ranks[3], Outcome.TIMEOUT, Process.UNKNOWN);
            stall(1, Arrays.copyOf(ranks, 3), BARRIER, BARRIER, BARRIER);
        }
        assertThat(vigil.target(ranks[0]).text("odd_ranks")).isEqualTo("3");
        assertThat(vigil.target(ranks[0]).get("odd")).isEqualTo(false);
        assertThat(vigil.target(ranks[0]).number("peers")).isEqualTo(2);
    }

    @Test
    void namesARankWhosePythonIsStuck() {
        Trainer[] ranks = train(ranks(3));
        for (int i = 0; i < 10; i++) {
            vigil.fail(ranks[1], Outcome.PYTHON_STUCK, Process.UNKNOWN);
            vigil.poll(ranks[0].pause(1, BARRIER), ranks[2].pause(1, BARRIER));
        }
        assertThat(vigil.target(ranks[0]).text("odd_ranks")).isEqualTo("1");
    }

    @Test
    void aTieNamesNobody() {
        Trainer[] two = train(ranks(2));
        stall(30, two, BARRIER, SLEEP);
        assertThat(vigil.target(two[0]).get("odd")).isNull();
        assertThat(vigil.target(two[1]).get("odd")).isNull();
        assertThat(vigil.target(two[0]).get("odd_ranks")).isNull();
    }

    @Test
    void namesARankInAnotherCollective() {
        Trainer[] ranks = train(ranks(4));
        stall(
                30,
                ranks,
                BACKWARD,
                RealStacksTest.named("exact stack: gloo waiting").frames(),
                BACKWARD,
                BACKWARD);
        assertThat(vigil.target(ranks[0]).text("odd_ranks")).isEqualTo("1");
    }

    @Test
    void whoWaitsForARankThatSavesIsSavingToo() {
        Trainer[] ranks = train(ranks(3));
        List<Frame> saving = RealStacksTest.named("torch.save of tensors").frames();
        stall(70, ranks, saving, BARRIER, BARRIER);

        for (Trainer rank : ranks) {
            assertThat(vigil.target(rank).text("phase")).isEqualTo("checkpoint");
            assertThat(vigil.target(rank).number("unchanged_seconds")).isZero();
        }
        stall(30, ranks, BARRIER, BARRIER, BARRIER);
        assertThat(vigil.target(ranks[1]).text("phase")).isEqualTo("training");
        assertThat(vigil.target(ranks[1]).number("unchanged_seconds")).isGreaterThan(20);
    }

    @Test
    void whoWaitsForARankThatStandsInItsEvaluationHangs() {
        Trainer[] ranks = train(ranks(3));
        List<Frame> standing = List.of(new Frame("/home/user/train.py", "evaluate", 9));
        stall(60, ranks, standing, BARRIER, BARRIER);
        assertThat(vigil.target(ranks[1]).number("unchanged_seconds")).isGreaterThan(20);
    }

    @Test
    void aThousandRanksAreNotToldAgainForEachReading() {
        Trainer[] ranks = ranks(1000);
        vigil.poll(ranks);
        for (int i = 0; i < 3; i++) {
            for (Trainer rank : ranks) {
                rank.step(1);
            }
            int before = vigil.told.changes.size();
            vigil.poll(ranks);
            long rows = vigil.told.changes.subList(before, vigil.told.changes.size()).stream()
                    .filter(change -> change.table().equals(Tables.TARGETS))
                    .filter(change -> change.kind() != TableChange.Kind.UPDATE_BEFORE)
                    .count();
            assertThat(rows).isBetween(1000L, 1010L);
        }
    }

    @Test
    void comparesModulesWithTheSameModulesOfOthers() {
        Trainer[] ranks = train(ranks(3));
        for (int i = 0; i < 30; i++) {
            for (int rank = 0; rank < 3; rank++) {
                vigil.apply(new Reading.Modules(
                        ranks[rank].key,
                        List.of(new Reading.ModuleRow(i, 1, "head", "post forward", 0.01 * (rank + 1), 0, 0))));
            }
            vigil.poll(ranks);
        }
        Told.Cells row = vigil.told.row(Tables.MODULES, "rank", "2");
        assertThat(row.number("peer_seconds")).isBetween(0.0149, 0.0151);
    }

    @Test
    void aLauncherCountsTheRanksOfItsJob() {
        Trainer launcher = Trainer.of("head:9900");
        vigil.apply(new Reading.Joined(launcher.key, Map.of(), 1, "", 0, true));
        vigil.idle(2);
        assertThat(vigil.target(launcher).number("peers")).isZero();
        vigil.poll(ranks(2));
        assertThat(vigil.target(launcher).number("peers")).isEqualTo(2);
    }

    @Test
    void mediansWithoutOnesOwnAreRight() {
        Random random = new Random(3);
        for (int n = 1; n < 12; n++) {
            double[] values = random.doubles(n)
                    .map(value -> Math.round(value * 5))
                    .sorted()
                    .toArray();
            for (int own = 0; own < n; own++) {
                List<Double> others = new ArrayList<>();
                for (int i = 0; i < n; i++) {
                    if (i != own) {
                        others.add(values[i]);
                    }
                }
                Double expected = others.isEmpty()
                        ? null
                        : others.size() % 2 == 1
                                ? others.get(others.size() / 2)
                                : (Double) ((others.get(others.size() / 2 - 1) + others.get(others.size() / 2)) / 2);
                assertThat(PeerRound.medianWithout(values, values[own])).isEqualTo(expected);
            }
        }
    }

    @Test
    void ranksAreWrittenShort() {
        assertThat(RankSet.text(List.of("7", "2", "5", "6"))).isEqualTo("2,5-7");
        assertThat(RankSet.text(List.of())).isNull();
        assertThat(RankSet.text(List.of("head"))).isEqualTo("head");
        List<String> many = new ArrayList<>();
        for (int i = 0; i < 2000; i += 2) {
            many.add(Integer.toString(i));
        }
        assertThat(RankSet.text(many)).hasSizeLessThan(210);
    }

    private static Trainer[] ranks(int size) {
        Trainer[] ranks = new Trainer[size];
        for (int i = 0; i < size; i++) {
            ranks[i] = Trainer.of("host:" + (9900 + i)).rank(i, size);
        }
        return ranks;
    }

    private Trainer[] train(Trainer[] ranks) {
        for (int i = 0; i < 10; i++) {
            for (Trainer rank : ranks) {
                rank.step(0.5);
            }
            vigil.poll(ranks);
        }
        return ranks;
    }

    @SafeVarargs
    private void stall(int polls, Trainer[] ranks, List<Frame>... frames) {
        for (int i = 0; i < polls; i++) {
            for (int rank = 0; rank < ranks.length; rank++) {
                ranks[rank].pause(1, frames[rank]);
            }
            vigil.poll(ranks);
        }
    }
}
