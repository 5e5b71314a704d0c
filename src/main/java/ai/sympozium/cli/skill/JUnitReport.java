package ai.sympozium.cli.skill;

import ai.sympozium.cli.console.TerminalSanitizer;
import java.io.StringWriter;
import java.util.Locale;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** Formats a result as XML that continuous integration systems read. */
final class JUnitReport {
  private final XMLStreamWriter xml;

  private JUnitReport(XMLStreamWriter xml) {
    this.xml = xml;
  }

  /** Returns the report: one test for each command and each permission. */
  static String xml(SkillTestResult result) {
    StringWriter text = new StringWriter();
    try {
      XMLStreamWriter writer = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(text);
      new JUnitReport(writer).write(result);
      writer.close();
    } catch (XMLStreamException e) {
      throw new IllegalStateException(e);
    }
    return text + "\n";
  }

  private void write(SkillTestResult result) throws XMLStreamException {
    int failures = result.failedCommands().size() + result.unusedPermissions().size();
    xml.writeStartDocument("UTF-8", "1.0");
    xml.writeCharacters("\n");
    xml.writeStartElement("testsuite");
    attribute("name", result.pack());
    attribute("tests", String.valueOf(result.commands().size() + result.permissions().size()));
    attribute("failures", String.valueOf(failures));
    attribute("errors", "0");
    attribute("skipped", "0");
    attribute(
        "time",
        seconds(
            result.commands().stream()
                .mapToLong(c -> c.durationMillis() == null ? 0 : c.durationMillis())
                .sum()));
    for (CommandResult command : result.commands()) {
      long millis = command.durationMillis() == null ? 0 : command.durationMillis();
      testCase(
          result.pack() + "." + command.skill(),
          "line " + command.line() + ": " + command.command(),
          millis,
          command.outcome().isFailure() ? command.outcome().text() : "",
          command.message());
    }
    for (PermissionResult permission : result.permissions()) {
      testCase(
          result.pack() + ".permissions",
          permission.field() + ": " + permission.describe(),
          0,
          permission.use() == PermissionResult.Use.UNUSED ? "unused permission" : "",
          "no documented command uses it. Remove it, or document a command.");
    }
    xml.writeCharacters("\n");
    xml.writeEndElement();
    xml.writeEndDocument();
  }

  private void testCase(String group, String name, long millis, String failure, String message)
      throws XMLStreamException {
    xml.writeCharacters("\n  ");
    if (failure.isEmpty()) {
      xml.writeEmptyElement("testcase");
    } else {
      xml.writeStartElement("testcase");
    }
    attribute("classname", group);
    attribute("name", name);
    attribute("time", seconds(millis));
    if (!failure.isEmpty()) {
      xml.writeEmptyElement("failure");
      attribute("type", failure);
      attribute("message", failure + ": " + message);
      xml.writeEndElement();
    }
  }

  private void attribute(String name, String value) throws XMLStreamException {
    // XML has no form for control characters, not even an escaped one.
    xml.writeAttribute(name, TerminalSanitizer.line(value));
  }

  private static String seconds(long millis) {
    return String.format(Locale.ROOT, "%d.%03d", millis / 1000, millis % 1000);
  }
}
