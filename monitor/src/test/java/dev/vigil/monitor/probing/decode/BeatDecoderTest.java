package dev.vigil.monitor.probing.decode;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vigil.fleet.Beat;
import dev.vigil.fleet.Frame;
import dev.vigil.fleet.WatchReading;
import dev.vigil.monitor.probing.ProbingClient.Mailbox;
import dev.vigil.monitor.probing.Reply;
import dev.vigil.monitor.probing.SamplesRead;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class BeatDecoderTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String DOCUMENT = """
            {"token":"3f9a","pid":4242,"version":4,"state":"running","error":null,"time":1000.5,"due":1001.5,"cost":0.01,
             "rank":{"RANK":"1","WORLD_SIZE":"4","LOCAL_RANK":"1","group":[2,8]},
             "steps":93,"optimizer_calls":186,"last_step":1000.25,"step_seconds":[0.5,0.25],
             "thread":"hook","frames":[["/job/train.py","train",76],["/job/train.py","<module>",80]],
             "frames_time":1000.25,"depth":2,"glance":{"time":1000.4,"frames":[["/job/train.py","load",12]]},"memory":{"mb":512.5,"total_mb":80000},"daemons":2,
             "stuck_watch":{"name":"slow","seconds":3.5,"cpu":0.1},"trouble":{"hook":"x"},"question":null,
             "values":{"seq":7,"time":1000.3,"cost":0.002,
               "samples":[
                 {"seq":6,"time":999.3,"steps":90,"watch":{},"auto":{}},
                 {"seq":7,"time":1000.3,"steps":92,
                  "watch":{
                    "nan":{"t":"float","v":"NaN","in":"train"},
                    "inf":{"t":"float","v":"Infinity","in":"train"},
                    "minf":{"t":"float","v":"-Infinity","in":"train","local":true},
                    "int":{"t":"int","v":-9223372036854775808,"in":"train"},
                    "big":{"t":"int","v":"70 bits","in":"train"},
                    "bool":{"t":"bool","v":true,"in":"train"},
                    "none":{"t":"NoneType","v":null,"in":"train"},
                    "str":{"t":"str","v":"é","in":"train"},
                    "repr":{"t":"repr","v":"Tensor shape=(2, 3)","in":"train"},
                    "bad":{"error":"NameError: name 'bad' is not defined"}},
                  "auto":{"loss":{"t":"float","v":0.25,"in":"train","from":"loss@train"}}}],
               "gradients":{"step":92,"optimizer":0,"count":6,"looked":6,"skipped":0,"sharded":0,"norm":"NaN",
                 "bad":[2,3],"names":["hidden.weight",null],"first":{"step":90,"bad":[3]},"bad_steps":5,
                 "first_name":"hidden.bias","smallest":1e-9,"smallest_index":1,"smallest_name":"encoder.bias","cost":0.1}}}
            """;

    @Test
    void aFunctionInCThatALineWaitsInIsTheInnermostFrame() {
        Beat beat = beat(DOCUMENT.replace("\"depth\":2", "\"depth\":2,\"waits_in\":\"acquire\""));
        assertThat(beat.frames())
                .startsWith(new Frame("", "acquire", 76), new Frame("/job/train.py", "train", 76))
                .hasSize(3);
        assertThat(beat(DOCUMENT).frames()).hasSize(2);
    }

    @ParameterizedTest(name = "read up to {1} of {0}")
    @CsvSource({"3f9a, 6, 92", "3f9a, 5, 90 92", "3f9a, 7, ''", "other, 7, 90 92"})
    void leavesOutSamplesThatWereReadBefore(String token, long sequence, String steps) {
        Beat beat = beat(DOCUMENT, new SamplesRead(token, sequence));

        assertThat(beat.samples().stream()
                        .map(sample -> Long.toString(sample.steps()))
                        .collect(Collectors.joining(" ")))
                .isEqualTo(steps);
        assertThat(beat)
                .usingRecursiveComparison()
                .ignoringFields("samples", "gradients")
                .isEqualTo(beat(DOCUMENT));
    }

    @Test
    void keepsSamplesThatDoNotTellTheirNumberFirst() {
        String untold = DOCUMENT.replace("{\"seq\":6,", "{")
                .replace("{\"seq\":7,\"time\":1000.3,\"steps\":92,", "{\"time\":1000.3,\"seq\":7,\"steps\":92,");

        assertThat(beat(untold, new SamplesRead("3f9a", 7)).samples()).hasSize(2);
    }

    @Test
    void readsTheWholeDocument() {
        Beat beat = beat(DOCUMENT);
        assertThat(beat.token()).isEqualTo("3f9a");
        assertThat(beat.pid()).isEqualTo(4242);
        assertThat(beat.version()).isEqualTo(4);
        assertThat(beat.state()).isEqualTo("running");
        assertThat(beat.error()).isNull();
        assertThat(beat.rank()).isEqualTo("2");
        assertThat(beat.worldSize()).isEqualTo(8);
        assertThat(beat.time()).isEqualTo(1000.5);
        assertThat(beat.due()).isEqualTo(1001.5);
        assertThat(beat.steps()).isEqualTo(93);
        assertThat(beat.lastStep()).isEqualTo(1000.25);
        assertThat(beat.stepSeconds()).containsExactly(0.5, 0.25);
        assertThat(beat.thread()).isEqualTo("hook");
        assertThat(beat.frames())
                .containsExactly(new Frame("/job/train.py", "train", 76), new Frame("/job/train.py", "<module>", 80));
        assertThat(beat.framesTime()).isEqualTo(1000.25);
        assertThat(beat.sequence()).isEqualTo(7);
        assertThat(beat.stuckWatch()).isEqualTo("slow");
        assertThat(beat.memoryMb()).isEqualTo(512.5);
        assertThat(beat.memoryTotalMb()).isEqualTo(80000.0);
        assertThat(beat.daemons()).isEqualTo(2);
        assertThat(beat.glance()).isEqualTo(new Beat.Glance(1000.4, List.of(new Frame("/job/train.py", "load", 12))));
        assertThat(beat.samples()).extracting(Beat.Sample::steps).containsExactly(90L, 92L);
        assertThat(beat.gradients())
                .isEqualTo(new Beat.Gradients(92, Double.NaN, 2, "hidden.bias", 5, 1e-9, "encoder.bias"));
    }

    @Test
    void keepsNaNInfinitiesAndKindsOfWatches() {
        Beat.Sample sample = beat(DOCUMENT).samples().get(1);
        assertThat(sample.watches())
                .containsEntry("nan", new WatchReading(Double.NaN, null, null, false, "train"))
                .containsEntry("inf", new WatchReading(Double.POSITIVE_INFINITY, null, null, false, "train"))
                .containsEntry("minf", new WatchReading(Double.NEGATIVE_INFINITY, null, null, true, "train"))
                .containsEntry("int", new WatchReading((double) Long.MIN_VALUE, null, null, false, "train"))
                .containsEntry("big", new WatchReading(null, "70 bits", null, false, "train"))
                .containsEntry("bool", new WatchReading(1.0, null, null, false, "train"))
                .containsEntry("none", new WatchReading(null, "None", null, false, "train"))
                .containsEntry("str", new WatchReading(null, "é", null, false, "train"))
                .containsEntry("repr", new WatchReading(null, "Tensor shape=(2, 3)", null, false, "train"))
                .containsEntry("bad", WatchReading.failed("NameError: name 'bad' is not defined"));
        assertThat(sample.automatic())
                .containsExactly(Map.entry("loss", new WatchReading(0.25, null, null, false, "loss@train")));
    }

    @Test
    void readsADocumentThatSaysOnlyWhoItIs() {
        Beat beat = beat("{\"token\":\"a\",\"pid\":1,\"state\":\"crashed\",\"error\":\"E: x\",\"time\":1,\"due\":2,"
                + "\"thread\":null,\"values\":null,\"rank\":{}}");
        assertThat(beat.error()).isEqualTo("E: x");
        assertThat(beat.rank()).isEmpty();
        assertThat(beat.worldSize()).isZero();
        assertThat(beat.samples()).isEmpty();
        assertThat(beat.gradients()).isNull();
        assertThat(beat.memoryMb()).isNull();
        assertThat(beat.stuckWatch()).isNull();
    }

    static Stream<Arguments> ranks() {
        return Stream.of(
                Arguments.of("{\"RANK\":\"3\",\"WORLD_SIZE\":\"4\",\"SLURM_PROCID\":\"9\"}", "3", 4),
                Arguments.of("{\"OMPI_COMM_WORLD_RANK\":\"5\",\"SLURM_PROCID\":\"9\"}", "5", 0),
                Arguments.of("{\"SLURM_PROCID\":\"9\"}", "9", 0),
                Arguments.of("{\"RANK\":\"a secret\",\"WORLD_SIZE\":\"99999999999\"}", "", 0),
                Arguments.of("{\"group\":\"no\",\"RANK\":\"1\"}", "1", 0),
                Arguments.of("{\"RANK\":\"1\",\"group\":[0,2]}", "0", 2));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("ranks")
    void believesTheProcessGroupBeforeTheLauncher(String said, String rank, int worldSize) {
        Beat beat = beat(changed(document -> document.set("rank", tree(said))));
        assertThat(beat.rank()).isEqualTo(rank);
        assertThat(beat.worldSize()).isEqualTo(worldSize);
    }

    static Stream<Arguments> gradients() {
        String facts = "\"step\":1,\"norm\":\"NaN\",\"bad\":[2,3],\"first\":{\"step\":1,\"bad\":[3]}";
        return Stream.of(
                Arguments.of("{" + facts + ",\"names\":[\"a\",\"b\"]}", "b"),
                Arguments.of("{" + facts + ",\"names\":[\"a\",null]}", "3"),
                Arguments.of("{" + facts + ",\"names\":[]}", "3"),
                Arguments.of("{" + facts + ",\"first_name\":\"f\",\"names\":[\"a\",\"b\"]}", "f"),
                Arguments.of("{\"step\":1,\"norm\":\"NaN\",\"bad\":[2]}", "2"),
                Arguments.of("{\"step\":1,\"norm\":1.5,\"bad\":[],\"names\":[\"largest\"],\"first\":null}", null));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("gradients")
    void namesWhatWentBadFirst(String said, String firstBad) {
        Beat beat = beat(changed(document -> ((ObjectNode) document.get("values")).set("gradients", tree(said))));
        assertThat(beat.gradients()).isNotNull();
        assertThat(beat.gradients().firstBad()).isEqualTo(firstBad);
        assertThat(beat.gradients().badSteps()).isEqualTo(firstBad == null ? 0 : 1);
    }

    static Stream<Arguments> wrong() {
        return Stream.of(
                Arguments.of("token", "7"),
                Arguments.of("pid", "\"1\""),
                Arguments.of("pid", "1e400"),
                Arguments.of("pid", "99999999999999999999"),
                Arguments.of("state", "\"dancing\""),
                Arguments.of("time", "\"soon\""),
                Arguments.of("due", "null"),
                Arguments.of("rank", "[]"),
                Arguments.of("steps", "1.5"),
                Arguments.of("step_seconds", "[\"NaN\"]"),
                Arguments.of("step_seconds", "7"),
                Arguments.of("frames", "[[1,2,3]]"),
                Arguments.of("frames", "[[\"f\",\"g\"]]"),
                Arguments.of("frames", "{}"),
                Arguments.of("values", "[]"),
                Arguments.of("values", "{\"seq\":1,\"samples\":[7]}"),
                Arguments.of("values", "{\"seq\":1,\"samples\":[{\"time\":1,\"steps\":1,\"watch\":{\"a\":7}}]}"),
                Arguments.of(
                        "values",
                        "{\"seq\":1,\"samples\":[{\"time\":1,\"steps\":1,\"watch\":{\"a\":{\"t\":\"float\",\"v\":{}}}}]}"),
                Arguments.of("values", "{\"seq\":1,\"gradients\":{\"step\":1,\"norm\":[]}}"),
                Arguments.of("memory", "{\"mb\":\"much\"}"),
                Arguments.of("daemons", "-1"),
                Arguments.of("stuck_watch", "{\"name\":1}"),
                Arguments.of("glance", "{\"frames\":[]}"));
    }

    @ParameterizedTest(name = "{0} = {1}")
    @MethodSource("wrong")
    void callsAWrongTypeMalformedAndSaysWhere(String field, String value) {
        RawReply raw = Golden.made(200, changed(document -> document.set(field, tree(value))));
        assertThat(BeatDecoder.decode(raw, SamplesRead.NONE))
                .isInstanceOfSatisfying(
                        Reply.Malformed.class,
                        malformed -> assertThat(malformed.reason()).contains(field));
    }

    @Test
    void cutsWhatIsTooLongOrTooMuch() {
        String text = "x".repeat(100_000);
        Beat beat = beat(changed(document -> {
            document.put("state", "crashed").put("error", text).put("token", text);
            document.set("frames", tree(list(10_000, "[\"" + text.substring(0, 50) + "\",\"f\",1]")));
            document.set("step_seconds", tree(list(10_000, "0.5")));
            ObjectNode values = (ObjectNode) document.get("values");
            String many = "{\"a\":{\"t\":\"str\",\"v\":\"" + text + "\"}";
            StringBuilder watch = new StringBuilder(many);
            for (int i = 0; i < 5000; i++) {
                watch.append(",\"n").append(i).append("\":{\"t\":\"int\",\"v\":1}");
            }
            String sample = "{\"time\":1,\"steps\":1,\"watch\":" + watch + "}}";
            values.set("samples", tree(list(20, sample)));
        }));
        assertThat(beat.error()).hasSizeLessThan(1100);
        assertThat(beat.token()).hasSizeLessThan(300);
        assertThat(beat.frames()).hasSize(50);
        assertThat(beat.stepSeconds()).hasSize(64);
        assertThat(beat.samples()).hasSize(16);
        assertThat(beat.samples().get(0).watches()).hasSize(200);
        assertThat(beat.samples().get(0).watches().get("a").text()).hasSizeLessThan(600);
    }

    @Test
    void keepsTheNewestStepsAndSamples() {
        Beat beat = beat(changed(document -> {
            document.set("step_seconds", tree("[" + "1,".repeat(64) + "2]"));
            String old = "{\"time\":1,\"steps\":1},".repeat(16);
            ((ObjectNode) document.get("values")).set("samples", tree("[" + old + "{\"time\":9,\"steps\":9}]"));
        }));
        assertThat(beat.stepSeconds()).endsWith(2.0);
        assertThat(beat.samples().get(15).steps()).isEqualTo(9);
    }

    @ParameterizedTest
    @ValueSource(strings = {"config_missing", "config_state_absent"})
    void saysThatThereIsNoSampler(String golden) {
        assertThat(BeatDecoder.decode(Golden.reply(golden), SamplesRead.NONE))
                .isInstanceOfSatisfying(
                        Reply.Read.class, read -> assertThat(read.value()).isEqualTo(new Mailbox.Absent()));
        assertThat(BeatDecoder.decode(Golden.made(404, ""), SamplesRead.NONE)).isInstanceOf(Reply.Read.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "[]", "{}", "{\"token\":\"a\"", "\u0000", "{\"token\":\"a\"} tail", "7"})
    void callsAnythingElseMalformed(String body) {
        assertThat(BeatDecoder.decode(Golden.made(200, body), SamplesRead.NONE)).isInstanceOf(Reply.Malformed.class);
        assertThat(BeatDecoder.decode(Golden.made(500, body), SamplesRead.NONE)).isInstanceOf(Reply.Malformed.class);
    }

    @Test
    void doesNotQuoteTheTargetInItsComplaints() {
        assertThat(BeatDecoder.decode(Golden.made(200, "{\"token\": hunter2}"), SamplesRead.NONE))
                .isInstanceOfSatisfying(
                        Reply.Malformed.class,
                        malformed -> assertThat(malformed.reason()).doesNotContain("hunter2"));
    }

    private static Beat beat(String document) {
        return beat(document, SamplesRead.NONE);
    }

    private static Beat beat(String document, SamplesRead read) {
        Reply<Mailbox> reply = BeatDecoder.decode(Golden.made(200, document), read);
        assertThat(reply).isInstanceOf(Reply.Read.class);
        return ((Mailbox.Present) ((Reply.Read<Mailbox>) reply).value()).beat();
    }

    private static String changed(Consumer<ObjectNode> change) {
        ObjectNode document = (ObjectNode) tree(DOCUMENT);
        change.accept(document);
        return document.toString();
    }

    private static JsonNode tree(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException wrong) {
            throw new IllegalArgumentException(wrong);
        }
    }

    private static String list(int size, String element) {
        return "[" + String.join(",", Collections.nCopies(size, element)) + "]";
    }
}
