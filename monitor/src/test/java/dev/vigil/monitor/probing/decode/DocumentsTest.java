package dev.vigil.monitor.probing.decode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.monitor.probing.Node;
import dev.vigil.monitor.probing.Overview;
import dev.vigil.monitor.probing.Reply;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DocumentsTest {

    @Test
    void keepsOnlyTheVariablesThatTellRankAndRun() {
        Overview overview = read(OverviewDecoder.decode(Golden.reply("overview")));
        assertThat(overview.pid()).isEqualTo(11764);
        assertThat(overview.command()).contains("torch_mlp.py");
        assertThat(overview.environment()).containsOnlyKeys("RANK", "WORLD_SIZE");
    }

    @Test
    void keepsWhatTorchrunSets() {
        Overview overview = read(OverviewDecoder.decode(Golden.reply("torchrun_p1_overview")));
        assertThat(overview.environment())
                .containsEntry("RANK", "1")
                .containsEntry("MASTER_PORT", "29901")
                .containsEntry("TORCHELASTIC_RUN_ID", "none")
                .doesNotContainKeys("POD_IP", "PROBING_PORT", "ROLE_NAME");
    }

    @Test
    void showsNothingOfAnOverviewThatItCannotRead() {
        for (RawReply raw : List.of(
                Golden.made(500, "API_KEY=hunter2"),
                Golden.made(200, "{\"env\":{\"API_KEY\":hunter2}}"),
                Golden.made(200, "{\"pid\":\"hunter2\"}"),
                Golden.made(200, "[\"hunter2\"]"))) {
            assertThat(OverviewDecoder.decode(raw))
                    .isInstanceOfSatisfying(
                            Reply.Malformed.class,
                            malformed -> assertThat(malformed.reason()).doesNotContain("hunter2"));
        }
    }

    @Test
    void readsTheNodeListOfBothLines() {
        RawReply raw = Golden.reply("nodes_two_ranks");
        List<Node> nodes = read(NodesDecoder.decode(raw));
        assertThat(nodes)
                .containsExactly(
                        new Node("0.0.0.0:9957", 0, 2, Instant.parse("2026-11-23T23:42:19.189890Z")),
                        new Node("127.0.0.1:9958", 1, 2, Instant.parse("2026-11-23T23:42:19.146404Z")));
        String later = "{\"version\":1,\"total\":2,\"offset\":0,\"nodes\":" + raw.body() + "}";
        assertThat(read(NodesDecoder.decode(Golden.made(200, later)))).isEqualTo(nodes);
        assertThat(read(NodesDecoder.decode(Golden.reply("nodes_empty")))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "7",
                "{}",
                "[7]",
                "[{\"addr\":7}]",
                "[{\"addr\":\"a:1\",\"rank\":-1}]",
                "[{\"addr\":\"a:1\",\"timestamp\":\"x\"}]"
            })
    void callsANodeListOfOtherShapeMalformed(String body) {
        assertThat(NodesDecoder.decode(Golden.made(200, body))).isInstanceOf(Reply.Malformed.class);
    }

    @Test
    void saysThatAServerIsNotProbing() {
        assertThat(OverviewDecoder.decode(Golden.made(404, "<html>not found</html>")))
                .isInstanceOfSatisfying(
                        Reply.Malformed.class,
                        malformed -> assertThat(malformed.reason())
                                .isEqualTo("what answers there is not Probing (overview: HTTP 404)"));
    }

    @Test
    void leavesOutANodeWithoutAnAddress() {
        assertThat(read(NodesDecoder.decode(Golden.made(200, "[{\"addr\":null,\"rank\":1},{\"addr\":\"a:1\"}]"))))
                .containsExactly(new Node("a:1", 0, 0, Instant.EPOCH));
    }

    @Test
    void readsSettings() {
        assertThat(read(SettingDecoder.decode(Golden.reply("config_state_live"))))
                .isPresent();
        assertThat(read(SettingDecoder.decode(Golden.reply("config_missing")))).isEmpty();
        assertThat(read(SettingDecoder.decode(Golden.made(404, "")))).isEqualTo(Optional.empty());
        assertThat(SettingDecoder.decode(Golden.made(500, "internal trouble")))
                .isInstanceOfSatisfying(
                        Reply.Malformed.class,
                        malformed -> assertThat(malformed.reason()).isEqualTo("HTTP 500: internal trouble"));
    }

    private static <T> T read(Reply<T> reply) {
        assertThat(reply).isInstanceOf(Reply.Read.class);
        return ((Reply.Read<T>) reply).value();
    }
}
