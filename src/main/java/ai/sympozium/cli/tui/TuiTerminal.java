package ai.sympozium.cli.tui;

import ai.sympozium.cli.console.CommandException;
import ai.sympozium.cli.console.ExitCode;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import org.jline.terminal.Attributes;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.AttributedString;
import org.jline.utils.Display;
import org.jline.utils.InfoCmp.Capability;
import org.jline.utils.NonBlockingReader;

/** The terminal of the process: keys in, lines out. The previous content returns at the end. */
final class TuiTerminal implements AutoCloseable {
  private static final long READ_MILLIS = 100;

  /** Ctrl-C, which is a key in raw mode. */
  private static final int INTERRUPT = 3;

  private final Terminal terminal;
  private final Attributes before;
  private final Display display;
  private final boolean colour;
  private final Thread restore = new Thread(this::restore);
  private Size size = Size.of(0, 0);
  private volatile boolean closed;

  TuiTerminal(boolean colour) {
    this.colour = colour;
    try {
      // Size changes are read before each screen, so no handler of signals is necessary.
      terminal =
          TerminalBuilder.builder()
              .system(true)
              .ffm(true)
              .exec(false)
              .jni(false)
              .dumb(false)
              .nativeSignals(false)
              .encoding(StandardCharsets.UTF_8)
              .build();
    } catch (IOException | IllegalStateException e) {
      throw new CommandException(
          ExitCode.USAGE, "tui: the terminal cannot be used: " + e.getMessage());
    }
    before = terminal.enterRawMode();
    // JLine reads Ctrl-C before this program does, and then calls the handler.
    terminal.handle(Terminal.Signal.INT, signal -> closed = true);
    display = new Display(terminal, true);
    // A signal leaves a usable terminal too.
    Runtime.getRuntime().addShutdownHook(restore);
    terminal.puts(Capability.enter_ca_mode);
    terminal.puts(Capability.cursor_invisible);
    terminal.writer().write(KeyReader.PASTE_ON);
    terminal.flush();
  }

  int width() {
    return terminal.getSize().getColumns();
  }

  int height() {
    return terminal.getSize().getRows();
  }

  void show(List<AttributedString> lines) {
    Size current = terminal.getSize();
    if (!current.equals(size)) {
      size = Size.of(current);
      terminal.puts(Capability.clear_screen);
      display.resize(size);
      display.reset();
    }
    display.update(
        colour ? lines : lines.stream().map(line -> new AttributedString(line.toString())).toList(),
        0);
  }

  /**
   * Reads keys and pasted texts until the input is closed or the user presses Ctrl-C. Each read has
   * a timeout, because a blocked one would prevent that the terminal is closed.
   */
  void readKeys(Consumer<Input> inputs) {
    try {
      NonBlockingReader reader = terminal.reader();
      KeyReader keys = new KeyReader(reader, () -> closed, System::nanoTime);
      while (!closed) {
        int c = reader.read(READ_MILLIS);
        if (c == NonBlockingReader.EOF || c == INTERRUPT) {
          return;
        }
        if (c >= 0) {
          inputs.accept(keys.read(c));
        }
      }
    } catch (InterruptedIOException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      // The terminal is closed.
    }
  }

  private void restore() {
    terminal.writer().write(KeyReader.PASTE_OFF);
    terminal.puts(Capability.cursor_visible);
    terminal.puts(Capability.exit_ca_mode);
    terminal.flush();
    terminal.setAttributes(before);
  }

  @Override
  public void close() {
    closed = true;
    Runtime.getRuntime().removeShutdownHook(restore);
    restore();
    try {
      terminal.close();
    } catch (IOException e) {
      // The terminal is restored already.
    }
  }
}
