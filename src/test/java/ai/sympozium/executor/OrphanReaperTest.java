package ai.sympozium.executor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OrphanReaperTest {
  /** The exit codes of commands stay readable: their processes are not reaped. */
  @Test
  void shouldRemoveFinishedOrphansOnly() throws Exception {
    Process program = OrphanReaperProgram.command().start();
    String output = new String(program.getInputStream().readAllBytes(), UTF_8);

    assertThat(program.waitFor()).as(output).isZero();
    assertThat(output.lines()).containsExactly("exit 7", "reaped 1", "left 0", "exit 0");
  }
}
