package dev.vigil.monitor.web;

/**
 * Text of a page. The only way to add a stranger's text is {@link #text}, which escapes it; {@link #tags} is for
 * literals of this package.
 */
final class Html {

    private final StringBuilder page = new StringBuilder(4096);

    /** Adds markup of our own. */
    Html tags(String literal) {
        page.append(literal);
        return this;
    }

    /** Adds text, escaped for elements and for quoted attributes. */
    Html text(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '<' -> page.append("&lt;");
                case '>' -> page.append("&gt;");
                case '&' -> page.append("&amp;");
                case '"' -> page.append("&quot;");
                case '\'' -> page.append("&#39;");
                default -> page.append(c < ' ' && c != '\n' && c != '\t' ? '\ufffd' : c);
            }
        }
        return this;
    }

    /** Adds a cell of a table. */
    Html cell(String style, String text) {
        return tags("<td class=\"").text(style).tags("\">").text(text).tags("</td>");
    }

    @Override
    public String toString() {
        return page.toString();
    }
}
