package ai.sympozium.operator.agentrun.plan;

import ai.sympozium.api.SympoziumInstance;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A non-blank value and the path of its field, for messages. */
record Setting(String fieldPath, String value) {
  static Optional<Setting> of(String fieldPath, @Nullable String value) {
    return firstNonBlank(value).map(v -> new Setting(fieldPath, v));
  }

  static Optional<Setting> of(SympoziumInstance instance, String field, @Nullable String value) {
    return of("instance \"" + instance.getMetadata().getName() + "\": spec." + field, value);
  }

  static Optional<String> firstNonBlank(@Nullable String... candidates) {
    return Stream.of(candidates).filter(c -> c != null && !c.isBlank()).findFirst();
  }
}
