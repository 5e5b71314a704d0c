package ai.sympozium.agent.tool;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Replacement of one text by another.
 *
 * @param name name of the edit in messages
 * @param all whether every occurrence is replaced; otherwise there must be exactly one
 */
record TextEdit(String name, String oldText, String newText, boolean all) {
  private static final int MAX_LINES = 10;

  /**
   * Result of an edit.
   *
   * @param lines line numbers of the replaced texts, before the edit
   */
  record Edited(String text, List<Integer> lines) {}

  static TextEdit of(ToolArguments arguments, String name) throws ToolException {
    var oldText = arguments.text("old_string");
    var newText = arguments.text("new_string");
    if (oldText == null || oldText.isEmpty()) {
      throw ToolArguments.invalid(name + ".old_string is missing or empty");
    }
    if (newText == null) {
      throw ToolArguments.invalid(name + ".new_string is missing");
    }
    if (oldText.equals(newText)) {
      throw ToolArguments.invalid(name + ".new_string is the same as old_string");
    }
    return new TextEdit(name, oldText, newText, arguments.flag("replace_all"));
  }

  Edited apply(String text, Path file) throws ToolException {
    var edit = text.contains(oldText) ? this : withLineEndsOf(text);
    var starts = edit.starts(text);
    var lines = lines(text, starts);
    if (starts.isEmpty()) {
      throw new ToolException(
          "NoMatch",
          name + ".old_string does not occur in " + file + "; no edit was made",
          "Read the file and copy the text exactly, with its white space.");
    }
    if (starts.size() > 1 && !all) {
      throw new ToolException(
          "AmbiguousMatch",
          name
              + ".old_string occurs "
              + starts.size()
              + " times in "
              + file
              + ", at "
              + describe(lines)
              + "; no edit was made",
          "Add text before or after it, or set replace_all to true.");
    }
    return new Edited(text.replace(edit.oldText, edit.newText), lines);
  }

  static String describe(List<Integer> lines) {
    var text = new StringBuilder(lines.size() == 1 ? "line " : "lines ");
    for (var i = 0; i < Math.min(lines.size(), MAX_LINES); i++) {
      text.append(i == 0 ? "" : ", ").append(lines.get(i));
    }
    return lines.size() > MAX_LINES ? text.append(", ...").toString() : text.toString();
  }

  /** Models write line feeds only, also for a file whose lines end with a carriage return. */
  private TextEdit withLineEndsOf(String text) {
    if (!text.contains("\r\n") || oldText.indexOf('\r') >= 0) {
      return this;
    }
    return new TextEdit(
        name,
        oldText.replace("\n", "\r\n"),
        newText.replace("\r\n", "\n").replace("\n", "\r\n"),
        all);
  }

  private List<Integer> starts(String text) {
    var starts = new ArrayList<Integer>();
    for (var at = text.indexOf(oldText);
        at >= 0;
        at = text.indexOf(oldText, at + oldText.length())) {
      starts.add(at);
    }
    return starts;
  }

  private static List<Integer> lines(String text, List<Integer> starts) {
    var lines = new ArrayList<Integer>();
    var line = 1;
    var at = 0;
    for (var start : starts) {
      for (; at < start; at++) {
        if (text.charAt(at) == '\n') {
          line++;
        }
      }
      lines.add(line);
    }
    return lines;
  }
}
