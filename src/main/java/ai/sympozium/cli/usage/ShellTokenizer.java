package ai.sympozium.cli.usage;

import java.util.ArrayList;
import java.util.List;

/**
 * Splits a shell command line into simple commands and their words. Understands quotes, operators
 * and the limits of {@code ${...}} and {@code $((...))}, but replaces neither.
 */
public final class ShellTokenizer {
  private static final String OPERATORS = ";|&()\n`";

  /** Operators that start a command also in {@code ${NAME:-$(command)}}. */
  private static final String SUBSTITUTIONS = "(`";

  private final List<List<String>> commands = new ArrayList<>();
  private List<String> words = new ArrayList<>();
  private final StringBuilder word = new StringBuilder();
  private boolean inWord;
  private boolean quoted;

  /** Number of parameter expansions that are open. */
  private int expansions;

  private ShellTokenizer() {}

  public static List<List<String>> split(String line) {
    ShellTokenizer tokenizer = new ShellTokenizer();
    tokenizer.read(line);
    return tokenizer.commands;
  }

  private void read(String line) {
    char quote = 0;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (quote != 0) {
        if (c == quote) {
          quote = 0;
        } else if (c == '\\' && quote == '"' && i + 1 < line.length()) {
          word.append(line.charAt(++i));
        } else {
          word.append(c);
        }
      } else if (c == '\'' || c == '"') {
        quote = c;
        inWord = true;
        quoted = true;
      } else if (c == '\\' && i + 1 < line.length()) {
        char next = line.charAt(++i);
        if (next != '\n') {
          word.append(next);
          inWord = true;
          quoted = true;
        }
      } else {
        i = unquoted(line, i);
      }
    }
    endCommand();
  }

  /** Reads a character that is not quoted, or the arithmetic that starts with it. */
  private int unquoted(String line, int i) {
    char c = line.charAt(i);
    int arithmetic = c == '$' || c == '(' ? ShellArithmetic.end(line, i) : -1;
    if (arithmetic > 0) {
      word.append(line, i, arithmetic);
      inWord = true;
      return arithmetic - 1;
    }
    if ((expansions == 0 ? OPERATORS : SUBSTITUTIONS).indexOf(c) >= 0) {
      endCommand();
    } else if (expansions == 0 && Character.isWhitespace(c)) {
      endWord();
    } else {
      if (c == '{' && i > 0 && line.charAt(i - 1) == '$') {
        expansions++;
      } else if (c == '}' && expansions > 0) {
        expansions--;
      }
      word.append(c);
      inWord = true;
    }
    return i;
  }

  /** Ends a word. A brace that is a word of its own separates commands. */
  private void endWord() {
    String complete = word.toString();
    word.setLength(0);
    if (inWord && !quoted && (complete.equals("{") || complete.equals("}"))) {
      addCommand();
    } else if (inWord) {
      words.add(complete);
    }
    inWord = false;
    quoted = false;
  }

  private void endCommand() {
    expansions = 0;
    endWord();
    addCommand();
  }

  private void addCommand() {
    if (!words.isEmpty()) {
      commands.add(words);
      words = new ArrayList<>();
    }
  }
}
