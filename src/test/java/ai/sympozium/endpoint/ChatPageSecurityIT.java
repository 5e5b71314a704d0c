package ai.sympozium.endpoint;

import static ai.sympozium.endpoint.ChatPageUser.ANSWER;
import static ai.sympozium.endpoint.ChatPageUser.PROBLEM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.sympozium.endpoint.auth.ApiKeys;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys, untrusted answers and the content security policy of the chat page. */
@Tag("model-peers")
class ChatPageSecurityIT {
  private static final String WRONG_KEY = "sk-wrong-0123456789abcdef";

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
  @CsvSource({
    WRONG_KEY + ", Incorrect API key provided.",
    "ключ, 'An API key has only letters, digits and signs, without spaces.'"
  })
  void shouldShowErrorWhenKeyIsWrong(String key, String message) {
    user.enter(key);

    user.awaitText(PROBLEM, message);
    assertThat(browser.isVisible("#message")).isFalse();
    browser.script("document.getElementById('key').value = ''");
    user.enter(TestEndpoint.KEY);
    user.awaitVisible("#message");
    assertThat(browser.text("h1")).isEqualTo("sre-bot");
    assertThat(browser.isVisible(PROBLEM)).isFalse();
  }

  @Test
  void shouldAskForKeyAndKeepConversationWhenKeyIsRevoked() {
    endpoint.runs().answer("Two pods.");
    user.connect(TestEndpoint.KEY);
    user.ask("Which pods fail?");
    user.awaitIdle();
    endpoint.keys(ApiKeys.NONE);

    user.ask("Why?");

    user.awaitText(PROBLEM, "Incorrect API key provided.");
    assertThat(browser.isVisible("#key")).isTrue();
    assertThat(browser.text(ANSWER)).isEqualTo("Two pods.");
    assertThat(user.input()).isEqualTo("Why?");
  }

  @Test
  void shouldShowRateLimitWithTimeToWait() {
    try (var limited = TestEndpoint.withPage(1)) {
      var other = new ChatPageUser(browser, limited);
      other.connect(TestEndpoint.KEY);

      other.ask("Which pods fail?");

      await()
          .untilAsserted(() ->
              assertThat(browser.text(PROBLEM))
                  .matches("Rate limit reached: 1 requests per minute\\..* Retry after \\d+ s\\."));
      assertThat(other.input()).isEqualTo("Which pods fail?");
    }
  }

  @Test
  void shouldKeepKeyInMemoryOnlyUnlessUserWantsToKeepIt() {
    user.connect(TestEndpoint.KEY);

    assertThat(stored()).isEmpty();
    assertThat(browser.url()).isEqualTo(endpoint.url() + "/");
    assertThat(browser.script("return document.getElementById('key').value").asText()).isEmpty();
    browser.reload();
    assertThat(browser.isVisible("#key")).isTrue();

    browser.click("#keep");
    user.enter(TestEndpoint.KEY);
    user.awaitVisible("#message");
    assertThat(stored()).isEqualTo(TestEndpoint.KEY);
    browser.reload();
    user.awaitVisible("#message");

    browser.click("#disconnect");
    assertThat(stored()).isEmpty();
    browser.reload();
    assertThat(browser.isVisible("#key")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<img src=x onerror=\"window.injected=1\"><b>bold</b>",
        "<script>window.injected=1</script>",
        "</p></article><iframe src=\"javascript:parent.injected=1\"></iframe>",
        "<a href='javascript:window.injected=1'>link</a>"
      })
  void shouldShowMarkupOfAnswerAsText(String answer) {
    endpoint.runs().answer(answer);
    user.connect(TestEndpoint.KEY);

    user.ask(answer);

    user.awaitIdle();
    user.awaitText(ANSWER, answer);
    user.awaitText("article.user .text", answer);
    assertThat(
            browser
                .script(
                    "return document.querySelectorAll('article :is(img,b,a,iframe,script)').length")
                .asInt())
        .isZero();
    assertThat(browser.script("return typeof window.injected").asText()).isEqualTo("undefined");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          require-trusted-types-for | document.body.innerHTML = '<b>bold</b>'
          require-trusted-types-for | add('script', {text: 'window.injected = 1'})
          require-trusted-types-for | setTimeout(() => eval('window.injected = 1'))
          style-src-attr            | document.body.setAttribute('style', 'color: red')
          style-src-elem            | add('style', {textContent: '@import url'})
          connect-src               | fetch('http://127.0.0.1:1/').catch(() => {})
          img-src                   | add('img', {src: 'http://127.0.0.1:1/'})
          frame-src                 | add('iframe', {src: 'http://127.0.0.1:1/'})
          base-uri                  | add('base', {href: 'http://127.0.0.1:1/'})
          form-action               | add('form', {action: '/'}).submit()
          """)
  void shouldBlockInjection(String directive, String injection) {
    browser.script(
        "window.violations = [];"
            + "document.addEventListener('securitypolicyviolation',"
            + "  event => window.violations.push(event.effectiveDirective));"
            + "const add = (name, fields) => {"
            + "  const added = Object.assign(document.createElement(name), fields);"
            + "  document.body.append(added); return added; };"
            + "try { "
            + injection
            + " } catch { }");

    await()
        .untilAsserted(() ->
            assertThat(browser.script("return window.violations.join()").asText().split(","))
                .contains(directive));
    assertThat(browser.script("return typeof window.injected").asText()).isEqualTo("undefined");
  }

  /** A document without a policy shows that the browser would run the script. */
  @ParameterizedTest
  @CsvSource({"true, undefined", "false, number"})
  void shouldBlockInlineScriptInMarkup(boolean hasPolicy, String expected) {
    if (!hasPolicy) {
      browser.open("about:blank");
    }

    browser.replaceDocument("<p onclick=''>text</p><script>window.injected = 1</script>");

    assertThat(browser.text("p")).isEqualTo("text");
    assertThat(browser.script("return typeof window.injected").asText()).isEqualTo(expected);
  }

  private String stored() {
    return browser
        .script("return Object.values(sessionStorage).concat(Object.values(localStorage)).join()")
        .asText();
  }
}
