package dev.vigil.rules.template;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Every line of a table that Prometheus' own promtool wrote. */
class PrometheusTemplatesTest {

    private static final Map<String, String> LABELS =
            Map.of("instance", "trainer-3.cluster.local:9911", "job", "pretrain");

    private static List<String[]> table() throws Exception {
        List<String[]> lines = new ArrayList<>();
        try (InputStream in = Objects.requireNonNull(
                PrometheusTemplatesTest.class.getResourceAsStream("/templates/prometheus.tsv"))) {
            new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .forEach(line -> lines.add(line.split("\t", -1)));
        }
        return lines;
    }

    private static String plain(String escaped) {
        StringBuilder plain = new StringBuilder();
        for (int i = 0; i < escaped.length(); i++) {
            char c = escaped.charAt(i);
            if (c == '\\') {
                c = escaped.charAt(++i);
                c = c == 'n' ? '\n' : c == 't' ? '\t' : c;
            }
            plain.append(c);
        }
        return plain.toString();
    }

    @Test
    void expandsAsPrometheusDoes() throws Exception {
        List<String[]> table = table();
        assertThat(table).hasSizeGreaterThan(1_000);
        List<String> different = new ArrayList<>();
        for (String[] line : table) {
            TemplateInput input =
                    new TemplateInput(LABELS, GoFloat.parse(line[1]).orElseThrow(), Map.of());
            Parsed parsed = Template.parse(plain(line[0]));
            String text = parsed instanceof Template template ? template.expand(input) : parsed.toString();
            if (!text.equals(plain(line[2]))) {
                different.add(line[0] + " of " + line[1] + ": " + text + " instead of " + line[2]);
            }
        }
        assertThat(different).isEmpty();
    }
}
