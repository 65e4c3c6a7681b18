package dev.vigil.monitor.check;

import dev.vigil.flink.testing.TestTables;
import dev.vigil.monitor.config.ConfigShape;
import dev.vigil.rules.schema.RuleFileShape;
import dev.vigil.rules.schema.Shape;
import dev.vigil.rules.schema.TestFileShape;
import java.util.Map;
import java.util.function.Supplier;

/** The kinds of files that users write; in lower case on the command line. */
public enum SchemaKind {
    /** {@code vigil.yml}. */
    config("Vigil's configuration", ConfigShape::shape),
    /** Rule files. */
    rules("Vigil's rules", RuleFileShape::shape),
    /** Tests of rules. */
    tests("Tests of Vigil's rules", () -> TestFileShape.shape(TestTables.shapes()));

    private final String title;
    private final Supplier<Shape> shape;

    SchemaKind(String title, Supplier<Shape> shape) {
        this.title = title;
        this.shape = shape;
    }

    /** The shape of such a file. */
    public Shape shape() {
        return shape.get();
    }

    /** Its JSON Schema. */
    public Map<String, Object> schema() {
        return shape().schema(title);
    }
}
