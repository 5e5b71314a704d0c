package ai.sympozium.docs;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Extracts the prose of Java, Markdown, YAML, JSON and shell files, without the code in it. */
final class ProseReader {
  /** Replaces inline code, so that the words around it keep their place in the sentence. */
  static final char CODE = '\u00b7';

  private static final Set<String> DATA =
      Set.of("go.sum", "go.mod", "LICENSE", "transcript.jsonl", "maven-wrapper.properties");
  private static final Pattern JAVA_CODE =
      Pattern.compile("\\{@(?:code|link|linkplain|value|literal)\\s[^{}]*}|<pre>(?s:.*?)</pre>");
  private static final Pattern INLINE_CODE = Pattern.compile("`[^`]*`|]\\([^)]*\\)|<[^>\n]+>");
  private static final Pattern TEMPLATE = Pattern.compile("\\{\\{(?!-? */\\*)(?s:.*?)}}");
  private static final Pattern ITEM = Pattern.compile("\\s*(?:[*-]|\\d+\\.)\\s.*");

  private ProseReader() {}

  static List<Passage> read(Path file) {
    String name = file.getFileName().toString();
    if (DATA.contains(name)) {
      return List.of();
    }
    String text = TextFiles.read(file);
    if (name.endsWith(".java")) {
      return java(file, text, !file.startsWith("src/test"));
    }
    if (name.endsWith(".md")) {
      return markdown(file, text);
    }
    return plain(file, blank(TEMPLATE, text));
  }

  private static List<Passage> java(Path file, String text, boolean strings) {
    List<Passage> passages = new ArrayList<>();
    int at = 0;
    while (at < text.length()) {
      int end = at + 1;
      if (text.startsWith("/*", at)) {
        end = end(text, text.indexOf("*/", at + 2), 2);
        comment(passages, file, text, at, end);
      } else if (text.startsWith("//", at)) {
        end = lineComments(text, at);
        comment(passages, file, text, at, end);
      } else if (text.startsWith("\"\"\"", at)) {
        end = end(text, text.indexOf("\"\"\"", at + 3), 3);
        literal(passages, file, text, at + 3, end - 3, strings);
      } else if (text.charAt(at) == '"') {
        end = closing(text, at, '"');
        literal(passages, file, text, at + 1, end - 1, strings);
      } else if (text.charAt(at) == '\'') {
        end = closing(text, at, '\'');
      }
      at = end;
    }
    return passages;
  }

  private static int end(String text, int found, int length) {
    return found < 0 ? text.length() : found + length;
  }

  private static int closing(String text, int start, char quote) {
    int at = start + 1;
    while (at < text.length() && text.charAt(at) != quote) {
      at += text.charAt(at) == '\\' ? 2 : 1;
    }
    return Math.min(at + 1, text.length());
  }

  private static int lineComments(String text, int start) {
    int at = start;
    while (true) {
      int newline = text.indexOf('\n', at);
      if (newline < 0) {
        return text.length();
      }
      int next = newline + 1;
      while (next < text.length() && text.charAt(next) == ' ') {
        next++;
      }
      if (!text.startsWith("//", next)) {
        return newline;
      }
      at = next;
    }
  }

  private static void comment(List<Passage> passages, Path file, String text, int from, int to) {
    String body =
        text.substring(from, to)
            .replaceAll("(?m)^\\s*(?:/\\*\\*?|//|\\*/|\\*)", "")
            .replace("*/", "")
            .replaceAll("(?m)^\\s*@(?:param|throws)\\s+\\S+|^\\s*@(?:return|see)", "\n\n")
            .replace("<p>", "");
    String prose = blank(INLINE_CODE, blank(JAVA_CODE, body));
    int line = line(text, from);
    int extra = 0;
    for (String paragraph : prose.split("(?<=\n[ \t]{0,4}\n)")) {
      passages.add(new Passage(file, line + extra, paragraph, false));
      extra += (int) paragraph.chars().filter(character -> character == '\n').count();
    }
  }

  private static void literal(
      List<Passage> passages, Path file, String text, int from, int to, boolean strings) {
    if (strings && from < to) {
      passages.add(new Passage(file, line(text, from), text.substring(from, to), false));
    }
  }

  private static int line(String text, int offset) {
    return 1 + (int) text.substring(0, offset).chars().filter(c -> c == '\n').count();
  }

  private static List<Passage> markdown(Path file, String text) {
    List<Passage> passages = new ArrayList<>();
    StringBuilder paragraph = new StringBuilder();
    boolean code = false;
    int start = 1;
    int number = 0;
    for (String line : text.split("\n", -1)) {
      number++;
      boolean border = line.stripLeading().startsWith("```");
      boolean table = line.startsWith("|");
      if (code || border || table || line.isBlank() || line.startsWith("#") || isItem(line)) {
        flush(passages, file, start, paragraph);
        start = number;
      }
      if (border) {
        code = !code;
      } else if (table && !code) {
        for (String cell : blank(INLINE_CODE, line).split("\\|")) {
          passages.add(new Passage(file, number, cell, true));
        }
      } else if (!code) {
        paragraph.append(line).append('\n');
        if (line.startsWith("#")) {
          flush(passages, file, start, paragraph);
          start = number + 1;
        }
      }
    }
    flush(passages, file, start, paragraph);
    return passages;
  }

  private static boolean isItem(String line) {
    return ITEM.matcher(line).matches();
  }

  private static void flush(List<Passage> passages, Path file, int start, StringBuilder paragraph) {
    String text = paragraph.toString().replaceFirst("^\\s*(?:[*-]|\\d+\\.|#+)\\s", "");
    passages.add(new Passage(file, start, blank(INLINE_CODE, text), true));
    paragraph.setLength(0);
  }

  private static List<Passage> plain(Path file, String text) {
    List<Passage> passages = new ArrayList<>();
    StringBuilder comment = new StringBuilder();
    int start = 1;
    int number = 0;
    for (String line : text.split("\n", -1)) {
      number++;
      boolean isComment = line.stripLeading().startsWith("#");
      if (!isComment || comment.isEmpty()) {
        flush(passages, file, start, comment);
        start = number;
      }
      if (isComment) {
        comment.append(line.strip().replaceFirst("^#+", "")).append('\n');
      } else {
        String value = line.replaceFirst("^\\s*\"?[\\w.$-]+\"?:\\s", "");
        passages.add(new Passage(file, number, blank(INLINE_CODE, value), false));
      }
    }
    flush(passages, file, start, comment);
    return passages;
  }

  private static String blank(Pattern code, String text) {
    return code.matcher(text)
        .replaceAll(match -> match.group().replaceAll("[^\n]", String.valueOf(CODE)));
  }
}
