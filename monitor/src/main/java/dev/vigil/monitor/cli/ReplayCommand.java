package dev.vigil.monitor.cli;

import dev.vigil.flink.replay.Comparison;
import dev.vigil.flink.replay.Replay;
import dev.vigil.flink.replay.ReplayFailedException;
import dev.vigil.flink.replay.Replayed;
import dev.vigil.monitor.config.VigilConfig.RulePack;
import dev.vigil.recording.Chunk;
import dev.vigil.recording.NotARecordingException;
import dev.vigil.recording.RecordingReader;
import dev.vigil.rules.NamedFile;
import dev.vigil.rules.RuleSet;
import dev.vigil.rules.yaml.Problems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code vigil replay}: a recording through rules. */
@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Plays a recording of vigil run --record through rules, and prints which alerts would have fired,"
                + " and when.",
        footer = {
            "",
            "Examples:",
            "  vigil replay today.vgl                  through the built-in rules",
            "  vigil replay today.vgl --rules my.yml   through your own, and no others",
            "  vigil replay today.vgl --rules my.yml --output json",
            "                                          ... for a program",
            "  vigil replay today.vgl --rules new.yml --against old.yml",
            "                                          ... what a change would change",
            "",
            "Rules run in the same tables, queries and lifecycle as in the monitor: for,",
            "keep_firing_for and limit hold, in the time of the recording. Time in which the",
            "monitor was down counts for nothing.",
            "",
            "Exit status: 0 played to its end, 1 the recording or a rule cannot be used,",
            "2 wrong usage."
        })
final class ReplayCommand implements Callable<Integer> {

    /** Bytes: an hour of eight ranks or so. */
    private static final long WORTH_SHARING = 4 << 20;

    private final Terminal terminal;

    @Parameters(paramLabel = "RECORDING", description = "A file that vigil run --record wrote, or still writes.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path recording;

    @Option(
            names = "--rules",
            paramLabel = "FILE",
            arity = "1..*",
            description = "Rule files; without any, the built-in rules.")
    private List<Path> rules = new ArrayList<>();

    @Option(names = "--with-pack", description = "The built-in rules as well as those of --rules.")
    private boolean withPack;

    @Option(
            names = "--against",
            paramLabel = "FILE",
            arity = "1..*",
            description = "Other rule files: prints which alerts the rules gain, lose and move compared with these.")
    private List<Path> against = new ArrayList<>();

    @Option(names = "--pending", description = "Also alerts that were pending and did not fire.")
    private boolean pending;

    @Option(names = "--output", paramLabel = "FORMAT", description = "text or json; default text.")
    private OutputFormat output = OutputFormat.text;

    ReplayCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException {
        try {
            Optional<String> nothing = nothingToPlay();
            return nothing.isPresent() ? failed(recording + ": " + nothing.get()) : replay();
        } catch (NotARecordingException e) {
            return failed(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            return failed(recording + ": " + NamedFile.why(e));
        } catch (ReplayFailedException e) {
            return failed("the replay of " + recording + " failed: " + e.getMessage());
        }
    }

    /** Why there is not one reading in the file; empty where there is. Nobody may take it for a quiet night. */
    private Optional<String> nothingToPlay() throws IOException {
        try (RecordingReader reader = RecordingReader.open(recording)) {
            for (Optional<Chunk> chunk = reader.next(); chunk.isPresent(); chunk = reader.next()) {
                if (chunk.get() instanceof Chunk.Readings readings && readings.times().length > 0) {
                    return Optional.empty();
                }
            }
            String why = Files.size(recording) == 0 ? "the file is empty" : ReplayText.emptiness(reader.damage());
            return Optional.of("holds no reading, so there is nothing to play: " + why);
        }
    }

    private int failed(String why) {
        terminal.note("vigil: " + Printable.text(why));
        return 1;
    }

    private int replay() throws IOException, ReplayFailedException, InterruptedException {
        try (Replay replay = new Replay(threads())) {
            Problems problems = new Problems();
            RuleSet mine = read(rules, problems);
            RuleSet others = against.isEmpty() ? mine : read(against, problems);
            if (!problems.isEmpty()) {
                problems.list().forEach(problem -> terminal.note(Printable.text(problem.toString())));
                return 1;
            }
            Replayed played = play(replay, mine);
            ReplayReport report = new ReplayReport(recording, mine, played);
            if (against.isEmpty()) {
                print(report, null);
            } else {
                Replayed before = play(replay, others);
                Comparison comparison = Comparison.of(
                        new Comparison.Side(others, before.episodes()), new Comparison.Side(mine, played.episodes()));
                print(report, comparison);
            }
            return 0;
        }
    }

    /** What is played within some seconds is not worth a second job's start. */
    private int threads() throws IOException {
        return Files.size(recording) < WORTH_SHARING ? 1 : Runtime.getRuntime().availableProcessors();
    }

    private RuleSet read(List<Path> files, Problems problems) {
        RulePack pack = new RulePack(withPack || files.isEmpty(), Set.of());
        List<String> names = files.stream().map(Path::toString).toList();
        RuleFiles.mustMatch(names, problems);
        return new RuleFiles(terminal::note).read(pack, names, new Thoroughness.ErrorsOnly(), problems);
    }

    private Replayed play(Replay replay, RuleSet set) throws IOException, ReplayFailedException, InterruptedException {
        terminal.note("Replaying through " + set.rules().size() + (set.rules().size() == 1 ? " rule" : " rules"));
        Replayed played = replay.play(recording, set);
        terminal.note(ReplayText.speed(played));
        return played;
    }

    private void print(ReplayReport report, @Nullable Comparison comparison) {
        if (output == OutputFormat.json) {
            terminal.result(ReplayJson.text(report, comparison));
            return;
        }
        ReplayText text = new ReplayText(terminal, pending);
        text.warnings(report).forEach(terminal::note);
        (comparison == null ? text.timeline(report) : text.comparison(report, comparison)).forEach(terminal::result);
    }
}
