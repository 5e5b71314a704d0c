package ai.sympozium.dev.cluster;

import java.io.PrintStream;

/** Prints progress: one line that changes on a terminal, or one line for each event elsewhere. */
public final class Progress {
  private final PrintStream out;
  private final boolean live;

  public Progress(PrintStream out, boolean live) {
    this.out = out;
    this.live = live;
  }

  public interface Work {
    public String run(Step step) throws Exception;
  }

  /** Runs the work and prints its result. */
  public void step(String name, Work work) throws Exception {
    var step = new Step(name);
    var clock = Thread.ofVirtual().unstarted(step::tick);
    if (live) {
      clock.start();
    }
    try {
      step.finish("✓", work.run(step));
    } catch (Exception e) {
      step.finish("✗", step.detail);
      throw e;
    }
  }

  public final class Step {
    private final String name;
    private final long start = System.nanoTime();
    private String detail = "";
    private boolean finished;

    Step(String name) {
      this.name = name;
    }

    /** Shows the current action on a terminal. */
    public synchronized void detail(String text) {
      detail = text;
      if (live) {
        draw("…");
      }
    }

    /** Shows the current action on a terminal and in other outputs. */
    public synchronized void announce(String text) {
      detail(text);
      if (!live) {
        draw("…");
      }
    }

    private synchronized void finish(String mark, String text) {
      finished = true;
      detail = text;
      draw(mark);
      if (live) {
        out.println();
      }
    }

    private void draw(String mark) {
      var line =
          "  %s %-29s %5.1f s   %s"
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
            if (finished) {
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
