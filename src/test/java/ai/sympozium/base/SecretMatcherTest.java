package ai.sympozium.base;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.TestSeed;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SecretMatcherTest {
  private static final String TOKEN =
      "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhIn0.c2lnbmF0dXJlLXNpZ25hdHVyZQ";
  private static final List<String> VALUES =
      List.of("correct-horse", "hunter2hunter2", "a/b+c=d8e");

  private static final String NOISE = "eyJZXlKdG9rZW4 \n.:=\"abc-/%ü";

  static Stream<Named<Supplier<SecretMatcher>>> matchers() {
    return Stream.of(
        Named.of("token", TokenMatcher::new),
        Named.of("encoded token", EncodedTokenMatcher::new),
        Named.of("values", () -> SecretValues.of(VALUES).matcher()),
        Named.of("no values", () -> SecretValues.of(List.of()).matcher()));
  }

  @ParameterizedTest
  @MethodSource("matchers")
  void shouldFindTheSameWhenItSkipsBytes(Supplier<SecretMatcher> matcher) {
    var random = new Random(TestSeed.VALUE);
    for (int i = 0; i < 3_000; i++) {
      byte[] text = text(random);

      assertThat(skipping(matcher.get(), text, random))
          .as(new String(text, UTF_8))
          .isEqualTo(readingAll(matcher.get(), text));
    }
  }

  private static List<String> readingAll(SecretMatcher matcher, byte[] text) {
    List<String> found = new ArrayList<>();
    for (int at = 0; at < text.length; at++) {
      read(matcher, text, at, found);
    }
    return found;
  }

  /** Reads the text in pieces, as from a file. */
  private static List<String> skipping(SecretMatcher matcher, byte[] text, Random random) {
    List<String> found = new ArrayList<>();
    for (int from = 0; from < text.length; ) {
      int to = Math.min(text.length, from + 1 + random.nextInt(60));
      for (int at = matcher.skip(text, from, to); at < to; at = matcher.skip(text, at + 1, to)) {
        read(matcher, text, at, found);
      }
      from = to;
    }
    return found;
  }

  private static void read(SecretMatcher matcher, byte[] text, int at, List<String> found) {
    int count = matcher.next(text[at]);
    if (count > 0 || matcher.before() > 0) {
      found.add(at + ": " + count + ", before: " + matcher.before());
    }
  }

  private static byte[] text(Random random) {
    var text = new StringBuilder();
    for (int pieces = 1 + random.nextInt(8); pieces > 0; pieces--) {
      text.append(
          switch (random.nextInt(7)) {
            case 0 -> TOKEN;
            case 1 -> Base64.getEncoder().encodeToString(("token: " + TOKEN).getBytes(UTF_8));
            case 2 -> Base64.getEncoder().encodeToString(TOKEN.getBytes(UTF_8));
            case 3 -> VALUES.get(random.nextInt(VALUES.size()));
            case 4 -> VALUES.get(random.nextInt(VALUES.size())).substring(0, 4);
            default -> noise(random);
          });
    }
    return text.toString().getBytes(UTF_8);
  }

  private static String noise(Random random) {
    var noise = new StringBuilder();
    for (int length = random.nextInt(40); length > 0; length--) {
      noise.append(NOISE.charAt(random.nextInt(NOISE.length())));
    }
    return noise.toString();
  }
}
