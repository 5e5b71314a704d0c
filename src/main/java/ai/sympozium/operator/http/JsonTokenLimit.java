package ai.sympozium.operator.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.jackson.ObjectMapperCustomizer;
import jakarta.inject.Singleton;

/**
 * Limits the values of a body. A tree of empty objects takes thirty times the memory of its text,
 * so the limit of bytes is not enough.
 */
@Singleton
class JsonTokenLimit implements ObjectMapperCustomizer {
  /** The update of a pack with all rules that its schema allows has half as many. */
  static final long MAX_TOKENS = 200_000;

  @Override
  public void customize(ObjectMapper mapper) {
    JsonFactory factory = mapper.getFactory();
    factory.setStreamReadConstraints(
        factory.streamReadConstraints().rebuild().maxTokenCount(MAX_TOKENS).build());
  }
}
