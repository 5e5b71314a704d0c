package ai.sympozium.dev.cluster;

import java.io.PrintStream;

/** What a person sees while it works: a live line on a terminal, one line an event elsewhere. */
public final class Progress {
  private final PrintStream out;
  private final boolean live;

  public Progress(PrintStream out, boolean live) {
    this.out = out;
    this.live = live;
  }

  public interface Work {
    public String with(Step step) throws Exception;
  }

  /** Runs the work; what it returns ends its line. */
  public void step(String name, Work work) throws Exception {
    var step = new Step(name);
    var clock = Thread.ofVirtual().unstarted(step::tick);
    if (live) {
      clock.start();
    }
    try {
      step.end("✓", work.with(step));
    } catch (Exception e) {
      step.end("✗", step.detail);
      throw e;
    }
  }

  public final class Step {
    private final String name;
    private final long start = System.nanoTime();
    private String detail = "";
    private boolean ended;

    Step(String name) {
      this.name = name;
    }

    /** What is being done right now; only a terminal shows it. */
    public synchronized void now(String text) {
      detail = text;
      if (live) {
        draw("…");
      }
    }

    /** What everyone should see, a pipe's reader too. */
    public synchronized void event(String text) {
      now(text);
      if (!live) {
        draw("…");
      }
    }

    private synchronized void end(String mark, String text) {
      ended = true;
      detail = text;
      draw(mark);
      if (live) {
        out.println();
      }
    }

    private void draw(String mark) {
      var line =
          "  %s %-20s %5.1f s   %s"
              .formatted(mark, name, (System.nanoTime() - start) / 1e9, detail);
      if (live) {
        out.print("\r\033[K" + line);
        out.flush();
      } else {
        out.println(line);
      }
    }

    private void tick() {
      try {
        while (true) {
          Thread.sleep(100);
          synchronized (this) {
            if (ended) {
              return;
            }
            draw("…");
          }
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  void say(String text) {
    out.println(text);
  }
}
