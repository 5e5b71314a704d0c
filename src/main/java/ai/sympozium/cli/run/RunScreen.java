package ai.sympozium.cli.run;

import ai.sympozium.cli.console.Terminal;
import ai.sympozium.cli.console.TerminalSanitizer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Help.Ansi.Style;

/**
 * Prints lines with the time since the creation of a run. On a terminal, the last line shows a
 * clock and the step in progress. All texts are sanitized.
 */
final class RunScreen implements AutoCloseable {
  private static final String MARGIN = " ".repeat(23);
  private static final String ERASE_LINE = "\r\033[K";
  private static final long TICK_MILLIS = 100;
  private static final int MAX_OUTPUT_LENGTH = 160;

  private final Terminal terminal;
  private final InstantSource clock;
  private final Instant created;
  private final boolean live;
  private Duration last = Duration.ZERO;
  private String inProgress = "";
  private boolean closed;

  RunScreen(Terminal terminal, InstantSource clock, Instant created) {
    this.terminal = terminal;
    this.clock = clock;
    this.created = created;
    this.live = terminal.ansi().enabled();
  }

  /** Starts the clock. */
  void start() {
    if (live) {
      Thread.startVirtualThread(this::tick);
    }
  }

  synchronized void event(Instant at, @Nullable Style tone, String kind, String text) {
    // The clocks of the cluster and of this machine may differ, so the times must not decrease.
    Duration since = Duration.between(created, at);
    last = since.compareTo(last) < 0 ? last : since;
    List<String> lines = wrapped(text);
    clear();
    terminal
        .out()
        .println(
            (paint(Style.faint, stamp(last))
                    + "  "
                    + paint(tone, "%-10s".formatted(kind))
                    + "  "
                    + lines.getFirst())
                .stripTrailing());
    lines.stream().skip(1).map(MARGIN::concat).forEach(terminal.out()::println);
    draw();
  }

  /** Prints a continuation of the previous event. */
  synchronized void more(String text) {
    clear();
    wrapped(text).stream().map(MARGIN::concat).forEach(terminal.out()::println);
    draw();
  }

  /** Prints a line of output of a tool. */
  synchronized void output(String line) {
    int width = Math.min(MAX_OUTPUT_LENGTH, terminal.width() - MARGIN.length() - 2);
    clear();
    terminal
        .out()
        .println(
            (MARGIN + paint(Style.faint, "│ ") + truncated(TerminalSanitizer.line(line), width))
                .stripTrailing());
    draw();
  }

  synchronized void waiting(String step) {
    inProgress = TerminalSanitizer.line(step);
    clear();
    draw();
  }

  @Override
  public synchronized void close() {
    clear();
    closed = true;
    terminal.out().flush();
  }

  private void tick() {
    try {
      while (true) {
        Thread.sleep(TICK_MILLIS);
        synchronized (this) {
          if (closed) {
            return;
          }
          clear();
          draw();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void clear() {
    if (live && !closed) {
      terminal.out().print(ERASE_LINE);
    }
  }

  private void draw() {
    if (live && !closed && !inProgress.isEmpty()) {
      String text =
          stamp(Duration.between(created, clock.instant())) + "  …           " + inProgress;
      terminal.out().print(paint(Style.faint, truncated(text, terminal.width() - 1)));
    }
    terminal.out().flush();
  }

  private String paint(@Nullable Style style, String text) {
    return live && style != null ? style.on() + text + Style.reset.on() : text;
  }

  private static String stamp(Duration since) {
    return String.format(Locale.ROOT, "%7.2f s", since.toMillis() / 1000.0);
  }

  private static String truncated(String text, int width) {
    return text.length() <= width ? text : text.substring(0, width - 1) + "…";
  }

  /** Wraps at spaces to the width of the terminal. */
  private List<String> wrapped(String text) {
    List<String> lines = new ArrayList<>();
    int width = terminal.width() - MARGIN.length();
    String rest = TerminalSanitizer.line(text);
    while (live && rest.length() > width) {
      int space = rest.lastIndexOf(' ', width);
      int end = space > width / 2 ? space : width;
      lines.add(rest.substring(0, end).stripTrailing());
      rest = rest.substring(end).stripLeading();
    }
    lines.add(rest);
    return lines;
  }
}
