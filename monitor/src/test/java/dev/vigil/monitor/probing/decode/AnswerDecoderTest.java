package dev.vigil.monitor.probing.decode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.fleet.Frame;
import dev.vigil.monitor.probing.Answer;
import dev.vigil.monitor.probing.QueryTable;
import dev.vigil.monitor.probing.Reply;
import dev.vigil.monitor.probing.ThreadStack;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnswerDecoderTest {

    private static final Duration TOOK = Duration.ofMillis(2);

    @Test
    void tellsTheIdOfAQuestionThatWasTaken() {
        assertThat(AnswerDecoder.taken(said("{\"id\":\"q1\"}"))).isEqualTo(new Reply.Read<>("q1", TOOK));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"busy\":\"q0\"} | the process is busy with another question",
                "{\"refused\":\"the program ends\"} | refused: the program ends"
            })
    void tellsWhyAQuestionWasNotTaken(String said, String reason) {
        assertThat(AnswerDecoder.taken(said(said))).isEqualTo(new Reply.NotAsked<>(reason, TOOK));
    }

    @Test
    void callsAnotherAnswerMalformed() {
        assertThat(AnswerDecoder.taken(said("None"))).isInstanceOf(Reply.Malformed.class);
        assertThat(AnswerDecoder.taken(new Reply.Read<>(new QueryTable(List.of(), List.of()), TOOK)))
                .isInstanceOf(Reply.Malformed.class);
    }

    @Test
    void readsAnExpressionThatRaisedAsAPythonError() {
        assertThat(AnswerDecoder.taken(QueryDecoder.decode(Golden.reply("watch_not_installed"))))
                .isInstanceOf(Reply.PythonError.class);
        assertThat(AnswerDecoder.taken(QueryDecoder.decode(Golden.reply("query_error_syntax"))))
                .isInstanceOf(Reply.SqlError.class);
    }

    @Test
    void readsAnAnswer() {
        assertThat(AnswerDecoder.answer(Golden.made(
                        200,
                        "{\"id\":\"q\",\"output\":\"a\\n\",\"value\":\"7\",\"error\":null,\"where\":\"step boundary\","
                                + "\"pause\":0.25}")))
                .isEqualTo(new Reply.Read<>(
                        Optional.of(new Answer("a\n", "7", null, "step boundary", Duration.ofMillis(250))),
                        Duration.ofMillis(1)));
        assertThat(AnswerDecoder.answer(Golden.reply("config_missing")))
                .isEqualTo(new Reply.Read<>(Optional.empty(), Duration.ofMillis(1)));
        assertThat(AnswerDecoder.answer(Golden.made(200, ""))).isInstanceOf(Reply.Malformed.class);
    }

    @Test
    void readsThreadsOutOfAnAnswer() {
        String threads = "{\\\"threads\\\":[{\\\"ident\\\":5,\\\"name\\\":null,\\\"main\\\":true,\\\"daemon\\\":null,"
                + "\\\"frames\\\":[[\\\"t.py\\\",\\\"train\\\",7]]}]}";
        assertThat(AnswerDecoder.threads(Golden.made(200, "{\"id\":\"q\",\"value\":\"" + threads + "\"}")))
                .isEqualTo(new Reply.Read<>(
                        Optional.of(List.of(
                                new ThreadStack("thread 5", true, null, List.of(new Frame("t.py", "train", 7))))),
                        Duration.ofMillis(1)));
        assertThat(AnswerDecoder.threads(Golden.made(200, "{\"id\":\"q\",\"error\":\"E\"}")))
                .isEqualTo(new Reply.PythonError<>("E", Duration.ofMillis(1)));
        assertThat(AnswerDecoder.threads(Golden.made(200, "{\"id\":\"q\"}"))).isInstanceOf(Reply.Malformed.class);
        assertThat(AnswerDecoder.threads(Golden.reply("config_missing")))
                .isEqualTo(new Reply.Read<>(Optional.empty(), Duration.ofMillis(1)));
    }

    private static Reply<QueryTable> said(String text) {
        return new Reply.Read<>(new QueryTable(List.of("value"), List.of(List.of(text))), TOOK);
    }
}
