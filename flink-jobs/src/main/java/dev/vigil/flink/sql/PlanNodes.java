package dev.vigil.flink.sql;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.flink.api.dag.Transformation;
import org.apache.flink.streaming.api.transformations.TwoInputTransformation;
import org.apache.flink.table.runtime.keyselector.EmptyRowDataKeySelector;

/**
 * The operators that the planner made of one rule, from its inputs (exclusive) to its result. The planner names an operator
 * after its plan node: {@code Join[7]}.
 */
final class PlanNodes {

    /** Nodes that keep a row for each key, or each row, for ever, and are refused over history. */
    private static final Set<String> GROUPINGS = Set.of(
            "GroupAggregate",
            "LocalGroupAggregate",
            "GlobalGroupAggregate",
            "IncrementalGroupAggregate",
            "GroupTableAggregate");

    private static final Set<String> JOINS = Set.of("Join", "MultiJoin", "DeltaJoin");
    private static final Set<String> SORTS = Set.of("Sort", "TemporalSort", "SortLimit");

    /** Nodes in which inputs meet that run apart. */
    private static final Set<String> MEETINGS =
            Set.of("Join", "MultiJoin", "DeltaJoin", "IntervalJoin", "WindowJoin", "TemporalJoin", "LookupJoin");

    private final Set<Transformation<?>> inputs;
    private final List<Transformation<?>> nodes = new ArrayList<>();
    private final Set<Transformation<?>> reached = new HashSet<>();

    PlanNodes(Transformation<?> result, Set<Transformation<?>> inputs) {
        this.inputs = Set.copyOf(inputs);
        walk(result);
    }

    private void walk(Transformation<?> node) {
        if (!reached.add(node) || inputs.contains(node)) {
            return;
        }
        node.getInputs().forEach(this::walk);
        nodes.add(node);
    }

    /** All of them, each behind its inputs; the order is the same for the same plan. */
    List<Transformation<?>> inOrder() {
        return List.copyOf(nodes);
    }

    /** Whether the result depends on that input. */
    boolean read(Transformation<?> input) {
        return reached.contains(input);
    }

    boolean sorts() {
        return any(node -> SORTS.contains(name(node)));
    }

    boolean limits() {
        return any(node -> name(node).equals("Limit"));
    }

    boolean windows() {
        return any(node -> name(node).contains("Window"));
    }

    /** Whether inputs meet that run apart. */
    boolean joins() {
        return any(node -> MEETINGS.contains(name(node)));
    }

    /** Whether each row of one side meets each row of the other. */
    boolean joinsWithoutEquality() {
        return any(node -> node instanceof TwoInputTransformation<?, ?, ?> join
                && JOINS.contains(name(node))
                && join.getStateKeySelector1() instanceof EmptyRowDataKeySelector);
    }

    /** Whether one of these inputs is joined without a bound in time. */
    boolean joinsForEver(Set<Transformation<?>> histories) {
        return any(node -> JOINS.contains(name(node)) && reads(node, histories));
    }

    /** Whether one of these inputs is grouped without a window. */
    boolean groupsForEver(Set<Transformation<?>> histories) {
        return any(node -> GROUPINGS.contains(name(node)) && reads(node, histories));
    }

    private boolean any(Predicate<Transformation<?>> test) {
        return nodes.stream().anyMatch(test);
    }

    private static boolean reads(Transformation<?> node, Set<Transformation<?>> histories) {
        return node.getTransitivePredecessors().stream().anyMatch(histories::contains);
    }

    /** What kind of node it is: {@code Join}, {@code GroupAggregate}, … */
    static String name(Transformation<?> node) {
        String name = node.getName();
        int bracket = name.indexOf('[');
        return bracket < 0 ? name : name.substring(0, bracket);
    }
}
