package ai.sympozium.executor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContainerMemoryTest {
  @TempDir Path folder;

  @Test
  void shouldReadVersionOne() throws IOException {
    Path memory = Files.createDirectory(folder.resolve("memory"));
    Files.writeString(
        memory.resolve("memory.oom_control"), "oom_kill_disable 0\nunder_oom 0\noom_kill 2\n");
    Files.writeString(memory.resolve("memory.limit_in_bytes"), "134217728\n");

    assertThat(new ContainerMemory(folder).kills()).isEqualTo(2);
    assertThat(new ContainerMemory(folder).explainKill()).contains("limit of 128 MiB was");
  }

  @Test
  void shouldReadVersionTwo() throws IOException {
    Files.writeString(folder.resolve("memory.events"), "low 0\nhigh 0\nmax 9\noom 1\noom_kill 1\n");
    Files.writeString(folder.resolve("memory.max"), "max\n");

    assertThat(new ContainerMemory(folder).kills()).isEqualTo(1);
    assertThat(new ContainerMemory(folder).explainKill()).contains("its memory limit was exceeded");
  }

  @Test
  void shouldStateNoLimitWhenVersionOneHasNone() throws IOException {
    Path memory = Files.createDirectory(folder.resolve("memory"));
    Files.writeString(memory.resolve("memory.limit_in_bytes"), "9223372036854771712\n");

    assertThat(new ContainerMemory(folder).explainKill()).contains("its memory limit was exceeded");
  }

  @Test
  void shouldCountNothingWithoutControlGroups() {
    assertThat(new ContainerMemory(folder.resolve("none")).kills()).isZero();
  }
}
