package ai.sympozium.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.awaitility.Awaitility;

/** Uses the chat page as a person does. */
final class ChatPageUser {
  /** Text of the last message. */
  static final String ANSWER = "article:last-of-type .text";

  static final String PROBLEM = "#problem";

  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final Duration POLL = Duration.ofMillis(50);

  private final Browser browser;
  private final TestEndpoint endpoint;

  ChatPageUser(Browser browser, TestEndpoint endpoint) {
    this.browser = browser;
    this.endpoint = endpoint;
  }

  void open() {
    browser.open(endpoint.url() + "/");
  }

  /** Opens the page, enters a valid key, and waits for the input of messages. */
  void connect(String key) {
    open();
    enter(key);
    awaitVisible("#message");
  }

  void enter(String key) {
    browser.type("#key", key + Browser.ENTER);
  }

  void ask(String message) {
    browser.type("#message", message + Browser.ENTER);
  }

  String input() {
    return browser.script("return document.getElementById('message').value").asText();
  }

  int messages() {
    return browser.script("return document.querySelectorAll('article').length").asInt();
  }

  /** Waits until the text that a user sees is as expected. */
  void awaitText(String selector, String expected) {
    Awaitility.await()
        .atMost(TIMEOUT)
        .pollInterval(POLL)
        .untilAsserted(() -> assertThat(shown(selector)).isEqualTo(expected));
  }

  void awaitVisible(String selector) {
    Awaitility.await().atMost(TIMEOUT).pollInterval(POLL).until(() -> browser.isVisible(selector));
  }

  /** Waits until the page has sent a message and has its whole answer. */
  void awaitIdle() {
    awaitVisible("#send");
  }

  /** The text of an element with the mark of an answer that is not complete. */
  private String shown(String selector) {
    return browser
        .script(
            "const shown = document.querySelector('%s');".formatted(selector)
                + "if (!shown) return '';"
                + "return shown.innerText.trim()"
                + "  + getComputedStyle(shown, '::after').content.replace(/^none$|\"/g, '');")
        .asText();
  }
}
