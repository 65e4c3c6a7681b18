package dev.vigil.monitor.web;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;

/** The built-in rules' runbooks as one page: where the {@code runbook_url} of an alert leads. */
final class RunbookPage {

    /** Other pages of the documentation are not here: their names stay. */
    private static final Pattern LINK = Pattern.compile("\\[[^\\]]+]\\(([^)#]+)(?:#[^)]*)?\\)");

    private final String page;

    /**
     * Renders them once.
     *
     * @param runbooks Markdown by rule, in the order of the page
     */
    RunbookPage(Map<String, String> runbooks) {
        Parser parser = Parser.builder().build();
        HtmlRenderer renderer =
                HtmlRenderer.builder().escapeHtml(true).sanitizeUrls(true).build();
        Html html = new Html();
        html.tags("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">")
                .tags("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")
                .tags("<title>Vigil: runbooks</title><link rel=\"stylesheet\" href=\"/vigil.css\"></head><body>")
                .tags("<header><h1><a href=\"/\">Vigil</a></h1></header><main class=\"runbooks\"><h2>Runbooks</h2>");
        html.tags(
                        "<p>TARGET is the alert's <code>instance</code>. <code>vigil explain RULE</code> tells why a rule fires,")
                .tags(" or why not.</p>");
        runbooks.forEach((rule, text) -> html.tags("<h2 id=\"")
                .text(anchor(rule))
                .tags("\">")
                .text(rule)
                .tags("</h2>")
                .tags(renderer.render(parser.parse(LINK.matcher(text).replaceAll("docs/$1")))));
        page = html.tags("</main></body></html>\n").toString();
    }

    /** Where a rule's chapter is on the page. */
    static String anchor(String rule) {
        return rule.toLowerCase(Locale.ROOT);
    }

    String render() {
        return page;
    }
}
