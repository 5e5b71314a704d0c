package ai.sympozium.operator.agentrun.pod;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests the commands of the roles in both kinds of image. */
class RoleCommandTest {
  private static final Path ARGUMENT_FILES = Path.of("images/sympozium/arguments");

  @ParameterizedTest
  @EnumSource
  void shouldReadOptionsFromTheArgumentFileOnTheJvm(RoleCommand role) {
    assertThat(role.jvmCommand())
        .containsExactly("/sympozium/runtime/bin/java", "@/sympozium/" + file(role));
  }

  @ParameterizedTest
  @EnumSource
  void shouldPassTheHeapBoundsOfTheArgumentFileToTheNativeBinary(RoleCommand role)
      throws IOException {
    List<String> bounds =
        Files.readAllLines(ARGUMENT_FILES.resolve(file(role))).stream()
            .filter(line -> line.matches("-Xm[xn].*|-XX:\\+ExitOnOutOfMemoryError"))
            .toList();

    List<String> command = role.nativeCommand();

    assertThat(command).startsWith("/sympozium/sympozium", role.name().toLowerCase(Locale.ROOT));
    assertThat(command.subList(2, command.size())).hasSize(3).isEqualTo(bounds);
  }

  @ParameterizedTest
  @EnumSource
  void shouldUseTheJvmWhenTheOperatorIsNotNative(RoleCommand role) {
    assertThat(role.command()).isEqualTo(role.jvmCommand());
  }

  private static String file(RoleCommand role) {
    return role.name().toLowerCase(Locale.ROOT) + ".args";
  }
}
