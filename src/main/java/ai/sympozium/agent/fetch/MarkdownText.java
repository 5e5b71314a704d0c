package ai.sympozium.agent.fetch;

/** Text in lines and blocks, whose white space is collapsed as a browser does. */
final class MarkdownText {
  private final StringBuilder text = new StringBuilder();
  private int preformatted;
  private boolean inCell;
  private boolean space;
  private boolean atItem;

  /** Starts a new paragraph, unless the text is at the start of one. */
  void block() {
    if (inCell) {
      space = true;
    } else if (!atItem && !text.isEmpty()) {
      line();
      if (!isAfterBlankLine()) {
        text.append('\n');
      }
    }
  }

  /** Starts a new line, unless the text is at the start of one. */
  void line() {
    if (inCell) {
      space = true;
      return;
    }
    space = false;
    atItem = false;
    trimEnd();
    if (!isAtLineStart()) {
      text.append('\n');
    }
  }

  /** Adds text of the writer itself. */
  void add(String markup) {
    flushSpace();
    text.append(markup);
  }

  void addUnlessPreformatted(String markup) {
    if (preformatted == 0) {
      add(markup);
    }
  }

  /** Adds text of the page. */
  void addText(String content) {
    if (preformatted > 0 && !inCell) {
      text.append(content);
      return;
    }
    for (var i = 0; i < content.length(); i++) {
      var c = content.charAt(i);
      if (Character.isWhitespace(c) || c == '\u00a0') {
        space = true;
      } else if (c != '\u200b' && c != '\u00ad') {
        flushSpace();
        atItem = false;
        text.append(c);
      }
    }
  }

  void startPreformatted() {
    if (preformatted++ == 0 && !inCell) {
      text.append("```\n");
    }
  }

  void endPreformatted() {
    if (--preformatted == 0 && !inCell) {
      if (!isAtLineStart()) {
        text.append('\n');
      }
      text.append("```\n\n");
    }
  }

  /**
   * Starts an item of a list.
   *
   * @param next whether it follows another item, from which no blank line separates it
   */
  void startItem(String mark, boolean next) {
    if (inCell) {
      space = true;
      return;
    }
    if (next && isAfterBlankLine()) {
      text.setLength(text.length() - 1);
    }
    text.append(mark);
    // The first paragraph of an item starts behind its mark.
    atItem = true;
  }

  void endOfList(boolean outermost) {
    if (outermost) {
      block();
    } else {
      line();
    }
  }

  void startCell() {
    text.append(isAtLineStart() ? "| " : " ");
    space = false;
    inCell = true;
  }

  void endCell() {
    inCell = false;
    space = false;
    text.append(" |");
  }

  /** Ends a row of cells. Returns false if there is none. */
  boolean endRow() {
    var hasCells = !isAtLineStart();
    line();
    return hasCells;
  }

  /** Returns the position from which {@link #link} can mark the text. */
  int mark() {
    flushSpace();
    return text.length();
  }

  /** Makes the text since a mark a link, unless it is empty. */
  void link(int start, String target) {
    var label = start <= text.length() ? text.substring(start) : "";
    if (label.isBlank()) {
      return;
    }
    if (label.indexOf('\n') < 0) {
      text.replace(start, text.length(), "[" + label + "](" + target + ")");
    } else {
      trimEnd();
      text.append(" (").append(target).append(')');
    }
  }

  private void flushSpace() {
    if (space && !isAtLineStart() && !atItem && text.charAt(text.length() - 1) != ' ') {
      text.append(' ');
    }
    space = false;
  }

  private boolean isAtLineStart() {
    return text.isEmpty() || text.charAt(text.length() - 1) == '\n';
  }

  private boolean isAfterBlankLine() {
    var length = text.length();
    return length > 1 && text.charAt(length - 1) == '\n' && text.charAt(length - 2) == '\n';
  }

  private void trimEnd() {
    var end = text.length();
    while (end > 0 && text.charAt(end - 1) == ' ') {
      end--;
    }
    text.setLength(end);
  }

  @Override
  public String toString() {
    return text.toString().strip();
  }
}
