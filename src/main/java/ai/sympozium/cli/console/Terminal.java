package ai.sympozium.cli.console;

import java.io.PrintStream;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Help.Ansi;

/**
 * Output streams of a command: results go to {@code out}, errors to {@code err}.
 *
 * @param ansi whether the output has colours
 * @param width maximum length of a line in characters
 */
public record Terminal(PrintStream out, PrintStream err, Ansi ansi, int width) {
  private static final int DEFAULT_WIDTH = 120;
  private static final int MIN_WIDTH = 60;

  /** Creates a terminal on the standard streams. Colours need an interactive terminal. */
  public static Terminal ofProcess(Map<String, String> environment) {
    boolean interactive = System.console() != null && System.console().isTerminal();
    boolean colour =
        interactive
            && environment.getOrDefault("NO_COLOR", "").isEmpty()
            && !"dumb".equals(environment.get("TERM"));
    return new Terminal(
        System.out, System.err, colour ? Ansi.ON : Ansi.OFF, width(environment.get("COLUMNS")));
  }

  private static int width(@Nullable String columns) {
    return columns == null || !columns.matches("[1-9][0-9]{0,3}")
        ? DEFAULT_WIDTH
        : Math.max(MIN_WIDTH, Integer.parseInt(columns));
  }

  public TextLayout page() {
    return new TextLayout(ansi, width);
  }

  public void print(TextLayout page) {
    page.lines().forEach(out::println);
    out.flush();
  }

  public void printError(String message) {
    err.println("kubectl sympozium: " + TerminalSanitizer.line(message));
    err.flush();
  }
}
