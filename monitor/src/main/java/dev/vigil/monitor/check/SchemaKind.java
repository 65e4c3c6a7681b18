package dev.vigil.monitor.check;

import dev.vigil.flink.testing.TestTables;
import dev.vigil.monitor.config.ConfigShape;
import dev.vigil.rules.schema.RuleFileShape;
import dev.vigil.rules.schema.Shape;
import dev.vigil.rules.schema.TestFileShape;
import java.util.Map;

/** The kinds of files that users write; in lower case on the command line. */
public enum SchemaKind {
    /** {@code vigil.yml}. */
    config("Vigil's configuration"),
    /** Rule files. */
    rules("Vigil's rules"),
    /** Tests of rules. */
    tests("Tests of Vigil's rules");

    private final String title;

    SchemaKind(String title) {
        this.title = title;
    }

    /** The shape of such a file. */
    public Shape shape() {
        return switch (this) {
            case config -> ConfigShape.shape();
            case rules -> RuleFileShape.shape();
            case tests -> TestFileShape.shape(TestTables.shapes());
        };
    }

    /** Its JSON Schema. */
    public Map<String, Object> schema() {
        return shape().schema(title);
    }
}
