package ai.sympozium.endpoint;

import static ai.sympozium.endpoint.ChatPageUser.ANSWER;
import static ai.sympozium.endpoint.ChatPageUser.PROBLEM;
import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.endpoint.auth.ApiKeys;
import ai.sympozium.endpoint.run.RunEvent;
import ai.sympozium.endpoint.run.ScriptedRuns;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Windows, colors, keyboard and names of the chat page. Writes pictures of it. */
@Tag("model-peers")
class ChatPageLayoutIT {
  private static final Path PICTURES = Path.of("target/chat-page");

  /** Of text, required by WCAG 2 at level AA. */
  private static final double MIN_CONTRAST = 4.5;

  @RegisterExtension private final ChatPageExtension page = new ChatPageExtension();

  private Browser browser;
  private TestEndpoint endpoint;
  private ChatPageUser user;

  @BeforeEach
  void open() {
    browser = page.browser();
    endpoint = page.endpoint();
    user = page.user();
    user.open();
  }

  @ParameterizedTest
  @CsvSource({"light", "dark"})
  void shouldShowReadableColors(String scheme) throws IOException {
    browser.colorScheme(scheme);
    browser.screenshot(PICTURES.resolve("connect-" + scheme + ".png"));
    chat();
    assertContrast(
        "h1",
        "#new",
        "article.user .text",
        ANSWER,
        ".author",
        "summary",
        "label",
        ".hint",
        "#cancel");
    browser.screenshot(PICTURES.resolve("chat-" + scheme + ".png"));
    endpoint.runs().emit(new RunEvent.Finished(ScriptedRuns.success("")));
    user.awaitIdle();
    endpoint.keys(ApiKeys.NONE);

    user.ask("Restart it");

    user.awaitVisible(PROBLEM);
    assertContrast(PROBLEM, "#open", "#key", ".option");
    browser.screenshot(PICTURES.resolve("problem-" + scheme + ".png"));
  }

  @Test
  void shouldFitNarrowWindow() throws IOException {
    browser.resize(360, 640);
    assertThat(overflow()).isZero();
    browser.screenshot(PICTURES.resolve("connect-narrow.png"));
    chat();
    browser.screenshot(PICTURES.resolve("chat-narrow.png"));
    assertThat(overflow()).isZero();
    browser.click("#cancel");
    user.awaitIdle();
    endpoint.runs().answer("https://" + "x".repeat(300) + " is a long word.");

    user.ask("y".repeat(200));

    user.awaitIdle();
    assertThat(overflow()).isZero();
    for (var selector : List.of("#message", "#send", "#new", "#copy", "#download", "#disconnect")) {
      assertThat(browser.isVisible(selector)).as(selector).isTrue();
    }
  }

  @Test
  void shouldBeUsableByKeyboard() {
    endpoint.runs().answer("ok");
    browser.press(TestEndpoint.KEY + Browser.ENTER);
    user.awaitVisible("#message");

    browser.press(
        "first" + Browser.SHIFT + Browser.ENTER + Browser.RELEASE + "second" + Browser.ENTER);
    user.awaitIdle();

    assertThat(endpoint.runs().last().conversation().task()).isEqualTo("first\nsecond");
    assertThat(browser.script("return document.activeElement.id").asText()).isEqualTo("message");
    browser.press(Browser.TAB);
    assertThat(browser.script("return document.activeElement.id").asText()).isEqualTo("send");
  }

  @ParameterizedTest
  @CsvSource({
    "#key, API key",
    "#keep, Keep the key until this tab is closed",
    "#open, Connect",
    "#message, Message",
    "#send, Send",
    "#log, Messages",
    "#actions, Conversation",
    "#new, New conversation",
    "#copy, Copy transcript",
    "#download, Download transcript"
  })
  void shouldNameControls(String selector, String label) {
    browser.script("document.querySelectorAll('[hidden]').forEach(it => it.hidden = false)");

    assertThat(browser.label(selector)).isEqualTo(label);
  }

  /** Chats until the agent works on the second answer. */
  private void chat() {
    endpoint
        .runs()
        .play(
            new RunEvent.Activity("Running"),
            new RunEvent.Activity("tool execute_command kubectl get pods -A"),
            new RunEvent.Activity("tool finished execute_command kubectl get pods -A"),
            new RunEvent.Text("Two pods fail:\n\n* shop/cart-7d9f: the image does not exist\n"),
            new RunEvent.Text("* shop/pay-5c4b: out of memory, 14 restarts"),
            new RunEvent.Finished(ScriptedRuns.success("")));
    user.connect(TestEndpoint.KEY);
    user.ask("Which pods fail?");
    user.awaitIdle();
    endpoint
        .runs()
        .play(
            new RunEvent.Activity("tool execute_command kubectl describe pod -n shop pay-5c4b"),
            new RunEvent.Text("Its limit is 64Mi. The process needs "));
    user.ask("Why does the second one have no memory?");
    user.awaitText(ANSWER, "Its limit is 64Mi. The process needs●");
  }

  private void assertContrast(String... selectors) {
    for (var selector : selectors) {
      assertThat(contrast(selector)).as(selector).isGreaterThanOrEqualTo(MIN_CONTRAST);
    }
  }

  /** Returns the contrast of an element's text with the first background behind it. */
  private double contrast(String selector) {
    var colors =
        browser.script(
            "let shown = document.querySelector('%s');".formatted(selector)
                + "const color = getComputedStyle(shown).color;"
                + "const background = () => getComputedStyle(shown).backgroundColor;"
                + "while (background() === 'rgba(0, 0, 0, 0)') shown = shown.parentElement;"
                + "return [color, background()].map(it => it.match(/\\d+/g).slice(0, 3).map(Number))");
    var text = luminance(colors.get(0));
    var background = luminance(colors.get(1));
    return (Math.max(text, background) + 0.05) / (Math.min(text, background) + 0.05);
  }

  private static double luminance(JsonNode color) {
    return 0.2126 * linear(color.get(0).asInt())
        + 0.7152 * linear(color.get(1).asInt())
        + 0.0722 * linear(color.get(2).asInt());
  }

  private static double linear(int value) {
    var part = value / 255.0;
    return part <= 0.04045 ? part / 12.92 : Math.pow((part + 0.055) / 1.055, 2.4);
  }

  private int overflow() {
    return browser
        .script("const root = document.documentElement; return root.scrollWidth - root.clientWidth")
        .asInt();
  }
}
