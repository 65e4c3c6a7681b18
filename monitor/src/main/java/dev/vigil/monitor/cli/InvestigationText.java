package dev.vigil.monitor.cli;

import dev.vigil.fleet.Beat;
import dev.vigil.fleet.WatchReading;
import dev.vigil.monitor.alert.Figures;
import dev.vigil.monitor.probing.Answer;
import dev.vigil.monitor.probing.Overview;
import dev.vigil.monitor.probing.Reply;
import dev.vigil.monitor.probing.ThreadStack;
import dev.vigil.monitor.probing.inspect.Stack;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** An investigation as Markdown. */
final class InvestigationText {

    private final List<String> lines = new ArrayList<>();

    private InvestigationText() {}

    static List<String> lines(String target, Investigation found) {
        InvestigationText text = new InvestigationText();
        text.lines.add("# " + target);
        text.process(found);
        text.section("Where it stands", found.stack(), text::stack);
        text.section("Threads", found.threads(), text::threads);
        text.answers(found.answers());
        found.beat().ifPresent(text::values);
        found.modules()
                .ifPresent(rows -> text.section(
                        "Slowest modules of the last steps", rows, table -> text.block(TextTable.lines(table))));
        return text.lines;
    }

    private void process(Investigation found) {
        if (found.overview() instanceof Reply.Read<Overview> read) {
            Overview overview = read.value();
            item("process", overview.pid() + "  " + overview.command());
            new TreeMap<>(overview.environment()).forEach(this::item);
        }
        found.beat().ifPresent(beat -> {
            item("state", beat.state() + (beat.error() == null ? "" : ": " + beat.error()));
            item("steps since the sampler was installed", Long.toString(beat.steps()));
            if (beat.memoryMb() != null) {
                item("memory", Math.round(beat.memoryMb()) + " MiB");
            }
        });
    }

    private void stack(Stack stack) {
        block(StackText.lines(stack));
        lines.add(StackText.origin(stack));
    }

    private void threads(List<ThreadStack> threads) {
        for (ThreadStack thread : threads) {
            String top = StackText.lines(thread.frames()).stream().findFirst().orElse("no Python frame");
            String kind = thread.main() ? " (main)" : Boolean.TRUE.equals(thread.daemon()) ? " (daemon)" : "";
            item(thread.name() + kind, "`" + top + "`");
        }
    }

    private void answers(List<Investigation.Asked> answers) {
        heading("Asked");
        for (Investigation.Asked asked : answers) {
            item(asked.title(), text(asked.answer()));
        }
    }

    private static String text(Reply<Answer> reply) {
        if (!(reply instanceof Reply.Read<Answer> read)) {
            return ((Reply.Failed<Answer>) reply).reason();
        }
        Answer answer = read.value();
        if (answer.error() != null) {
            return answer.error();
        }
        return "`" + (answer.value() == null ? answer.output().strip() : answer.value()) + "`";
    }

    private void values(Beat beat) {
        if (beat.samples().isEmpty()) {
            return;
        }
        Beat.Sample newest = beat.samples().get(beat.samples().size() - 1);
        heading("Newest values");
        Map<String, WatchReading> values = new TreeMap<>(newest.automatic());
        values.putAll(newest.watches());
        values.forEach((name, reading) -> item(name, text(reading)));
        Beat.Gradients gradients = beat.gradients();
        if (gradients != null) {
            item(
                    "gradient norm",
                    gradients.norm() + (gradients.firstBad() == null ? "" : ", first bad: " + gradients.firstBad()));
        }
    }

    private static String text(WatchReading reading) {
        String value = reading.number() != null
                ? Figures.prometheus(reading.number())
                : reading.text() != null ? reading.text() : String.valueOf(reading.error());
        return reading.where().isEmpty() ? value : value + " (" + reading.where() + ")";
    }

    private <T> void section(String title, Reply<T> reply, Consumer<T> content) {
        heading(title);
        if (reply instanceof Reply.Read<T> read) {
            content.accept(read.value());
        } else {
            lines.add(Printable.text(((Reply.Failed<T>) reply).reason()));
        }
    }

    private void heading(String title) {
        lines.add("");
        lines.add("## " + title);
        lines.add("");
    }

    private void item(String name, String text) {
        lines.add(Printable.text("- " + name + ": " + text));
    }

    private void block(List<String> block) {
        lines.add("```");
        lines.addAll(block);
        lines.add("```");
    }
}
