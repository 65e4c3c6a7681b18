package dev.vigil.monitor.cli;

import dev.vigil.rules.testing.Failure;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** A report of tests in the XML that CI systems read: one suite for each file. */
final class JUnitXml {

    private final XMLStreamWriter xml;

    private JUnitXml(XMLStreamWriter xml) {
        this.xml = xml;
    }

    /**
     * Writes the file.
     *
     * @throws IOException where it cannot be written
     */
    static void write(Path file, TestReport report) throws IOException {
        try (Writer out = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
            XMLStreamWriter xml = XMLOutputFactory.newFactory().createXMLStreamWriter(out);
            new JUnitXml(xml).write(report);
            xml.close();
        } catch (XMLStreamException e) {
            throw new IOException(e);
        }
    }

    private void write(TestReport report) throws XMLStreamException {
        xml.writeStartDocument("UTF-8", "1.0");
        xml.writeCharacters("\n");
        xml.writeStartElement("testsuites");
        counts(report.results());
        xml.writeAttribute(
                "time", String.format(Locale.ROOT, "%.3f", report.took().toMillis() / 1000.0));
        for (String file : report.files()) {
            List<TestResult> results = report.of(file);
            xml.writeCharacters("\n  ");
            xml.writeStartElement("testsuite");
            xml.writeAttribute("name", clean(file));
            counts(results);
            for (TestResult result : results) {
                test(result);
            }
            xml.writeCharacters("\n  ");
            xml.writeEndElement();
        }
        xml.writeCharacters("\n");
        xml.writeEndElement();
        xml.writeEndDocument();
    }

    private void counts(List<TestResult> results) throws XMLStreamException {
        long failed = results.stream().filter(result -> !result.passed()).count();
        xml.writeAttribute("tests", Integer.toString(results.size()));
        xml.writeAttribute("failures", Long.toString(failed));
        xml.writeAttribute("errors", "0");
    }

    private void test(TestResult result) throws XMLStreamException {
        xml.writeCharacters("\n    ");
        xml.writeStartElement("testcase");
        xml.writeAttribute("name", clean(result.test().text()));
        xml.writeAttribute("classname", clean(result.test().file()));
        xml.writeAttribute("file", clean(result.test().file()));
        xml.writeAttribute("line", Integer.toString(result.test().line()));
        for (String fault : result.faults()) {
            failure(fault, "");
        }
        for (Failure failure : result.failures()) {
            String lines = failure.lines().stream().map(Failure.Line::toString).collect(Collectors.joining("\n"));
            String notes = String.join("\n", failure.notes());
            failure(failure.where().problem(failure.message()).toString(), lines + "\n" + notes);
        }
        xml.writeEndElement();
    }

    private void failure(String message, String text) throws XMLStreamException {
        xml.writeStartElement("failure");
        xml.writeAttribute("message", clean(message));
        xml.writeCharacters(clean(text));
        xml.writeEndElement();
    }

    /** Without the characters that XML cannot hold in any way. */
    private static String clean(String text) {
        StringBuilder clean = new StringBuilder(text.length());
        text.codePoints().map(c -> isAllowed(c) ? c : '\uFFFD').forEach(clean::appendCodePoint);
        return clean.toString();
    }

    private static boolean isAllowed(int c) {
        return c == '\t'
                || c == '\n'
                || c == '\r'
                || (c >= 0x20 && c <= 0xD7FF)
                || (c >= 0xE000 && c <= 0xFFFD)
                || c >= 0x10000;
    }
}
