package ai.sympozium.gitops;

import static java.nio.charset.StandardCharsets.UTF_8;

import ai.sympozium.base.JsonTrees;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Executes gitops-finding beside a double of GitHub's API. The repository is a bare one on this
 * machine: a setting of git maps the URL of GitHub to it. {@code gh} is a script that sends the
 * request without TLS, and {@code git} is real. Both log their arguments.
 */
final class GitopsWorkspace {
  static final Path PROGRAM = Path.of("images/skill-github-gitops/gitops-finding").toAbsolutePath();
  private static final Path PROGRAMS = Path.of("src/test/resources/gitops").toAbsolutePath();

  /**
   * Result of a program.
   *
   * @param output of stdout and stderr
   */
  record Result(int exitCode, String output) {
    ObjectNode json() throws IOException {
      return JsonTrees.readObject(output);
    }
  }

  private final Path directory;
  private final Map<String, String> environment = new HashMap<>();

  GitopsWorkspace(Path directory, String host) throws IOException {
    this.directory = directory;
    Path token = directory.resolve("GH_TOKEN");
    Files.writeString(token, GitHubApiDouble.TOKEN + "\n");
    Files.writeString(directory.resolve("calls"), "");
    Files.writeString(directory.resolve("body.md"), "The pod restarts.\n");
    set("PATH", PROGRAMS + ":" + PROGRAM.getParent() + ":" + System.getenv("PATH"));
    set("CALLS", directory.resolve("calls").toString());
    set("SKILL_REPO", GitHubApiDouble.REPOSITORY);
    set("SKILL_HOST", host);
    set("GITOPS_TOKEN_FILE", token.toString());
    set("GIT_CONFIG_SYSTEM", directory.resolve("system.gitconfig").toString());
    set("GIT_CONFIG_GLOBAL", "/dev/null");
    Files.writeString(
        directory.resolve("system.gitconfig"),
        """
        [url "file://%s"]
          insteadOf = https://%s/%s.git
        [user]
          name = test
          email = test@localhost
        [core]
          hooksPath = %s
        """
            .formatted(bare(), host, GitHubApiDouble.REPOSITORY, directory.resolve("hooks")));
    createHook();
  }

  private void createHook() throws IOException {
    Path hook = Files.createDirectories(directory.resolve("hooks")).resolve("pre-push");
    Files.writeString(hook, "#!/bin/sh\nexec '%s' pre-push \"$@\"\n".formatted(PROGRAM));
    if (!hook.toFile().setExecutable(true)) {
      throw new IOException("cannot make executable: " + hook);
    }
  }

  /** Creates the repository of GitHub with one commit on main. */
  void createRepository() throws Exception {
    git("init", "--quiet", "--bare", "--initial-branch=main", bare().toString());
    Path seed = directory.resolve("seed");
    git("init", "--quiet", "--initial-branch=main", seed.toString());
    Files.writeString(seed.resolve("cart.yaml"), "name: web\nmemory: 128Mi\n");
    git("-C", seed.toString(), "add", ".");
    git("-C", seed.toString(), "commit", "--quiet", "-m", "first");
    String noHooks = "core.hooksPath=/dev/null";
    git("-C", seed.toString(), "-c", noHooks, "push", "--quiet", bare().toString(), "main");
  }

  /** Clones the repository with gitops-finding, and commits a change to a branch. */
  void commitTo(String branch) throws Exception {
    if (Files.notExists(checkout())) {
      expect(finding("clone", checkout().toString()));
    }
    inClone("switch", "--quiet", "-C", branch);
    Files.writeString(checkout().resolve("cart.yaml"), "name: web\nmemory: 256Mi\n");
    inClone("commit", "--quiet", "--allow-empty", "-am", "fix(cart): raise memory limit");
  }

  Path bare() {
    return directory.resolve("github.git");
  }

  Path checkout() {
    return directory.resolve("clone");
  }

  Path file(String name) {
    return directory.resolve(name);
  }

  void set(String variable, String value) {
    environment.put(variable, value);
  }

  /** Returns the commit of a branch on GitHub; empty if there is none. */
  String remoteCommit(String branch) throws Exception {
    return run(List.of("git", "-C", bare().toString(), "rev-parse", "--quiet", "--verify", branch))
        .output()
        .strip();
  }

  String inClone(String... arguments) throws Exception {
    return git(
        Stream.concat(Stream.of("-C", checkout().toString()), Stream.of(arguments))
            .toArray(String[]::new));
  }

  String git(String... arguments) throws Exception {
    return expect(run(command("git", arguments))).output().strip();
  }

  Result tryInClone(String... arguments) throws Exception {
    return run(
        Stream.concat(Stream.of("git", "-C", checkout().toString()), Stream.of(arguments))
            .toList());
  }

  Result finding(String... arguments) throws Exception {
    return run(command(PROGRAM.toString(), arguments));
  }

  private static List<String> command(String program, String... arguments) {
    return Stream.concat(Stream.of(program), Stream.of(arguments)).toList();
  }

  private static Result expect(Result result) {
    if (result.exitCode() != 0) {
      throw new AssertionError(result.output());
    }
    return result;
  }

  private Result run(List<String> command) throws Exception {
    return run(command, Path.of("/dev/null"));
  }

  Result run(List<String> command, Path input) throws Exception {
    Path output = Files.createTempFile(directory, "output", "");
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    Process process =
        builder
            .directory(directory.toFile())
            .redirectInput(input.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("still running after 60 s: " + command);
    }
    return new Result(process.exitValue(), Files.readString(output, UTF_8));
  }
}
