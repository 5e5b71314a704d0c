package ai.sympozium.dev.demo;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Prints the events of a run, each with the time since the run's creation. On a terminal the last
 * line shows a clock and the step in progress.
 */
final class Screen implements AutoCloseable {
  private static final String MARGIN = " ".repeat(23);

  enum Tone {
    PLAIN(""),
    FAINT("\033[2m"),
    STRONG("\033[1m"),
    GOOD("\033[32m"),
    BAD("\033[31m"),
    GRANT("\033[33m"),
    TOOL("\033[36m");

    private final String code;

    Tone(String code) {
      this.code = code;
    }
  }

  private final PrintStream out;
  private final boolean live;
  private final boolean coloured;
  private final int columns;
  private Instant created;
  private Duration last = Duration.ZERO;
  private String inProgress = "";

  Screen(PrintStream out, boolean live, int columns) {
    this.out = out;
    this.live = live;
    this.coloured = live && System.getenv().getOrDefault("NO_COLOR", "").isEmpty();
    this.columns = columns > 40 ? columns : 0;
  }

  /** Starts the clock. */
  synchronized void start(Instant created) {
    this.created = created;
    if (live) {
      Thread.startVirtualThread(this::tick);
    }
  }

  synchronized void event(Instant at, Tone tone, String kind, String text) {
    // The clocks of the cluster and of this machine may differ, so the times must not decrease.
    var since = Duration.between(created, at);
    last = since.compareTo(last) < 0 ? last : since;
    var lines = wrapped(text);
    clear();
    out.println(
        (paint(Tone.FAINT, stamp(last))
                + "  "
                + paint(tone, "%-10s".formatted(kind))
                + "  "
                + lines.getFirst())
            .stripTrailing());
    lines.stream().skip(1).map(MARGIN::concat).forEach(out::println);
    draw();
  }

  /** Prints a continuation of the previous event. */
  synchronized void more(String text) {
    clear();
    wrapped(text).stream().map(MARGIN::concat).forEach(out::println);
    draw();
  }

  /** Prints a line of a tool's output, cut to the width of the terminal. */
  synchronized void output(String line) {
    clear();
    out.println(MARGIN + paint(Tone.FAINT, "│ ") + cut(line, columns - MARGIN.length() - 2));
    draw();
  }

  synchronized void waiting(String step) {
    inProgress = step;
    clear();
    draw();
  }

  /** Prints a line that is not an event. */
  synchronized void say(Tone tone, String text) {
    clear();
    out.println(paint(tone, text));
    draw();
  }

  @Override
  public synchronized void close() {
    clear();
    created = null;
  }

  private void tick() {
    try {
      while (true) {
        Thread.sleep(100);
        synchronized (this) {
          if (created == null) {
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
    if (live) {
      out.print("\r\033[K");
    }
  }

  private void draw() {
    if (live && created != null && !inProgress.isEmpty()) {
      var text = stamp(Duration.between(created, Instant.now())) + "  …           " + inProgress;
      out.print(paint(Tone.FAINT, cut(text, columns - 1)));
    }
    out.flush();
  }

  private String paint(Tone tone, String text) {
    return coloured && !tone.code.isEmpty() ? tone.code + text + "\033[0m" : text;
  }

  private static String stamp(Duration since) {
    return "%7.2f s".formatted(since.toMillis() / 1000.0);
  }

  private String cut(String text, int width) {
    return columns == 0 || text.length() <= width ? text : text.substring(0, width - 1) + "…";
  }

  /** Wraps at spaces to the width of the terminal. Other outputs are not wrapped. */
  private List<String> wrapped(String text) {
    var lines = new ArrayList<String>();
    var width = columns - MARGIN.length();
    var rest = text;
    while (columns > 0 && rest.length() > width) {
      var space = rest.lastIndexOf(' ', width);
      var end = space > width / 2 ? space : width;
      lines.add(rest.substring(0, end).stripTrailing());
      rest = rest.substring(end).stripLeading();
    }
    lines.add(rest);
    return lines;
  }
}
