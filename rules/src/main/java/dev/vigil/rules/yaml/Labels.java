package dev.vigil.rules.yaml;

import dev.vigil.rules.ProblemKind;
import dev.vigil.rules.template.Parsed;
import dev.vigil.rules.template.Template;
import dev.vigil.rules.template.TemplateFault;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** Reads labels and annotations, and knows which names they and metrics may have. */
public final class Labels {

    private static final Pattern NAME = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]*");
    private static final Pattern METRIC = Pattern.compile("[a-zA-Z_:][a-zA-Z0-9_:]*");

    private Labels() {}

    static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    static boolean isMetricName(String text) {
        return METRIC.matcher(text).matches();
    }

    /** Labels as they are. */
    static Map<String, String> read(YamlMap map, String key) {
        return texts(map, key, true, value -> {});
    }

    /** Labels that are templates over the row's labels; a template that would change with the row's values is refused. */
    static Map<String, String> readTemplates(YamlMap map, String key) {
        return texts(
                map,
                key,
                true,
                value -> template(value)
                        .ifPresent(
                                template -> template.firstValueUse()
                                        .ifPresent(
                                                index -> value.problemAt(
                                                        index,
                                                        ProblemKind.VALUE_IN_LABEL,
                                                        "a label cannot use $value or $values: each new value would be a new alert; annotations can"))));
    }

    /** Annotations: templates over everything. */
    static Map<String, String> readAnnotations(YamlMap map, String key) {
        return texts(map, key, false, Labels::template);
    }

    /** The template; empty where the text is none, which then is a problem noted. */
    private static Optional<Template> template(YamlScalar value) {
        Parsed parsed = Template.parse(value.text());
        if (parsed instanceof TemplateFault fault) {
            value.problemAt(fault.index(), ProblemKind.TEMPLATE_ERROR, "template: " + fault.message());
        }
        return parsed instanceof Template template ? Optional.of(template) : Optional.empty();
    }

    private static Map<String, String> texts(YamlMap map, String key, boolean labels, Consumer<YamlScalar> check) {
        Map<String, String> texts = new LinkedHashMap<>();
        Optional<YamlMap> given = map.map(key);
        given.ifPresent(entries -> entries.scalars().forEach((name, value) -> {
            Optional<String> fault = labels ? labelFault(name) : annotationFault(name);
            fault.ifPresent(message -> entries.problemAt(name, message));
            check.accept(value);
            texts.put(name, value.text());
        }));
        return texts;
    }

    private static Optional<String> annotationFault(String name) {
        return isName(name)
                ? Optional.empty()
                : Optional.of("'" + name + "' is not an annotation name: letters, digits and _, no digit first");
    }

    private static Optional<String> labelFault(String name) {
        return name.equals("alertname")
                ? Optional.of("'alertname' is the rule's own name, given under 'alert'")
                : fault(name);
    }

    /** Why a label, of whatever it is, cannot have this name; empty where it can. */
    public static Optional<String> fault(String name) {
        if (!isName(name)) {
            return Optional.of("'" + name + "' is not a label name: letters, digits and _, no digit first");
        }
        return name.startsWith("__")
                ? Optional.of("'" + name + "': names that begin with __ are reserved; choose another")
                : Optional.empty();
    }
}
