package ai.sympozium.agent.model.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ContextOverflowTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          8192   | This model's maximum context length is 8192 tokens. However, your messages resulted in 12345 tokens.
          16384  | This model's maximum context length is 16384 tokens. However, you requested 17000 tokens (16000 in the messages, 1000 in the completion). Please reduce the length of the messages or completion.
          4096   | the request exceeds the available context size (4096 tokens), try increasing it
          2048   | {"error":{"code":400,"message":"request (3119 tokens) exceeds the available context size","type":"exceed_context_size_error","n_prompt_tokens":3119,"n_ctx":2048}}
          200000 | prompt is too long: 208310 tokens > 200000 maximum
          0      | input length and `max_tokens` exceed context limit: decrease input length or `max_tokens` and try again
          1048576 | The input token count (1048590) exceeds the maximum number of tokens allowed (1048576).
          32768  | Requested token count exceeds the model's maximum context length of 32768 tokens.
          0      | Input is too long for requested model.
          131072 | Prompt contains 140000 tokens and 0 draft tokens, too large for model with 131072 maximum context length
          0      | Trying to keep the first 9000 tokens when context overflows. However, the model is loaded with context length of only 4096 tokens, which is not enough
          0      | Please reduce the length of the messages or completion.
          8192   | The decoder prompt (length 9000) is longer than the maximum model length of 8192. Make sure that max_model_len is no smaller.
          0      | Your request exceeded model token limit: 262144 (requested: 300000)
          131072 | This model's maximum prompt length is 131072 but the request contains 140000 tokens.
          0      | The context window was exceeded
          0      | {"error":{"code":"context_length_exceeded","message":"Bad Request"}}
          """)
  void shouldRecognizeWording(long limit, String text) {
    var error = new ErrorResponse(400, text, text, null, false);

    assertThat(ContextOverflow.isReportedBy(error)).isTrue();
    if (limit > 0) {
      assertThat(ContextOverflow.limit(error)).isEqualTo(limit);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "max_tokens is too large: 100000. This model supports at most 4096 completion tokens",
        "Extra inputs are not permitted: stream_options",
        "The model does not exist",
        "Invalid content: content must be a string",
        "temperature exceeds 2"
      })
  void shouldIgnoreOtherErrors(String text) {
    assertThat(ContextOverflow.isReportedBy(new ErrorResponse(400, text, text, null, false)))
        .isFalse();
  }
}
