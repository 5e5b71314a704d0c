package ai.sympozium.cli.skill;

import ai.sympozium.cli.usage.ShellArithmetic;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds out whether a shell text is complete: quotes, substitutions, heredocs, compound commands
 * and operators. It does not check anything else, as a shell would.
 */
final class ShellScanner {
  /** Words that open and close compound commands. */
  private static final Map<String, String> COMPOUND =
      Stream.of("if fi", "for done", "while done", "until done", "select done", "case esac", "{ }")
          .map(words -> words.split(" "))
          .collect(Collectors.toMap(words -> words[0], words -> words[1]));

  /** Words after which another command follows. */
  private static final Set<String> BEFORE_COMMAND =
      Set.of("then", "do", "else", "elif", "if", "while", "until", "!", "{", "time");

  private record Open(String opener, String closer, int position) {}

  private final String text;
  private final Deque<Open> open = new ArrayDeque<>();
  private final Heredocs heredocs;
  private final StringBuilder word = new StringBuilder();
  private boolean inWord;
  private boolean commandPosition = true;
  private boolean afterFunction;
  private int operator = -1;
  private @Nullable String problem;

  private ShellScanner(String text) {
    this.text = text;
    this.heredocs = new Heredocs(text);
  }

  /** Returns why the text is incomplete, with line and column. Null if it is complete. */
  static @Nullable String problem(String text) {
    return new ShellScanner(text).scan();
  }

  /** Returns whether more lines can complete the text. */
  static boolean isIncomplete(String text) {
    ShellScanner scanner = new ShellScanner(text);
    return scanner.scan() != null && scanner.problem == null;
  }

  private @Nullable String scan() {
    int i = 0;
    while (i < text.length() && problem == null) {
      i = step(i);
    }
    if (problem != null) {
      return problem;
    }
    endWord(text.length());
    if (!open.isEmpty()) {
      Open last = open.peek();
      return "\"" + last.opener() + "\" without \"" + last.closer() + "\"" + at(last.position());
    }
    if (!heredocs.isEmpty()) {
      return "heredoc without its delimiter " + heredocs.delimiter() + at(heredocs.position());
    }
    return operator < 0 ? null : "operator without a command after it" + at(operator);
  }

  private int step(int i) {
    char c = text.charAt(i);
    String in = open.isEmpty() ? "" : open.peek().opener();
    if (in.equals("'")) {
      return step(i, c == '\'');
    }
    if (c == '\\') {
      if (i + 1 == text.length()) {
        operator = i;
        return i + 1;
      }
      add(text.charAt(i + 1) == '\n' ? "" : "\\");
      return i + 2;
    }
    if (in.equals("\"")) {
      return text.startsWith("$(", i) ? parenthesis("$(", i) : step(i, c == '"');
    }
    if (in.equals("${")) {
      return step(i, c == '}');
    }
    return switch (c) {
      case '\'' -> push("'", "'", i);
      case '"' -> push("\"", "\"", i);
      case '`' -> in.equals("`") ? step(i, true) : push("`", "`", i);
      case '$' ->
          text.startsWith("$(", i)
              ? parenthesis("$(", i)
              : text.startsWith("${", i) ? push("${", "}", i) : add("$", i);
      case '#' -> inWord ? add("#", i) : endOfLine(i);
      case '<' -> text.startsWith("<<", i) ? heredoc(i) : operatorAt(i, false);
      case '>' -> operatorAt(i, false);
      case '(' -> parenthesis("(", i);
      case ')' -> closeParenthesis(i);
      case '|', '&' -> {
        // 2>&1 and &>file contain no operator.
        boolean redirects = (i > 0 && text.charAt(i - 1) == '>') || text.startsWith("&>", i);
        boolean waits = c == '|' || text.startsWith("&&", i) || (i > 0 && operator == i - 1);
        yield operatorAt(i, waits && !redirects);
      }
      case ';', '\n' -> separator(i, c);
      case ' ', '\t' -> {
        endWord(i);
        yield i + 1;
      }
      default -> add(String.valueOf(c), i);
    };
  }

  private int step(int i, boolean closes) {
    if (closes) {
      open.pop();
    }
    return i + 1;
  }

  private int add(String part, int i) {
    add(part);
    return i + 1;
  }

  private void add(String part) {
    word.append(part);
    inWord |= !part.isEmpty();
    operator = inWord ? -1 : operator;
  }

  private int push(String opener, String closer, int i) {
    if (opener.equals("(")) {
      endWord(i);
      commandPosition = true;
    } else {
      add("\u0000");
      commandPosition &= opener.length() == 1;
    }
    open.push(new Open(opener, closer, i));
    if (opener.equals("$(")) {
      word.setLength(0);
      inWord = false;
      commandPosition = true;
    }
    operator = -1;
    return i + opener.length();
  }

  /** Opens parentheses. Arithmetic is a part of its word: its operators are none of the shell. */
  private int parenthesis(String opener, int i) {
    int end = ShellArithmetic.end(text, i);
    if (end < 0) {
      return push(opener, ")", i);
    }
    add("\u0000");
    return end;
  }

  private int closeParenthesis(int i) {
    endWord(i);
    if (!open.isEmpty() && open.peek().closer().equals(")")) {
      boolean substitution = open.pop().opener().equals("$(");
      inWord = substitution;
      word.append(substitution ? "\u0000" : "");
      commandPosition = !substitution; // A function's body follows its parentheses.
    } else if (!open.isEmpty() && open.peek().opener().equals("case")) {
      commandPosition = true; // The end of a pattern.
    } else {
      problem = "\")\" without \"(\"" + at(i);
    }
    operator = -1;
    return i + 1;
  }

  private int operatorAt(int i, boolean waits) {
    endWord(i);
    if (waits) {
      operator = i;
    }
    commandPosition |= text.charAt(i) != '<' && text.charAt(i) != '>';
    return i + 1;
  }

  private int separator(int i, char c) {
    endWord(i);
    if (operator < 0 || c == ';') {
      commandPosition = true;
    }
    return c == '\n' ? heredocs.skip(i + 1) : i + 1;
  }

  private int endOfLine(int i) {
    int end = text.indexOf('\n', i);
    return end < 0 ? text.length() : end;
  }

  private int heredoc(int i) {
    endWord(i);
    return text.startsWith("<<<", i) ? i + 3 : heredocs.open(i);
  }

  private void endWord(int i) {
    if (!inWord) {
      return;
    }
    String complete = word.toString();
    word.setLength(0);
    inWord = false;
    if (afterFunction) {
      afterFunction = false;
      commandPosition = true; // The body follows the name.
      return;
    }
    if (!commandPosition) {
      return;
    }
    afterFunction = complete.equals("function");
    String closer = COMPOUND.get(complete);
    if (closer != null) {
      open.push(new Open(complete, closer, i - complete.length()));
    } else if (COMPOUND.containsValue(complete)) {
      if (open.isEmpty() || !open.peek().closer().equals(complete)) {
        problem = "\"" + complete + "\" without its beginning" + at(i - complete.length());
        return;
      }
      open.pop();
    }
    commandPosition = BEFORE_COMMAND.contains(complete);
  }

  private String at(int position) {
    String before = text.substring(0, position);
    int line = (int) before.chars().filter(c -> c == '\n').count() + 1;
    return " at line " + line + ", column " + (position - before.lastIndexOf('\n'));
  }
}
