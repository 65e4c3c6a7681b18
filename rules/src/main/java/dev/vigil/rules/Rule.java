package dev.vigil.rules;

import java.io.Serializable;
import java.util.Map;

/** A continuous query with a name: an alert or a recorded series. */
public sealed interface Rule extends Serializable permits AlertRule, RecordRule {

    /** Unique in a {@link RuleSet}: {@code group/name}, with {@code #2}… where a group repeats a name. */
    String id();

    /** The alert's or the series' name. */
    String name();

    /** Name of the group that holds the rule. */
    String group();

    /** The query. */
    Expression expr();

    /** Static labels, the group's included; an alert's may be templates over {@code $labels}. */
    Map<String, String> labels();

    /** The same rule with its query written elsewhere. */
    Rule at(Expression place);

    /** The same rule under another id. */
    Rule withId(String other);
}
