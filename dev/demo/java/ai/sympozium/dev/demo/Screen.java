package ai.sympozium.dev.demo;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The lines of a run, each with its time since the run's creation. On a terminal a last line says
 * what is waited for; elsewhere there are just lines.
 */
final class Screen implements AutoCloseable {
  private static final String MARGIN = " ".repeat(23);

  enum Tone {
    PLAIN(""),
    FAINT("\033[2m"),
    STRONG("\033[1m"),
    GOOD("\033[32m"),
    BAD("\033[31m"),
    RIGHTS("\033[33m"),
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
  private Instant zero;
  private Duration last = Duration.ZERO;
  private String waiting = "";

  Screen(PrintStream out, boolean live, int columns) {
    this.out = out;
    this.live = live;
    this.coloured = live && System.getenv().getOrDefault("NO_COLOR", "").isEmpty();
    this.columns = columns > 40 ? columns : 0;
  }

  /** From here on there is a clock. */
  synchronized void start(Instant created) {
    zero = created;
    if (live) {
      Thread.startVirtualThread(this::tick);
    }
  }

  synchronized void event(Instant at, Tone tone, String kind, String text) {
    // What is told later has not happened earlier: the clocks of others may differ a little.
    var since = Duration.between(zero, at);
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

  /** More of the event before. */
  synchronized void more(String text) {
    clear();
    wrapped(text).stream().map(MARGIN::concat).forEach(out::println);
    draw();
  }

  /** Something's own output, a line of it; a terminal shows as much as fits. */
  synchronized void output(String line) {
    clear();
    out.println(MARGIN + paint(Tone.FAINT, "│ ") + cut(line, columns - MARGIN.length() - 2));
    draw();
  }

  synchronized void waiting(String what) {
    waiting = what;
    clear();
    draw();
  }

  /** A line outside of the run's story. */
  synchronized void say(Tone tone, String text) {
    clear();
    out.println(paint(tone, text));
    draw();
  }

  @Override
  public synchronized void close() {
    clear();
    zero = null;
  }

  private void tick() {
    try {
      while (true) {
        Thread.sleep(100);
        synchronized (this) {
          if (zero == null) {
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
    if (live && zero != null && !waiting.isEmpty()) {
      var text = stamp(Duration.between(zero, Instant.now())) + "  …           " + waiting;
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

  private String cut(String text, int room) {
    return columns == 0 || text.length() <= room ? text : text.substring(0, room - 1) + "…";
  }

  /** By words, to what a terminal has room for; elsewhere as it is. */
  private List<String> wrapped(String text) {
    var lines = new ArrayList<String>();
    var room = columns - MARGIN.length();
    var rest = text;
    while (columns > 0 && rest.length() > room) {
      var space = rest.lastIndexOf(' ', room);
      var end = space > room / 2 ? space : room;
      lines.add(rest.substring(0, end).stripTrailing());
      rest = rest.substring(end).stripLeading();
    }
    lines.add(rest);
    return lines;
  }
}
