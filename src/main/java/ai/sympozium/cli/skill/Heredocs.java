package ai.sympozium.cli.skill;

import java.util.ArrayDeque;
import java.util.Deque;

/** The heredocs of a shell text whose bodies begin after the current line. */
final class Heredocs {
  private static final String END_OF_WORD = " \t\n;|&<>()";

  private record Heredoc(String delimiter, boolean tabs, int position) {}

  private final String text;
  private final Deque<Heredoc> open = new ArrayDeque<>();

  Heredocs(String text) {
    this.text = text;
  }

  /** Reads the operator at a position and its delimiter. Returns the position after them. */
  int open(int position) {
    boolean tabs = text.startsWith("<<-", position);
    int start = position + (tabs ? 3 : 2);
    while (start < text.length() && text.charAt(start) == ' ') {
      start++;
    }
    int end = start;
    while (end < text.length() && END_OF_WORD.indexOf(text.charAt(end)) < 0) {
      end++;
    }
    String delimiter = text.substring(start, end).replaceAll("[\"'\\\\]", "");
    if (!delimiter.isEmpty()) {
      open.add(new Heredoc(delimiter, tabs, position));
    }
    return end;
  }

  /** Skips the bodies that begin at a position. Returns the position after them. */
  int skip(int position) {
    int i = position;
    while (!open.isEmpty() && i < text.length()) {
      int end = text.indexOf('\n', i);
      end = end < 0 ? text.length() : end;
      String line = text.substring(i, end);
      Heredoc first = open.getFirst();
      if ((first.tabs() ? line.stripLeading() : line).equals(first.delimiter())) {
        open.removeFirst();
      }
      i = Math.min(end + 1, text.length());
    }
    return i;
  }

  boolean isEmpty() {
    return open.isEmpty();
  }

  String delimiter() {
    return open.getFirst().delimiter();
  }

  int position() {
    return open.getFirst().position();
  }
}
