package ai.sympozium.gitops;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.api.Skill;
import ai.sympozium.api.SkillPack;
import ai.sympozium.cli.skill.CommandExtractor;
import ai.sympozium.cli.skill.DocumentedCommand;
import ai.sympozium.docs.PackCommands;
import ai.sympozium.gitops.GitopsWorkspace.Result;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Executes the program of the pack github-gitops. */
class GitopsFindingTest {
  private static final String[] CART = {
    "--kind", "Deployment", "--namespace", "shop", "--name", "cart", "--problem", "OOMKilled"
  };

  @TempDir Path directory;
  private GitHubApiDouble github;
  private GitopsWorkspace workspace;

  @BeforeEach
  void start() throws IOException {
    github = GitHubApiDouble.start();
    workspace = new GitopsWorkspace(directory, github.host());
  }

  @AfterEach
  void stop() {
    github.close();
  }

  @Test
  void shouldExecuteEachDocumentedCommand() throws Exception {
    workspace.createRepository();
    SkillPack pack = PackCommands.pack("github-gitops");

    for (Skill skill : pack.getSpec().skills()) {
      for (DocumentedCommand command :
          CommandExtractor.extract(skill.name(), skill.content(), Set.of())) {
        String text =
            command
                .text()
                .replace("NAMESPACE", "shop")
                .replace("/FILE", "/cart.yaml")
                .replace("/workspace", directory.toString());
        Result result =
            workspace.run(List.of("bash", "-o", "pipefail", "-c", text), Path.of("/dev/null"));
        assertThat(result.exitCode()).as("%s: %s", command.place(), result.output()).isZero();
      }
    }

    assertThat(github.items())
        .extracting(item -> item.path("title").asText())
        .containsExactly("shop/web: CrashLoopBackOff", "fix(web): raise memory limit to 256Mi");
  }

  @Test
  void shouldOpenIssueWithFingerprintLabelsAndAssignees() throws Exception {
    workspace.set("SKILL_LABELS", " agent, shop ");
    workspace.set("SKILL_REVIEWERS", "octocat, example/sre");

    ObjectNode result = openIssue().json();

    String fingerprint = result.path("fingerprint").asText();
    assertThat(result.path("duplicate").asBoolean()).isFalse();
    assertThat(result.path("url").asText()).endsWith("/example/shop/issues/1");
    assertThat(github.items())
        .singleElement()
        .satisfies(issue -> {
          assertThat(issue.path("title").asText()).isEqualTo("shop/cart: OOMKilled");
          assertThat(issue.path("body").asText())
              .isEqualTo(
                  "The pod restarts.\n\n<!-- sympozium-fingerprint: " + fingerprint + " -->");
          assertThat(labels(issue))
              .containsExactly("sympozium-" + fingerprint.substring(0, 32), "agent", "shop");
          assertThat(issue.path("assignees"))
              .extracting(a -> a.asText())
              .containsExactly("octocat");
        });
  }

  @Test
  void shouldReturnOpenIssueInsteadOfDuplicate() throws Exception {
    openIssue();

    Result again = openIssue();

    assertThat(again.exitCode()).isZero();
    assertThat(again.json().path("duplicate").asBoolean()).isTrue();
    assertThat(again.json().path("url").asText()).endsWith("/issues/1");
    assertThat(github.items()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "completed, false, 1",
    "completed, true, 2",
    "not_planned, false, 1",
    "not_planned, true, 1"
  })
  void shouldOpenAgainOnlyIfEarlierIssueIsCompletedAndFindingRecurred(
      String reason, boolean recurred, int issues) throws Exception {
    openIssue();
    github.close(1, reason);

    Result result = recurred ? openIssue("--recurred") : openIssue();

    assertThat(result.exitCode()).isZero();
    assertThat(github.items()).hasSize(issues);
  }

  @Test
  void shouldCloseNewerIssueWhenTwoRunsOpenAtSameTime() throws Exception {
    github.openRivalBeforeNextCreation();

    ObjectNode result = openIssue().json();

    assertThat(result.path("duplicate").asBoolean()).isTrue();
    assertThat(result.path("number").asInt()).isEqualTo(1);
    assertThat(github.items())
        .extracting(issue -> issue.path("state").asText())
        .containsExactly("open", "closed");
    assertThat(github.items().get(1).path("comments_of_test").path(0).asText())
        .startsWith("Duplicate of #1,");
  }

