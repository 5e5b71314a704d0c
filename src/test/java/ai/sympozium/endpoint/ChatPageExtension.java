package ai.sympozium.endpoint;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/** Gives each test an endpoint with the chat page. All tests of a JVM share one browser. */
final class ChatPageExtension implements BeforeEachCallback, AfterEachCallback {
  private static final Namespace NAMESPACE = Namespace.create(ChatPageExtension.class);

  private @Nullable Browser browser;
  private @Nullable TestEndpoint endpoint;

  @Override
  public void beforeEach(ExtensionContext context) {
    browser =
        context
            .getRoot()
            .getStore(NAMESPACE)
            .computeIfAbsent(Browser.class, unused -> start(), Browser.class);
    endpoint = TestEndpoint.withPage(0);
  }

  /** Restores what a test can have changed. The root store closes the browser. */
  @Override
  public void afterEach(ExtensionContext context) {
    browser().resize(1000, 800);
    browser().colorScheme("light");
    endpoint().close();
  }

  Browser browser() {
    return Objects.requireNonNull(browser);
  }

  TestEndpoint endpoint() {
    return Objects.requireNonNull(endpoint);
  }

  ChatPageUser user() {
    return new ChatPageUser(browser(), endpoint());
  }

  private static Browser start() {
    try {
      return new Browser();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
