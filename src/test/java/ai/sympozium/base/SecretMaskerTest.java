package ai.sympozium.base;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import ai.sympozium.TestSeed;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests that no part of a secret remains in masked texts. */
class SecretMaskerTest {
  private static final String HEADER = "eyJhbGciOiJSUzI1NiJ9";
  private static final String TOKEN = HEADER + ".eyJzdWIiOiJhIn0.c2lnbmF0dXJlLW9mLXRva2Vu";
  private static final int PIECE_LENGTH = 12;
  private static final String BASE64URL =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "%s",
        "token: %s\n",
        "Authorization: Bearer %s, more",
        "{\"token\":\"%s\"}",
        "a%s",
        "eyJabc.%s",
        "keyJsonSerializer.load.%s",
        "eyJ..%s",
        "größer%s🐳",
        "%1$s%1$s",
        "%1$s.%1$s"
      })
  void shouldMaskTokenWhereverItStands(String format) {
    String masked = SecretMasker.TOKENS.mask(format.formatted(TOKEN));

    assertThat(masked)
        .hasSameSizeAs(format.formatted(TOKEN))
        .doesNotContain("c2lnbmF0dXJl", "eyJzdWIi", HEADER);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "eyJ",
        "the journey Jude made",
        "publicKeyJwk.kty.value",
        "keyJson.items.length",
        HEADER,
        HEADER + ".eyJzdWIiOiJhIn0",
        HEADER + ".eyJzdWIiOiJhIn0.",
        HEADER + "..abc",
        "eyJhdXRocyI6e319",
        "ZXlKab",
        "größer 🐳 a.b.c",
        "kubectl.kubernetes.io/last-applied-configuration"
      })
  void shouldNotChangeTextWhenItHasNoSecret(String text) {
    assertThat(SecretMasker.TOKENS.mask(text)).isEqualTo(text);
  }

  @Test
  void shouldKeepImageWhenItsTextResemblesToken() {
    String image = "iVBORw0KGgo" + "ZXlK" + "Ab0/".repeat(50);

    assertThat(SecretMasker.TOKENS.mask("data: " + image)).isEqualTo("data: " + image);
  }

  @Test
  void shouldMaskTokenWhenItBreaksOffInSignature() {
    String half = TOKEN.substring(0, TOKEN.lastIndexOf('.') + 2);

    assertThat(SecretMasker.TOKENS.mask(half)).isEqualTo("*".repeat(half.length()));
  }

  @Test
  void shouldMaskTokenWhenItIsEncodedAsInSecret() {
    String encoded = Base64.getEncoder().encodeToString((TOKEN + TOKEN).getBytes(UTF_8));

    assertThat(SecretMasker.TOKENS.mask("  token: " + encoded + "\n"))
        .isEqualTo("  token: " + "*".repeat(encoded.length()) + "\n");
  }

  @Test
  void shouldMaskKnownValues() {
    var masker = SecretMasker.of(List.of("sk-12345678\n", "pässword", "short", TOKEN));

    assertThat(masker.mask("key sk-12345678, pässword: short"))
        .isEqualTo("key ***********, *********: short");
    assertThat(masker.mask("c2lnbmF0dXJlLW9mLXRva2Vu only the signature"))
        .isEqualTo("*".repeat(24) + " only the signature");
    assertThat(masker.mask("sk-1234sk-12345678")).isEqualTo("sk-1234***********");
    assertThat(masker.mask("data: " + base64("sk-12345678\n"))).isEqualTo("data: ************NzgK");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "the usernames of admin-username",
        "https://example.com/username/list",
        "https://username.example.com",
        "username_field",
        "my-username",
        "überusername",
        "usernameä",
      })
  void shouldKeepWordsAndAddressesWhenTheyContainValueThatIsAWord(String text) {
    assertThat(SecretMasker.of(List.of("username")).mask(text)).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"%s", "key=%s", "{\"a\":\"%s\"}", " %s,", "%s\n", "https://user:%s@example.com"})
  void shouldMaskWordWhenItIsWholeToken(String format) throws IOException {
    var masker = SecretMasker.of(List.of("opensesame"));
    String text = format.formatted("opensesame");
    Path file = Files.writeString(directory.resolve("output"), text);

    try (var channel = FileChannel.open(file, READ, WRITE)) {
      masker.mask(channel, channel.size());
    }

    assertThat(masker.mask(text)).isEqualTo(format.formatted("**********"));
    assertThat(Files.readString(file)).isEqualTo(format.formatted("**********"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"auths\":{\"registry.example.com\":{\"username\":\"robot\",\"password\":\"%s\"}}}",
        "{\"auths\":{\"registry.example.com\":{\"auth\":\"BASE64:robot:%s:BASE64\"}}}",
        "apiVersion: v1\nkind: Config\nusers:\n- name: admin\n  user:\n    token: %s\n",
        "apiVersion: v1\nusers:\n- user: {}\n  password: \"%s\"\n",
        "BASE64:kind: Config\nusers:\n- user:\n    token: %s\n:BASE64",
        "machine example.com login robot password %s",
        "machine example.com\n  login robot\n  password %s\n",
        "DB_HOST=db.example.com\nDB_PASSWORD=%s\n",
        "postgres://robot:%s@db.example.com:5432/shop"
      })
  void shouldMaskPartOfSecretWhenItIsStructured(String format) {
    for (String part : List.of("opensesame", "Zm9vYmFy-81x92b73")) {
      String secret = format.formatted(part);
      int from = secret.indexOf("BASE64:");
      if (from >= 0) {
        int to = secret.indexOf(":BASE64");
        secret =
            secret.substring(0, from)
                + base64(secret.substring(from + 7, to))
                + secret.substring(to + 7);
      }

      String masked = SecretMasker.of(List.of(secret)).mask("password: " + part + " of robot");

      assertThat(masked).isEqualTo("password: " + "*".repeat(part.length()) + " of robot");
    }
  }

  @Test
  void shouldKeepWordsOfStructuredSecretWhenTheirKeyIsNotSecret() {
    var masker =
        SecretMasker.of(
            List.of(
                "kind: Config\ncurrent-context: production\nserver: https://api.example.com\n",
                "{\"type\":\"service_account\",\"project_id\":\"my-project\"}"));
    String text = "Config of production at https://api.example.com: service_account my-project";

    assertThat(masker.mask(text)).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(ints = {9_000, 60_000, 150_000})
  void shouldMaskValueWhenItIsLarge(int length) {
    var random = new Random(TestSeed.VALUE);
    String value = base64Url(random, length);
    var masker = SecretMasker.of(List.of(value));

    assertThat(masker.mask("a " + value + " b")).isEqualTo("a " + "*".repeat(length) + " b");
  }

  @Test
  void shouldMaskTokenWhenItIsInBase64OfKubeconfig() {
    for (String key : List.of("token: ", "token: \"", "{\"token\":\"", "{\"token\": \"")) {
      for (String before : List.of("", "a", "ab")) {
        String encoded = base64("users:\n" + before + key + TOKEN + "\n");

        String masked = SecretMasker.TOKENS.mask("config: " + encoded);

        assertThat(masked).hasSameSizeAs("config: " + encoded);
        assertThatNoPieceRemains(
            masked.getBytes(UTF_8), base64(before + key + TOKEN).substring(24));
        assertThat(masked).matches("config: [A-Za-z0-9+/]*\\*{60,}");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"%s..aXYtMTIz.Y2lwaGVydGV4dA.dGFn", "%s.a2V5.aXYtMTIz.Y2lwaGVydGV4dA.dGFn"})
  void shouldMaskEncryptedTokenWhenItHasAnEmptySegment(String format) {
    String token = format.formatted(HEADER);

    assertThat(SecretMasker.TOKENS.mask("token " + token + " end"))
        .isEqualTo("token " + "*".repeat(token.length()) + " end");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "{\"a\":", "[", "a: ", "password ", "\"", "eyJhbGciOi", "YTph"})
  void shouldTakeLimitedTimeWhenSecretIsHostile(String part) {
    String secret = part.repeat((1 << 20) / part.length());

    assertTimeout(
        Duration.ofSeconds(10),
        () -> SecretMasker.of(List.of(secret, secret + "x")).mask(secret.repeat(4)));
  }

  @Test
  void shouldLeaveNoPieceOfAnyPartWhenStructureIsRandom() {
    var random = new Random(TestSeed.VALUE);
    for (int round = 0; round < 300; round++) {
      String part = randomText(random, 12 + random.nextInt(60), BASE64URL) + "x1y2z3";
      String secret = randomStructure(random, part);
      String output =
          randomText(random, 20, "ab \n\":,") + part + randomText(random, 20, "ab \n\":,");
      var masker = SecretMasker.of(List.of(secret));

      assertThat(masker.mask(output)).as("with secret %s", secret).doesNotContain(part);
      assertThatNoPieceRemains(masker.mask(output).getBytes(UTF_8), part);
      assertThatNoPieceRemains(masker.mask(base64("?" + output)).getBytes(UTF_8), part);
      assertThat(masker.mask(output)).hasSameSizeAs(output);
    }
  }

  private static String randomStructure(Random random, String part) {
    String text = part;
    for (int depth = random.nextInt(3); depth >= 0; depth--) {
      text =
          switch (random.nextInt(5)) {
            case 0 ->
                "{\"a\":[{\"b\":\""
                    + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n")
                    + "\"}]}";
            case 1 -> text.contains("\n") ? text : "users:\n- name: a\n  token: " + text + "\n";
            case 2 -> base64(text);
            case 3 ->
                text.contains("\n") || text.contains(" ")
                    ? text
                    : "machine a login b password " + text;
            default -> text.contains("\n") ? text : "A=b\nB='" + text + "'\n";
          };
    }
    return text;
  }

  @Test
  void shouldLeaveNoPieceOfSecretWhenTextIsRandom() throws IOException {
    var random = new Random(TestSeed.VALUE);
    for (int round = 0; round < 300; round++) {
      String token = randomToken(random);
      String key = randomText(random, 40, "abcdefghijklmnopqrstuvwxyz0123456789-_\"\\/+=");
      var text = new ByteArrayOutputStream();
      for (int part = 0; part < 6; part++) {
        text.writeBytes(randomOutput(random));
        text.writeBytes((part % 2 == 0 ? token : key).getBytes(UTF_8));
      }
      text.writeBytes(randomOutput(random));
      var masker = SecretMasker.of(List.of(key));
      Path file = Files.write(directory.resolve("output"), text.toByteArray());

      byte[] masked = text.toByteArray();
      masker.mask(masked);
      try (var channel = FileChannel.open(file, READ, WRITE)) {
        masker.mask(channel, channel.size());
      }

      assertThat(Files.readAllBytes(file)).isEqualTo(masked).hasSize(text.size());
      assertThatNoPieceRemains(masked, token.substring(token.lastIndexOf('.') + 1));
      assertThatNoPieceRemains(masked, key);
    }
  }

  @Test
  void shouldMaskTokenWhenItCrossesBuffersOfFile() throws IOException {
    String text = "x ".repeat(32_760) + TOKEN + " " + "y".repeat(70_000);
    Path file = Files.writeString(directory.resolve("output"), text);

    try (var channel = FileChannel.open(file, READ, WRITE)) {
      SecretMasker.TOKENS.mask(channel, channel.size());
    }

    assertThat(Files.readString(file)).isEqualTo(text.replace(TOKEN, "*".repeat(TOKEN.length())));
  }

  @ParameterizedTest
  @ValueSource(strings = {"eyJ", "e", "ZXlK", "eyJhbGciOiJSUzI1NiJ9.a.", "aaaaaaaaab", "."})
  void shouldTakeLinearTimeWhenTextIsHostile(String part) {
    String text = part.repeat(8_000_000 / part.length());
    var masker = SecretMasker.of(List.of("a".repeat(4_000) + "b"));

    assertTimeout(Duration.ofSeconds(10), () -> masker.mask(text));
  }

  private static void assertThatNoPieceRemains(byte[] masked, String secret) {
    String text = new String(masked, ISO_8859_1);
    for (int i = 0; i + PIECE_LENGTH <= secret.length(); i++) {
      assertThat(text.contains(secret.substring(i, i + PIECE_LENGTH))).isFalse();
    }
  }

  private static String randomToken(Random random) {
    return "eyJ"
        + base64Url(random, 20 + random.nextInt(60))
        + "."
        + base64Url(random, 1 + random.nextInt(900))
        + "."
        + base64Url(random, 20 + random.nextInt(400));
  }

  private static String base64Url(Random random, int length) {
    return randomText(random, length, BASE64URL);
  }

  /** Returns text, parts of tokens, or bytes that are not UTF-8. */
  private static byte[] randomOutput(Random random) {
    return switch (random.nextInt(5)) {
      case 0 -> randomText(random, random.nextInt(40), "ab \n.eyJZXlK\"{}:").getBytes(UTF_8);
      case 1 -> ("eyJ" + base64Url(random, 30)).getBytes(UTF_8);
      case 2 -> randomText(random, random.nextInt(20), "ü€🐳 ").getBytes(UTF_8);
      case 3 -> "🐳".substring(0, 1).getBytes(UTF_8);
      default -> {
        byte[] bytes = new byte[random.nextInt(30)];
        random.nextBytes(bytes);
        yield bytes;
      }
    };
  }

  private static String randomText(Random random, int length, String alphabet) {
    var text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.append(alphabet.charAt(random.nextInt(alphabet.length())));
    }
    return text.toString();
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
  }
}