  @Test
  void shouldListIssuesAndPullRequestsOfFindingOnly() throws Exception {
    openIssue();
    github.close(1, "completed");
    workspace.finding(
        "open-issue",
        "--kind",
        "Node",
        "--name",
        "a",
        "--problem",
        "NotReady",
        "--title",
        "a",
        "--body",
        "body.md");

    ObjectNode found = workspace.finding(with("search")).json();

    assertThat(found.path("matches"))
        .singleElement()
        .satisfies(match -> {
          assertThat(match.path("number").asInt()).isEqualTo(1);
          assertThat(match.path("type").asText()).isEqualTo("issue");
          assertThat(match.path("state").asText()).isEqualTo("closed");
          assertThat(match.path("reason").asText()).isEqualTo("completed");
        });
  }

  @Test
  void shouldPushBranchAndOpenPullRequestOnce() throws Exception {
    workspace.createRepository();
    workspace.set("SKILL_REVIEWERS", "octocat, example/sre");
    openIssue(); // does not prevent the pull request
    String branch = branch();
    workspace.commitTo(branch);

    ObjectNode first = openPullRequest(branch).json();
    ObjectNode second = openPullRequest(branch).json();

    assertThat(first.path("duplicate").asBoolean()).isFalse();
    assertThat(second.path("duplicate").asBoolean()).isTrue();
    assertThat(second.path("url")).isEqualTo(first.path("url"));
    assertThat(workspace.remoteCommit(branch)).isEqualTo(workspace.inClone("rev-parse", "HEAD"));
    assertThat(github.items())
        .hasSize(2)
        .last()
        .satisfies(pull -> {
          assertThat(pull.at("/head/ref").asText()).isEqualTo(branch);
          assertThat(pull.at("/base/ref").asText()).isEqualTo("main");
          assertThat(labels(pull)).containsExactly(first.path("label").asText());
          assertThat(pull.path("requested_of_test"))
              .hasToString("{\"reviewers\":[\"octocat\"],\"team_reviewers\":[\"sre\"]}");
        });
  }

  @Test
  void shouldCloseNewerPullRequestWhenTwoRunsOpenAtSameTime() throws Exception {
    workspace.createRepository();
    workspace.commitTo("sympozium/a");
    github.openRivalBeforeNextCreation();

    ObjectNode result = openPullRequest("sympozium/a").json();

    assertThat(result.path("duplicate").asBoolean()).isTrue();
    assertThat(github.items())
        .extracting(pull -> pull.path("state").asText())
        .containsExactly("open", "closed");
  }

