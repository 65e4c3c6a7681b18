package dev.vigil.rules.template;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TemplateTest {

    private static final TemplateInput ROW = row();

    private static TemplateInput row() {
        Map<String, @Nullable Object> values = new HashMap<>();
        values.put("step", 1_234_567.0);
        values.put("median50", 0.125);
        values.put("waiting_on", "lock");
        values.put("odd", true);
        values.put("first_bad", null);
        values.put("nan", Double.NaN);
        return new TemplateInput(Map.of("job", "pretrain", "rank", "3", "a.b", "dotted"), 61.5, values);
    }

    private static Template template(String text) {
        Parsed parsed = Template.parse(text);
        assertThat(parsed).isInstanceOf(Template.class);
        return (Template) parsed;
    }

    private static String expand(String text) {
        return template(text).expand(ROW);
    }

    @Test
    void printsColumns() {
        assertThat(expand("{{ $values.waiting_on }} {{ $values.median50 }} {{ $values.odd }} {{ $values.nan }}"))
                .isEqualTo("lock 0.125 true NaN");
        assertThat(expand("{{ .Values.waiting_on }} {{ index $values \"waiting_on\" }}"))
                .isEqualTo("lock lock");
    }

    @Test
    void printsCountsAsWholeNumbers() {
        assertThat(expand("step {{ $values.step }}")).isEqualTo("step 1234567");
        assertThat(expand("{{ printf \"%d\" $values.step }} {{ printf \"%.1f\" $values.step }}"))
                .isEqualTo("1234567 1234567.0");
        assertThat(expand("{{ humanize $values.step }}")).isEqualTo("1.235M");
    }

    @Test
    void saysWhatIsNotKnown() {
        assertThat(expand("{{ $values.first_bad }}|{{ $values.first_bad | humanize }}"))
                .isEqualTo("unknown|unknown");
        assertThat(expand("{{ printf \"%.2f %10s\" $values.first_bad $values.first_bad }}"))
                .isEqualTo("unknown    unknown");
        assertThat(expand("{{ if $values.first_bad }}a{{ else }}b{{ end }}")).isEqualTo("b");
        assertThat(expand("{{ with $values.first_bad }}{{ . }}{{ end }}|")).isEqualTo("|");
        assertThat(expand("{{ gt $values.first_bad 1 }}{{ le $values.first_bad 1 }}{{ eq $values.first_bad \"x\" }}"))
                .isEqualTo("falsefalsefalse");
        assertThat(template("{{ $value }}").expand(TemplateInput.ofLabels(Map.of())))
                .isEqualTo("unknown");
    }

    @Test
    void comparesNumbersOfBothKinds() {
        assertThat(
                        expand(
                                "{{ gt $value 61 }}{{ eq $values.step 1234567.0 }}{{ lt $values.nan 1 }}{{ ge $values.nan 1 }}"))
                .isEqualTo("truetruefalsefalse");
    }

    @Test
    void takesLabelsWithDotsByIndex() {
        assertThat(expand("{{ index $labels \"a.b\" }}")).isEqualTo("dotted");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{{ $values.absent }} | there is no column 'absent'",
                "{{ .Foo }} | there is no field 'Foo'",
                "{{ $value.x }} | '.x' of something that has no fields",
                "{{ humanize $labels.job }} | 'pretrain' is not a number",
                "{{ humanize $values.odd }} | bool is not a number",
                "{{ lt $value \"a\" }} | cannot order float64 and string",
                "{{ eq $labels $labels }} | cannot compare maps",
                "{{ range $value }}{{ end }} | range over something that is no map",
                "{{ len $value }} | len of float64",
                "{{ index $value 1 }} | index of something that is no map",
                "{{ match $labels.bad \"x\" }}{{ match (print \"[\") \"x\" }} | not a regular expression: missing closing ]"
            })
    void anErrorBecomesTheText(String text, String error) {
        assertThat(expand(text)).isEqualTo("<error expanding template: " + error + ">");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '@',
            quoteCharacter = '~',
            value = {
                "a {{ $labels.x @ 2 @ '{{' is never closed",
                "{{ }} @ 3 @ a value is missing",
                "{{ $labels.x }} {{ humanise 1 }} @ 19 @ there is no function 'humanise'",
                "{{ query \"up\" }} @ 3 @ 'query': there is no PromQL here: select the value in the rule's expr",
                "{{ template \"x\" }} @ 3 @ 'template': named templates are not supported",
                "{{ $label.x }} @ 3 @ variable $label is not declared",
                "{{ $x = 1 }} @ 3 @ variable $x is not declared",
                "{{ if true }}{{ $x := 1 }}{{ end }}{{ $x }} @ 38 @ variable $x is not declared",
                "{{ if true }}a @ 3 @ 'if' has no {{ end }}",
                "{{ if true }}a{{ else }}b{{ else }}c{{ end }} @ 25 @ a second 'else'",
                "{{ end }} @ 0 @ 'end' without a block that it could belong to",
                "{{ humanize }} @ 3 @ 'humanize' takes 1 arguments, not 0",
                "{{ eq 1 }} @ 3 @ 'eq' takes at least 2 arguments, not 1",
                "{{ and }} @ 3 @ there is no function 'and'",
                "{{ $value 1 }} @ 3 @ '$value' is not a function",
                "{{ 1 | 2 }} @ 7 @ '2' is not a function",
                "{{ (1 }} @ 6 @ expected ) before '}}'",
                "{{ 1 ) }} @ 5 @ expected }} before ')'",
                "{{ \"a }} @ 3 @ a string is never closed",
                "{{ \"\\q\" }} @ 4 @ unknown escape \\q",
                "{{ \"\\u12\" }} @ 4 @ \\u needs 4 hexadecimal digits of a character",
                "{{ a ; b }} @ 5 @ ';' is not expected here",
                "{{ 'a' }} @ 3 @ ''' is not expected here",
                "{{ match \"[\" \"x\" }} @ 3 @ not a regular expression: missing closing ]",
                "{{ range $a, $b $labels }}{{ end }} @ 13 @ expected $key, $value := after range",
                "{{ := 1 }} @ 3 @ ':=' is not expected here"
            })
    void aMistakeHasAPlace(String text, int index, String message) {
        assertThat(Template.parse(text)).isEqualTo(new TemplateFault(index, message));
    }

    @Test
    void refusesWhatNobodyWrites() {
        assertThat(Template.parse("{{ if true }}".repeat(100) + "{{ end }}".repeat(100)))
                .isInstanceOfSatisfying(
                        TemplateFault.class,
                        fault -> assertThat(fault.message()).isEqualTo("blocks are nested too deeply"));
        assertThat(Template.parse("{{ " + "(".repeat(5_000) + "1" + ")".repeat(5_000) + " }}"))
                .isInstanceOfSatisfying(
                        TemplateFault.class,
                        fault -> assertThat(fault.message()).isEqualTo("parentheses are nested too deeply"));
        assertThat(Template.parse("x".repeat(20_000)))
                .isInstanceOfSatisfying(
                        TemplateFault.class,
                        fault -> assertThat(fault.message()).isEqualTo("a template of more than 16384 characters"));
    }

    @Test
    void cutsLongTexts() {
        TemplateInput long10k = TemplateInput.ofLabels(Map.of("x", "é".repeat(10_000)));

        assertThat(template("{{ $labels.x }}{{ $labels.x }}").expand(long10k))
                .hasSize(Template.MAX_LENGTH)
                .endsWith("é…");
        assertThat(template("{{ printf \"%s%s\" $labels.x $labels.x | len }}").expand(long10k))
                .isEqualTo(String.valueOf((Template.MAX_LENGTH - 1) * 2 + 3));
        TemplateInput pairs = TemplateInput.ofLabels(Map.of("x", "\uD83D\uDE00".repeat(5_000)));
        assertThat(template("{{ $labels.x }}").expand(pairs)).endsWith("\uDE00…");
    }

    @Test
    void boundsWhatFunctionsMake() {
        assertThat(expand("{{ printf \"%999999999d|%.999999999f\" 1 1.5 }}")).hasSize(500 + 1 + 502);
        assertThat(expand("{{ reReplaceAll \"x*\" \"" + "y".repeat(5_000) + "\" \"" + "a".repeat(5_000) + "\" }}"))
                .hasSize(Template.MAX_LENGTH);
    }

    @Test
    void hostileTextDoesNotMakeARegularExpressionSlow() {
        TemplateInput hostile = TemplateInput.ofLabels(Map.of("x", "a".repeat(8_000) + "!"));

        assertThat(template("{{ match \"^(a+)+$\" $labels.x }}").expand(hostile))
                .isEqualTo("false");
    }

    @Test
    void tellsWhatItUses() {
        assertThat(template("{{ $labels.x }}").firstValueUse()).isEmpty();
        assertThat(template("{{ $labels.x }} {{ $value }}").firstValueUse()).hasValue(19);
        assertThat(template("{{ with $values.x }}{{ end }}").firstValueUse()).hasValue(8);
        assertThat(template("{{ .Value }}").firstValueUse()).hasValue(3);
        assertThat(template("{{ $.Values.x }}").firstValueUse()).hasValue(3);
        assertThat(template("{{ $values.a }}{{ if .Values.b }}{{ index $values \"c\" }}{{ end }}")
                        .columns())
                .containsExactly("a", "b", "c");
    }

    @Test
    void isSerializedAsItsText() throws Exception {
        Template template = template("{{ $labels.job }}: {{ $value | humanizeDuration }}");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new ObjectOutputStream(bytes).writeObject(template);

        Template copy = (Template) new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject();

        assertThat(copy.expand(ROW)).isEqualTo("pretrain: 1m 1s");
        assertThat(copy).hasToString(template.toString());
    }

    @Test
    void textWithoutActionsIsItself() {
        assertThat(expand("100 % {of} it }}")).isEqualTo("100 % {of} it }}");
    }
}
