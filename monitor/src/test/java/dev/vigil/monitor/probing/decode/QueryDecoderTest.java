package dev.vigil.monitor.probing.decode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.monitor.probing.QueryTable;
import dev.vigil.monitor.probing.Reply;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QueryDecoderTest {

    @Test
    void readsEveryColumnKindAndLeavesUnsupportedOnesEmpty() {
        QueryTable table = read(Golden.reply("query_column_kinds"));
        assertThat(table.columns())
                .containsExactly("b", "i32", "i64", "f32", "f64", "text", "ts", "unsupported_date", "unsupported_i16");
        assertThat(table.rows())
                .containsExactly(Arrays.asList(
                        true, 3L, 9007199254740993L, 1.5, 0.25, "é😀 \"q\" it's", 1767323045000000000L, null, null));
    }

    @Test
    void readsNaNAndInfinitiesAsNull() {
        assertThat(read(Golden.reply("query_nan_inf")).rows().get(0)).contains((Object) null);
    }

    @Test
    void fillsAColumnWithoutCells() {
        QueryTable table = read(Golden.reply("query_ragged_nil"));
        assertThat(table.rows()).hasSize(2).allSatisfy(row -> {
            assertThat(row).hasSize(table.columns().size());
            assertThat(row).contains((Object) null);
        });
    }

    @Test
    void readsWholeNumbersOfAFloatColumnAsDoubles() {
        assertThat(read(frame("[\"x\"]", "[{\"SeqF64\":[1,2.5]}]")).rows()).containsExactly(List.of(1.0), List.of(2.5));
    }

    @Test
    void readsAColumnOfAnUnknownKindByWhatItsCellsAre() {
        assertThat(read(frame("[\"x\",\"y\",\"z\"]", "[{\"SeqDateTime\":[7]},{\"SeqNew\":[\"a\"]},\"New\"]"))
                        .rows())
                .containsExactly(Arrays.asList(7L, "a", null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"query_zero_rows_nil", "query_set_ok"})
    void readsNilAsNoRowsAndNoColumns(String golden) {
        assertThat(read(Golden.reply(golden))).isEqualTo(new QueryTable(List.of(), List.of()));
    }

    @Test
    void readsColumnsOfAnEmptyTable() {
        QueryTable table = read(Golden.reply("query_zero_rows_columns"));
        assertThat(table.columns()).isNotEmpty();
        assertThat(table.rows()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "query_error_syntax,",
        "query_error_missing_table,",
        "query_error_missing_column,",
        "pyexpr_error,unknown_fields",
        "watch_not_installed,unknown_fields"
    })
    void readsAnErrorInsideASuccess(String golden, String part) {
        assertThat(QueryDecoder.decode(Golden.reply(golden)))
                .isInstanceOfSatisfying(
                        Reply.SqlError.class,
                        error -> assertThat(error.reason())
                                .contains(part == null ? "" : part)
                                .isNotBlank());
    }

    @Test
    void readsTheErrorsOfTheLaterLine() {
        String body = Golden.reply("query_error_syntax").body();
        assertThat(QueryDecoder.decode(Golden.made(500, body))).isInstanceOf(Reply.SqlError.class);
        assertThat(QueryDecoder.decode(frame("[\"_error\"]", "[{\"SeqText\":[\"no such table\"]}]")))
                .isInstanceOfSatisfying(
                        Reply.SqlError.class,
                        error -> assertThat(error.reason()).isEqualTo("no such table"));
        assertThat(QueryDecoder.decode(Golden.made(504, "gateway timeout"))).isInstanceOf(Reply.TimedOut.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"query_bad_envelope", "query_get_405"})
    void tellsTheStatusOfAnAnswerWithoutAnEnvelope(String golden) {
        RawReply raw = Golden.reply(golden);
        assertThat(QueryDecoder.decode(raw))
                .isInstanceOfSatisfying(
                        Reply.Malformed.class,
                        malformed -> assertThat(malformed.reason()).startsWith("HTTP " + raw.status()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nonsense",
                "[]",
                "{}",
                "{\"payload\":7}",
                "{\"payload\":{}}",
                "{\"payload\":\"Other\"}",
                "{\"payload\":{\"DataFrame\":[]}}",
                "{\"payload\":{\"DataFrame\":{\"names\":[1],\"cols\":[]}}}",
                "{\"payload\":{\"DataFrame\":{\"names\":[\"a\"],\"cols\":[]}}}",
                "{\"payload\":{\"DataFrame\":{\"names\":[\"a\"],\"cols\":[{\"SeqI64\":[99999999999999999999]}]}}}",
                "{\"payload\":{\"DataFrame\":{\"names\":[\"a\"],\"cols\":[{\"SeqI64\":[1,2"
            })
    void callsAnythingElseMalformed(String body) {
        assertThat(QueryDecoder.decode(Golden.made(200, body))).isInstanceOf(Reply.Malformed.class);
    }

    @Test
    void boundsCells() {
        String cells = IntStream.range(0, 1001).mapToObj(i -> "0").collect(Collectors.joining(","));
        String names = IntStream.range(0, 1000).mapToObj(i -> "\"c" + i + "\"").collect(Collectors.joining(","));
        String short_ = "\"Nil\",".repeat(999);
        assertThat(QueryDecoder.decode(frame("[" + names + "]", "[" + short_ + "{\"SeqI64\":[" + cells + "]}]")))
                .isInstanceOfSatisfying(
                        Reply.Malformed.class,
                        malformed -> assertThat(malformed.reason()).contains("cells"));
    }

    @Test
    void survivesDeepNesting() {
        assertThat(QueryDecoder.decode(Golden.made(200, "{\"other\":" + "[".repeat(100_000))))
                .isInstanceOf(Reply.Malformed.class);
    }

    private static RawReply frame(String names, String columns) {
        return Golden.made(
                200,
                "{\"payload\":{\"DataFrame\":{\"names\":" + names + ",\"cols\":" + columns
                        + ",\"size\":0}},\"version\":{}}");
    }

    private static QueryTable read(RawReply raw) {
        Reply<QueryTable> reply = QueryDecoder.decode(raw);
        assertThat(reply).isInstanceOf(Reply.Read.class);
        return ((Reply.Read<QueryTable>) reply).value();
    }
}