  @ParameterizedTest
  @CsvSource({
    "main, main, main, main is the default branch",
    "prod, main, prod, prod is the default branch",
    "prod, main, main, main is the default branch",
    "'', trunk, trunk, trunk is the default branch",
    "'', main, feature, does not start with sympozium/",
    "sympozium/a, main, sympozium/a, sympozium/a is the default branch",
    "'', main, sympozium/a..b, does not start with sympozium/"
  })
  void shouldRefuseDefaultBranch(
      String parameter, String ofRepository, String branch, String message) throws Exception {
    workspace.createRepository();
    workspace.set("SKILL_DEFAULT_BRANCH", parameter);
    github.setDefaultBranch(ofRepository);
    String before = workspace.git("-C", workspace.bare().toString(), "for-each-ref");

    Result result = openPullRequest(branch);

    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.output()).contains(message);
    assertThat(workspace.git("-C", workspace.bare().toString(), "for-each-ref")).isEqualTo(before);
    assertThat(github.items()).isEmpty();
  }

  @Test
  void shouldNotOverwriteBranchOfAnotherRun() throws Exception {
    workspace.createRepository();
    workspace.commitTo("sympozium/a");
    workspace.inClone("push", "--quiet", "origin", "sympozium/a");
    String other = workspace.remoteCommit("sympozium/a");
    workspace.inClone("commit", "--quiet", "--amend", "-m", "another");

    Result result = openPullRequest("sympozium/a");

    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.output())
        .contains("cannot push sympozium/a")
        .contains("another run was first: search again")
        .contains("sympozium/a-2");
    assertThat(workspace.remoteCommit("sympozium/a")).isEqualTo(other);
    assertThat(github.items()).isEmpty();
  }

  @Test
  void shouldIgnoreConfigurationAndHooksOfWorkspace() throws Exception {
    workspace.createRepository();
    workspace.commitTo("sympozium/a");
    Path hook = Files.createDirectories(directory.resolve("evil")).resolve("pre-push");
    Files.writeString(hook, "#!/bin/sh\ntouch '%s'\n".formatted(workspace.file("executed")));
    assertThat(hook.toFile().setExecutable(true)).isTrue();
    workspace.inClone(
        "config", "core.hooksPath", Objects.requireNonNull(hook.getParent()).toString());
    workspace.inClone("config", "credential.helper", "!touch " + workspace.file("executed"));
    workspace.inClone(
        "config", "url.file:///nowhere.pushInsteadOf", "https://" + github.host() + "/");

    Result result = openPullRequest("sympozium/a");

    assertThat(result.output()).contains("\"duplicate\": false");
    assertThat(workspace.file("executed")).doesNotExist();
    assertThat(workspace.remoteCommit("sympozium/a")).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "HEAD:main, refs/heads/main is a default branch",
    "HEAD:master, refs/heads/master is a default branch",
    "HEAD:prod, refs/heads/prod is a default branch",
    "HEAD:trunk, refs/heads/trunk is a default branch",
    "+HEAD~1:sympozium/a, would overwrite commits",
    ":sympozium/a, would be deleted",
    "HEAD:refs/tags/v1, is not a branch"
  })
  void shouldRejectPlainPushThatIsNotNewBranch(String refspec, String message) throws Exception {
    workspace.createRepository();
    workspace.commitTo("sympozium/a");
    workspace.inClone("push", "--quiet", "origin", "sympozium/a");
    String bare = workspace.bare().toString();
    workspace.git("-C", bare, "branch", "trunk", "main");
    workspace.git("-C", bare, "symbolic-ref", "HEAD", "refs/heads/trunk");
    workspace.set("SKILL_DEFAULT_BRANCH", "prod");
    String before = workspace.git("-C", bare, "for-each-ref");

    Result result = workspace.tryInClone("push", "origin", refspec);

    assertThat(result.exitCode()).isNotZero();
    assertThat(result.output()).contains(message);
    assertThat(workspace.git("-C", bare, "for-each-ref")).isEqualTo(before);
  }

  @ParameterizedTest
  @CsvSource({
    "https, HOST, example/shop.git, true",
    "https, HOST, example/shop, true",
    "http, HOST, example/shop.git, false",
    "https, evil.example, example/shop.git, false",
    "https, HOST, example/other.git, false",
    "https, HOST, '', false"
  })
  void shouldGiveTokenToGitForRepositoryOnly(
      String protocol, String host, String path, boolean given) throws Exception {
    Path question = workspace.file("question");
    Files.writeString(
        question,
        "protocol=%s\nhost=%s\npath=%s\n\n"
            .formatted(protocol, host.replace("HOST", github.host()), path));

    Result result =
        workspace.run(List.of(GitopsWorkspace.PROGRAM.toString(), "credential", "get"), question);

    assertThat(result.exitCode()).isZero();
    assertThat(result.output())
        .isEqualTo(
            given ? "username=x-access-token\npassword=" + GitHubApiDouble.TOKEN + "\n" : "");
  }

  @Test
  void shouldShowTokenInNoArgumentConfigurationOrOutput() throws Exception {
    workspace.createRepository();
    workspace.commitTo("sympozium/a");

    Result opened = openPullRequest("sympozium/a");
    workspace.inClone("commit", "--quiet", "--amend", "-m", "another");
    Result failed =
        workspace.finding(
            "open-pr",
            "--kind",
            "Node",
            "--name",
            "a",
            "--problem",
            "b",
            "--branch",
            "sympozium/a",
            "--title",
            "a",
            "--body",
            "body.md",
            "--repository",
            workspace.checkout().toString());

    String calls = Files.readString(workspace.file("calls"));
    assertThat(failed.exitCode()).isEqualTo(1);
    assertThat(calls).contains("gh api --method POST", "push --quiet --").doesNotContain("--force");
    assertThat(calls + opened.output() + failed.output()).doesNotContain(GitHubApiDouble.TOKEN);
    try (Stream<Path> files = Files.walk(workspace.checkout())) {
      assertThat(files.filter(Files::isRegularFile))
          .noneMatch(file -> contains(file, GitHubApiDouble.TOKEN));
    }
  }

  @Test
  void shouldRejectTextAndCommitWithToken() throws Exception {
    workspace.createRepository();
    workspace.commitTo("sympozium/a");
    workspace.inClone("commit", "--quiet", "--allow-empty", "-m", "use " + GitHubApiDouble.TOKEN);

    Result pull = openPullRequest("sympozium/a");
    Result issue = openIssue("--body", workspace.file("GH_TOKEN").toString());

    assertThat(pull.output()).contains("a commit of sympozium/a contains the token");
    assertThat(workspace.remoteCommit("sympozium/a")).isEmpty();
    assertThat(issue.output()).contains("title or body contains the token");
    assertThat(github.items()).isEmpty();
  }

  private static boolean contains(Path file, String text) {
    try {
      return new String(Files.readAllBytes(file), UTF_8).contains(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "SKILL_REPO, '', the parameter repo is not set. Set spec.skills[].params.repo",
    "SKILL_REPO, shop, 'the parameter repo is \"shop\", not OWNER/REPOSITORY'",
    "SKILL_REPO, -a/shop, not OWNER/REPOSITORY",
    "SKILL_REPO, a/b/../c, not OWNER/REPOSITORY",
    "SKILL_REPO, a/.., not OWNER/REPOSITORY",
    "SKILL_REPO, a/shop.git, Remove .git",
    "SKILL_HOST, a/b, 'the parameter host is \"a/b\", not a host name'",
    "SKILL_DEFAULT_BRANCH, a..b, 'the parameter default_branch is \"a..b\"'",
    "SKILL_REVIEWERS, 'a b', 'the parameter reviewers has \"a b\"'",
    "SKILL_LABELS, 012345678901234567890123456789012345678901234567890, more than 50 characters",
    "GITOPS_TOKEN_FILE, /absent, Create the Secret github-gitops-token with the key GH_TOKEN",
    "SKILL_REPO, example/other, 'does not exist, or the token cannot read it'"
  })
  void shouldNameParameterAndCorrection(String variable, String value, String message)
      throws Exception {
    workspace.set(variable, value);

    Result result = openIssue();

    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.output()).contains(message);
    assertThat(github.items()).isEmpty();
  }

  @Test
  void shouldNameSecretWhenGitHubRejectsToken() throws Exception {
    Files.writeString(workspace.file("GH_TOKEN"), "revoked");

    Result result = openIssue();

    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.output())
        .contains("GitHub rejects the token", "Secret github-gitops-token")
        .doesNotContain("revoked");
  }

  @Test
  void shouldOpenNothingWithoutPermissionToSetLabels() throws Exception {
    github.denyWrites();

    Result result = openIssue();

    assertThat(result.output()).contains("the token cannot set labels in example/shop");
    assertThat(github.requests()).noneMatch(request -> request.startsWith("POST"));
  }

  @Test
  void shouldReportRateLimit() throws Exception {
    github.limitRequests();

    assertThat(openIssue().output()).contains("GitHub limits the number of requests");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--kind", "--name", "--problem"})
  void shouldRequireFieldsOfFinding(String missing) throws Exception {
    String[] arguments =
        Stream.of("--kind", "--name", "--problem")
            .filter(option -> !option.equals(missing))
            .flatMap(option -> Stream.of(option, "a"))
            .toArray(String[]::new);

    Result result =
        workspace.finding(
            Stream.concat(Stream.of("fingerprint"), Stream.of(arguments)).toArray(String[]::new));

    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.output()).contains(missing + " is missing");
  }

  private Result openIssue(String... more) throws Exception {
    return workspace.finding(
        Stream.of(
                Stream.of(with("open-issue")),
                Stream.of("--title", "shop/cart: OOMKilled", "--body", "body.md"),
                Stream.of(more))
            .flatMap(part -> part)
            .toArray(String[]::new));
  }

  private Result openPullRequest(String branch) throws Exception {
    return workspace.finding(
        Stream.concat(
                Stream.of(with("open-pr")),
                Stream.of(
                    "--branch",
                    branch,
                    "--title",
                    "fix(cart): raise memory limit",
                    "--body",
                    "body.md",
                    "--repository",
                    workspace.checkout().toString()))
            .toArray(String[]::new));
  }

  private String branch() throws Exception {
    return workspace.finding(with("fingerprint")).json().path("branch").asText();
  }

  private static String[] with(String command) {
    return Stream.concat(Stream.of(command), Stream.of(CART)).toArray(String[]::new);
  }

  private static List<String> labels(ObjectNode item) {
    return item.path("labels").findValuesAsText("name");
  }
}
