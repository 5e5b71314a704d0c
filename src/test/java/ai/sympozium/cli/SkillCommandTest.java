package ai.sympozium.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SkillCommandTest {
  @TempDir Path folder;
  private CommandLineFixture commands;

  @BeforeEach
  void start() throws IOException {
    commands = new CommandLineFixture(folder, InstantSource.fixed(Instant.EPOCH));
  }

  @AfterEach
  void stop() {
    commands.close();
  }

  private int create(String name, String... options) {
    String[] words = new String[4 + options.length];
    words[0] = "skill";
    words[1] = "new";
    words[2] = name;
    words[3] = "--directory=" + folder.resolve("packs");
    System.arraycopy(options, 0, words, 4, options.length);
    return commands.run(words);
  }

  @Test
  void shouldCreatePackThatPasses() {
    assertThat(create("my-pack")).as(commands.err()).isZero();
    Path report = folder.resolve("report.xml");

    int exit =
        commands.run(
            "skill",
            "test",
            folder.resolve("packs/my-pack/skillpack.yaml").toString(),
            "--junit",
            report.toString());

    assertThat(exit).as(commands.out() + commands.err()).isZero();
    assertThat(commands.out()).contains("my-pack: 2 commands checked, not executed", "passed");
    assertThat(report).content().contains("<testsuite name=\"my-pack\" tests=\"4\" failures=\"0\"");
    assertThat(folder.resolve("packs/my-pack/Containerfile")).exists();
  }

  @ParameterizedTest
  @CsvSource({"'', ''", "demo, ' --namespace demo'"})
  void shouldCreateTestThatCallsSkillTest(String namespace, String options) throws Exception {
    assertThat(create("my-pack", "--image=debian:12")).as(commands.err()).isZero();
    Path kubectl = folder.resolve("kubectl");
    Files.writeString(kubectl, "#!/bin/sh\necho \"$(basename \"$PWD\"): $*\"\n");
    assertThat(kubectl.toFile().setExecutable(true)).isTrue();
    ProcessBuilder test =
        new ProcessBuilder(
            namespace.isEmpty()
                ? List.of("sh", "packs/my-pack/test.sh")
                : List.of("sh", "packs/my-pack/test.sh", namespace));
    test.environment().put("PATH", folder + ":" + System.getenv("PATH"));

    Process process = test.directory(folder.toFile()).redirectErrorStream(true).start();

    assertThat(new String(process.getInputStream().readAllBytes(), UTF_8))
        .isEqualTo(
            "my-pack: sympozium skill test skillpack.yaml --junit report.xml" + options + "\n");
    assertThat(process.waitFor()).isZero();
  }

  @Test
  void shouldNotReplaceFiles() throws IOException {
    Path pack = Files.createDirectories(folder.resolve("packs/my-pack"));
    Files.writeString(pack.resolve("README.md"), "mine");

    assertThat(create("my-pack")).isEqualTo(1);

    assertThat(commands.err()).contains("my-pack exists. Choose another NAME");
    assertThat(pack.resolve("README.md")).hasContent("mine");
    assertThat(pack.resolve("skillpack.yaml")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"../x", "a/b", ".", "A", "a b", "x\n", "-x", "a-", "", "é"})
  void shouldRejectHostileName(String name) {
    assertThat(create(name)).isEqualTo(2);

    assertThat(folder.resolve("packs")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"x'\n- y", "a b", "\"", "{}"})
  void shouldRejectHostileImage(String image) {
    assertThat(create("my-pack", "--image", image)).isEqualTo(2);

    assertThat(commands.err()).contains("is not an image");
  }

  @Test
  void shouldFailWhenCommandFails() throws IOException {
    assertThat(create("my-pack")).isZero();
    Path pack = folder.resolve("packs/my-pack/skillpack.yaml");
    Files.writeString(
        pack, Files.readString(pack).replace("verbs: [get, list]", "verbs: [get, delete]"));

    assertThat(commands.run("skill", "test", pack.toString(), "-o", "json")).isEqualTo(1);

    assertThat(commands.out())
        .contains(
            "\"outcome\" : \"missing-permission\"", "\"use\" : \"unused\"", "\"passed\" : false");
  }

  @Test
  void shouldNameProblemOfSetupAndParameters() throws IOException {
    assertThat(create("my-pack")).isZero();
    String pack = folder.resolve("packs/my-pack/skillpack.yaml").toString();
    Path setup = Files.writeString(folder.resolve("setup.yaml"), "kind: Secret\n");

    assertThat(commands.run("skill", "test", pack, "-n", "demo", "--setup", setup.toString()))
        .isEqualTo(2);
    assertThat(commands.err()).contains("--setup: " + setup + ": an object has no apiVersion.");
    assertThat(commands.run("skill", "test", pack, "-n", "demo", "--setup", "absent.yaml"))
        .isEqualTo(2);
    assertThat(commands.err()).contains("absent.yaml: cannot be read");
    Files.writeString(setup, "");
    assertThat(commands.run("skill", "test", pack, "--setup", setup.toString())).isEqualTo(2);
    assertThat(commands.err()).contains("--setup is for a test that executes the commands.");
    assertThat(commands.run("skill", "test", pack, "--param", "team=shop")).isEqualTo(2);
    assertThat(commands.err()).contains("--param is for a test that executes the commands.");
    assertThat(commands.run("skill", "test", pack, "--param", "team")).isEqualTo(2);
    assertThat(commands.err()).contains("KEY=VALUE");
  }

  @Test
  void shouldNameProblemOfCommandLine() {
    assertThat(commands.run("skill", "test", "absent.yaml")).isEqualTo(2);
    assertThat(commands.err()).contains("absent.yaml: cannot be read");
    assertThat(commands.run("skill", "test", "absent")).isEqualTo(1);
    assertThat(commands.err()).contains("SkillPack \"absent\" exists neither in namespace demo");
    assertThat(commands.run("skill")).isEqualTo(2);
    assertThat(commands.run("skill", "test", "x.yaml", "--command-timeout=0")).isEqualTo(2);
    assertThat(commands.err()).contains("--command-timeout: 0 is not between 1 and 120");
  }
}
