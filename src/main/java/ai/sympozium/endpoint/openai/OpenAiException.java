package ai.sympozium.endpoint.openai;

import ai.sympozium.base.SympoziumException;
import org.jspecify.annotations.Nullable;

/** Ends a request with an error. */
public final class OpenAiException extends SympoziumException {
  private static final long serialVersionUID = 1L;

  private final transient OpenAiError error;

  public OpenAiException(OpenAiError error) {
    super(error.message());
    this.error = error;
  }

  static OpenAiException invalid(String message, @Nullable String param, @Nullable String code) {
    return new OpenAiException(OpenAiError.invalid(message, param, code));
  }

  public OpenAiError error() {
    return error;
  }
}
