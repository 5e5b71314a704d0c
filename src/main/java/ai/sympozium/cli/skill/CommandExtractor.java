package ai.sympozium.cli.skill;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the commands of a document: each command of a code block of a shell, such as {@code sh} or
 * {@code console}, and each inline code span that starts with a required program and has at least
 * two words.
 */
public final class CommandExtractor {
  private static final Set<String> LANGUAGES =
      Set.of(
          "sh",
          "bash",
          "zsh",
          "ksh",
          "dash",
          "shell",
          "shell-script",
          "shell-session",
          "shellsession",
          "console",
          "terminal");
  private static final Pattern FENCE = Pattern.compile("^(\\s*)(`{3,}|~{3,})\\s*([\\w-]*)(.*)$");
  private static final Pattern LINE_BREAK = Pattern.compile("[ \\t]*\n[ \\t]*");
  private static final String PROMPT = "$ ";

  /** Limits the work for a quote that nothing closes. */
  private static final int MAX_LINES = 200;

  /**
   * Commands and skipped blocks of a document.
   *
   * @param skippedBlocks notes about code blocks that start with a program, and whose language is
   *     none of a shell
   */
  record Extraction(List<DocumentedCommand> commands, List<String> skippedBlocks) {}

  private final String skill;
  private final Set<String> programs;
  private final List<DocumentedCommand> commands = new ArrayList<>();
  private final List<String> skipped = new ArrayList<>();

  private CommandExtractor(String skill, Set<String> programs) {
    this.skill = skill;
    this.programs = programs;
  }

  /**
   * Finds the commands of a document, in their order.
   *
   * @param skill name of the document
   * @param programs the first words of commands in code spans
   */
  public static List<DocumentedCommand> extract(
      String skill, String markdown, Set<String> programs) {
    return read(skill, markdown, programs).commands();
  }

  /**
   * Finds the commands of a document, and the blocks whose commands it does not find.
   *
   * @param skill name of the document
   * @param programs the first words of commands in code spans
   */
  static Extraction read(String skill, String markdown, Set<String> programs) {
    CommandExtractor extractor = new CommandExtractor(skill, programs);
    extractor.read(markdown.lines().toList());
    return new Extraction(List.copyOf(extractor.commands), List.copyOf(extractor.skipped));
  }

  private void read(List<String> lines) {
    int paragraph = 0;
    for (int i = 0; i < lines.size(); i++) {
      Matcher fence = FENCE.matcher(lines.get(i));
      // A line with both, such as ```x```, is a code span.
      boolean opens = fence.matches() && fence.group(4).indexOf('`') < 0;
      if (opens || lines.get(i).isBlank()) {
        spans(lines, paragraph, i);
        paragraph = i + 1;
      }
      if (opens) {
        int end = end(lines, i + 1, fence.group(2));
        String language = fence.group(3).toLowerCase(Locale.ROOT);
        List<String> content = lines.subList(i + 1, end);
        if (LANGUAGES.contains(language)) {
          block(content, i + 2, fence.group(1).length());
        } else if (startsWithProgram(content)) {
          skipped.add(
              "%s.md:%d: commands of the block \"%s\" are not tested. Mark it with sh or console."
                  .formatted(skill, i + 1, language));
        }
        i = end;
        paragraph = i + 1;
      }
    }
    spans(lines, Math.min(paragraph, lines.size()), lines.size());
  }

  private boolean startsWithProgram(List<String> content) {
    return content.stream()
        .map(line -> withoutPrompt(line.strip(), true))
        .filter(line -> !line.isEmpty() && !line.startsWith("#"))
        .findFirst()
        .filter(line -> programs.contains(line.split("\\s+", 2)[0]))
        .isPresent();
  }

  private static int end(List<String> lines, int from, String fence) {
    for (int i = from; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (line.length() >= fence.length()
          && line.startsWith(fence)
          && line.chars().allMatch(c -> c == fence.charAt(0))) {
        return i;
      }
    }
    return lines.size();
  }

  /** Adds each command of a block. With prompts, the lines without one are output. */
  private void block(List<String> indented, int firstLine, int indent) {
    List<String> lines = indented.stream().map(line -> dedent(line, indent)).toList();
    boolean prompts = lines.stream().anyMatch(line -> line.startsWith(PROMPT));
    StringBuilder command = new StringBuilder();
    int start = 0;
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      if (command.isEmpty()) {
        String stripped = line.strip();
        boolean output = prompts && !line.startsWith(PROMPT);
        if (output || stripped.isEmpty() || stripped.startsWith("#")) {
          continue;
        }
        start = i;
      }
      String text = prompts ? withoutPrompt(line, command.isEmpty()) : line;
      command.append(command.isEmpty() ? "" : "\n").append(text);
      if (i - start == MAX_LINES || !ShellScanner.isIncomplete(command.toString())) {
        add(command.toString(), firstLine + start);
        command.setLength(0);
      }
    }
    if (!command.isEmpty()) {
      add(command.toString(), firstLine + start);
    }
  }

  private static String withoutPrompt(String line, boolean first) {
    String prompt = first ? PROMPT : "> ";
    return line.startsWith(prompt) ? line.substring(prompt.length()) : line;
  }

  private static String dedent(String line, int indent) {
    int start = 0;
    while (start < indent && start < line.length() && line.charAt(start) == ' ') {
      start++;
    }
    return line.substring(start);
  }

  /** Adds the commands in code spans of one paragraph. */
  private void spans(List<String> lines, int from, int to) {
    if (from >= to) {
      return;
    }
    String text = String.join("\n", lines.subList(from, to));
    int[] starts = new int[to - from];
    for (int i = 1; i < starts.length; i++) {
      starts[i] = starts[i - 1] + lines.get(from + i - 1).length() + 1;
    }
    Set<Integer> unclosed = new HashSet<>();
    int i = text.indexOf('`');
    while (i >= 0) {
      int length = run(text, i);
      int close = unclosed.contains(length) ? -1 : closing(text, i + length, length);
      if (close < 0) {
        unclosed.add(length);
        i = text.indexOf('`', i + length);
      } else {
        int line = from + line(starts, i);
        boolean table = lines.get(line).stripLeading().startsWith("|");
        span(text.substring(i + length, close), line + 1, table);
        i = text.indexOf('`', close + length);
      }
    }
  }

  private void span(String text, int line, boolean table) {
    String content = LINE_BREAK.matcher(text).replaceAll(" ").strip();
    String command = table ? content.replace("\\|", "|") : content;
    String[] words = command.split("\\s+", 2);
    if (words.length == 2 && programs.contains(words[0])) {
      add(command, line);
    }
  }

  /** Returns the index of the line that contains a character of the paragraph. */
  private static int line(int[] starts, int position) {
    int found = Arrays.binarySearch(starts, position);
    return found < 0 ? -found - 2 : found;
  }

  private static int run(String text, int from) {
    int end = from;
    while (end < text.length() && text.charAt(end) == '`') {
      end++;
    }
    return end - from;
  }

  /** Finds the next run of exactly this many backticks. */
  private static int closing(String text, int from, int length) {
    int i = text.indexOf('`', from);
    while (i >= 0) {
      int found = run(text, i);
      if (found == length) {
        return i;
      }
      i = text.indexOf('`', i + found);
    }
    return -1;
  }

  private void add(String command, int line) {
    commands.add(new DocumentedCommand(skill, line, command.strip()));
  }
}
