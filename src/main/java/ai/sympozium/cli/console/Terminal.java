package ai.sympozium.cli.console;

import java.io.PrintStream;
import java.util.Map;

/**
 * Where answers go: texts to {@code out}, what went wrong to {@code err}.
 *
 * @param colour whether a person reads it, and wants colours
 * @param width of a line in characters
 */
public record Terminal(PrintStream out, PrintStream err, boolean colour, int width) {
  private static final int USUAL_WIDTH = 120;
  private static final int LEAST_WIDTH = 60;

  /** The process's own. */
  public static Terminal ofProcess(Map<String, String> environment) {
    boolean person = System.console() != null && System.console().isTerminal();
    boolean colour =
        person
            && environment.getOrDefault("NO_COLOR", "").isEmpty()
            && !"dumb".equals(environment.get("TERM"));
    return new Terminal(System.out, System.err, colour, width(environment.get("COLUMNS")));
  }

  private static int width(@org.jspecify.annotations.Nullable String columns) {
    return columns == null || !columns.matches("[1-9][0-9]{0,3}")
        ? USUAL_WIDTH
        : Math.max(LEAST_WIDTH, Integer.parseInt(columns));
  }

  public TextLayout page() {
    return new TextLayout(colour, width);
  }

  public void print(TextLayout page) {
    page.lines().forEach(out::println);
    out.flush();
  }

  public void complain(String words) {
    err.println("kubectl sympozium: " + TerminalSanitizer.line(words));
    err.flush();
  }
}
