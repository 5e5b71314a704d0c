package ai.sympozium.endpoint;

import static ai.sympozium.endpoint.ChatPageUser.ANSWER;
import static ai.sympozium.endpoint.ChatPageUser.PROBLEM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.sympozium.endpoint.run.ChatMessage;
import ai.sympozium.endpoint.run.ChatMessage.Role;
import ai.sympozium.endpoint.run.EndpointRunResult;
import ai.sympozium.endpoint.run.EndpointRunResult.StopReason;
import ai.sympozium.endpoint.run.EndpointRunResult.Usage;
import ai.sympozium.endpoint.run.RunEvent;
import ai.sympozium.endpoint.run.RunsUnavailableException;
import ai.sympozium.endpoint.run.ScriptedRuns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Chats with scripted runs on the chat page, in a headless Chromium. */
@Tag("model-peers")
class ChatPageIT {
  @RegisterExtension private final ChatPageExtension page = new ChatPageExtension();

  private Browser browser;
  private TestEndpoint endpoint;
  private ChatPageUser user;

  @BeforeEach
  void connect() {
    browser = page.browser();
    endpoint = page.endpoint();
    user = page.user();
    user.connect(TestEndpoint.KEY);
  }

  @Test
  void shouldShowPiecesAndToolsWhileAgentWorks() {
    endpoint
        .runs()
        .play(new RunEvent.Activity("tool kubectl get pods"), new RunEvent.Text("Two pods "));
    user.ask("Which pods fail?");

    user.awaitText(ANSWER, "Two pods●");
    assertThat(browser.text("article:last-of-type summary")).isEqualTo("tool kubectl get pods");
    assertThat(browser.isVisible("#send")).isFalse();

    endpoint.runs().emit(new RunEvent.Text("fail."));
    endpoint.runs().emit(new RunEvent.Finished(ScriptedRuns.success("Two pods fail.")));

    user.awaitText(ANSWER, "Two pods fail.");
    user.awaitIdle();
    assertThat(browser.text("article:last-of-type summary")).isEqualTo("Activity (1)");
    assertThat(browser.text("article:last-of-type h2")).isEqualTo("sre-bot");
    assertThat(endpoint.runs().cancelled()).isEmpty();
  }

  @Test
  void shouldSendWholeConversationWithNextMessage() {
    endpoint.runs().answer("Two ", "pods.");
    user.ask("Which pods fail?");
    user.awaitIdle();

    user.ask("Why?");

    user.awaitIdle();
    var conversation = endpoint.runs().last().conversation();
    assertThat(conversation.task()).isEqualTo("Why?");
    assertThat(conversation.earlier())
        .containsExactly(
            new ChatMessage(Role.USER, "Which pods fail?"),
            new ChatMessage(Role.ASSISTANT, "Two pods."));

    browser.click("#new");
    user.ask("Again");
    user.awaitIdle();
    assertThat(endpoint.runs().last().conversation().earlier()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"button", "escape", "new", "disconnect", "leave"})
  void shouldCancelRunWhenUserCancelsOrLeaves(String way) {
    endpoint.runs().play(new RunEvent.Text("I begin."));
    user.ask("Begin");
    user.awaitText(ANSWER, "I begin.●");
    assertThat(endpoint.runs().cancelled()).isEmpty();

    switch (way) {
      case "button" -> browser.click("#cancel");
      case "escape" -> browser.press(Browser.ESCAPE);
      case "leave" -> browser.open("about:blank");
      default -> browser.click("#" + way);
    }

    await()
        .untilAsserted(() ->
            assertThat(endpoint.runs().cancelled()).containsExactly(endpoint.runs().last().id()));
    if (way.equals("button")) {
      user.awaitText("article:last-of-type .note", "Cancelled.");
      assertThat(browser.text(ANSWER)).isEqualTo("I begin.");
      user.awaitIdle();
    }
  }

  @Test
  void shouldShowErrorOfRunInItsAnswer() {
    endpoint
        .runs()
        .play(
            new RunEvent.Text("Half of"),
            new RunEvent.Finished(
                new EndpointRunResult("", StopReason.ERROR, Usage.NONE, "the model is absent")));

    user.ask("fail");

    user.awaitText("article:last-of-type .note", "the model is absent");
    assertThat(browser.text(ANSWER)).isEqualTo("Half of");
    user.awaitIdle();
  }

  @Test
  void shouldReturnMessageToInputWhenNoRunWasStarted() {
    endpoint.runs().failWith(new RunsUnavailableException("the cluster is not reachable"));

    user.ask("Which pods fail?");

    user.awaitText(PROBLEM, "the cluster is not reachable Retry after 2 s.");
    assertThat(user.input()).isEqualTo("Which pods fail?");
    assertThat(user.messages()).isZero();
  }

  @Test
  void shouldShowInternalErrorAsSentence() {
    endpoint.runs().failWith(new IllegalStateException("a detail of the server"));

    user.ask("Which pods fail?");

    user.awaitText(PROBLEM, "The server had an error while processing your request.");
  }

  @Test
  void shouldReportBrokenConnection() {
    endpoint.runs().play(new RunEvent.Text("I begin."));
    user.ask("Begin");
    user.awaitText(ANSWER, "I begin.●");

    endpoint.server().close();

    user.awaitText(
        "article:last-of-type .note", "The connection was lost before the answer was complete.");
    user.ask("Again");
    user.awaitText(PROBLEM, "The endpoint cannot be reached. Check the connection.");
  }

  @Test
  void shouldDownloadTranscript(@TempDir Path folder) throws IOException {
    browser.downloadTo(folder);
    endpoint.runs().play(new RunEvent.Activity("tool kubectl get pods"), new RunEvent.Text("Two."));
    user.ask("Which pods fail?");
    user.awaitText(ANSWER, "Two.●");
    browser.click("#cancel");
    user.awaitIdle();

    browser.click("#download");

    var file = folder.resolve("sre-bot.txt");
    await().until(() -> Files.exists(file));
    assertThat(file)
        .hasContent(
            """
            You:
            Which pods fail?

            sre-bot:
            [tool kubectl get pods]
            [Cancelled.]
            Two.
            """);
  }

  @Test
  void shouldCopyTranscript() {
    browser.permitClipboard();
    endpoint.runs().answer("Two.");
    user.ask("Which pods fail?");
    user.awaitIdle();

    browser.click("#copy");

    user.awaitText("#notice", "Copied.");
    assertThat(browser.script("return navigator.clipboard.readText()").asText())
        .isEqualTo("You:\nWhich pods fail?\n\nsre-bot:\nTwo.\n");
  }
}
