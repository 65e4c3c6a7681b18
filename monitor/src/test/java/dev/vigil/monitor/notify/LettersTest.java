package dev.vigil.monitor.notify;

import static dev.vigil.monitor.notify.Alerts.firing;
import static dev.vigil.monitor.notify.Alerts.notice;
import static dev.vigil.monitor.notify.Alerts.resolved;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LettersTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void anAlertIsWrittenAsTheSpecificationHasIt() throws IOException {
        JsonNode written = JSON.readTree(
                Letters.alerts(List.of(notice(firing("TrainingHang", "h:1")))).getBytes());

        assertThat(written).isEqualTo(JSON.readTree("""
                [{"labels": {"alertname": "TrainingHang", "instance": "h:1", "job": "pretrain"},
                  "annotations": {"summary": "TrainingHang on h:1"},
                  "startsAt": "2026-11-24T03:00:00.000Z", "endsAt": "2026-11-24T03:04:00.000Z",
                  "generatorURL": "http://vigil:9780/#alert-TrainingHang"}]"""));
    }

    @Test
    void aMessageIsAlertmanagersVersionFourWithATextForChats() throws IOException {
        Message message = new Message(
                Map.of("alertname", "TrainingHang", "job", "pretrain"),
                List.of(notice(firing("TrainingHang", "h:1")), notice(resolved("TrainingHang", "h:2", 30))),
                0);

        assertThat(written(message)).isEqualTo(JSON.readTree("""
                {"version": "4", "groupKey": "{}:{alertname=\\"TrainingHang\\", job=\\"pretrain\\"}", "truncatedAlerts": 0,
                 "status": "firing", "receiver": "chat",
                 "groupLabels": {"alertname": "TrainingHang", "job": "pretrain"},
                 "commonLabels": {"alertname": "TrainingHang", "job": "pretrain"}, "commonAnnotations": {},
                 "externalURL": "http://vigil:9780",
                 "alerts": [
                  {"status": "firing", "labels": {"alertname": "TrainingHang", "instance": "h:1", "job": "pretrain"},
                   "annotations": {"summary": "TrainingHang on h:1"},
                   "startsAt": "2026-11-24T03:00:00.000Z", "endsAt": "0001-01-01T00:00:00Z",
                   "generatorURL": "http://vigil:9780/#alert-TrainingHang", "fingerprint": "8a12cf171e45e4ba"},
                  {"status": "resolved", "labels": {"alertname": "TrainingHang", "instance": "h:2", "job": "pretrain"},
                   "annotations": {"summary": "TrainingHang on h:2"},
                   "startsAt": "2026-11-24T03:00:00.000Z", "endsAt": "2026-11-24T03:00:30.000Z",
                   "generatorURL": "http://vigil:9780/#alert-TrainingHang", "fingerprint": "80f9a9baea8e033b"}],
                 "text": "[FIRING:1] TrainingHang pretrain\\nTrainingHang on h:1\\nresolved: TrainingHang on h:2"}"""));
    }

    @Test
    void aMessageOfEndsIsResolvedAndALongTextIsCut() throws IOException {
        List<Notice> many = IntStream.range(0, 13)
                .mapToObj(i -> notice(resolved("TrainingHang", "h:" + i, 30)))
                .toList();

        JsonNode written = written(new Message(Map.of("alertname", "TrainingHang"), many, 4));

        assertThat(written.path("status").asText()).isEqualTo("resolved");
        assertThat(written.path("truncatedAlerts").asInt()).isEqualTo(4);
        assertThat(written.path("text").asText())
                .startsWith("[RESOLVED] TrainingHang")
                .endsWith("\nand 7 more");
    }

    private static JsonNode written(Message message) throws IOException {
        return JSON.readTree(
                Letters.webhook(message, "chat", "http://vigil:9780").getBytes());
    }
}
