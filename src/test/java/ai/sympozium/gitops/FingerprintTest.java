package ai.sympozium.gitops;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Checks the fingerprints of gitops-finding. */
class FingerprintTest {
  /** Separators, digits and colons of the encoding, line feeds, and characters of several bytes. */
  private static final byte[] ADVERSARIAL =
      "1:a,2:bb,\n3:éé,::,,0:,😀\n\n10:sympozium-finding/1\n5:x,y,\t\r\n0:,0:,/".getBytes(UTF_8);

  @TempDir Path directory;
  private GitopsWorkspace workspace;

  @BeforeEach
  void prepare() throws IOException {
    workspace = new GitopsWorkspace(directory, "github.example");
  }

  /**
   * All findings consist of the same bytes, and differ only in the bounds of their five fields. 68
   * bytes have C(72, 4) = 1,028,790 such bounds.
   */
  @Test
  void shouldDifferForMillionFindingsWithSameConcatenation() throws Exception {
    byte[] bytes = Arrays.copyOf(ADVERSARIAL, 68);
    Path findings = workspace.file("findings");
    int count = writeAllBounds(bytes, findings);

    List<String> fingerprints = batch(findings);

    long[] halves =
        fingerprints.stream()
            .mapToLong(fingerprint -> HexFormat.fromHexDigitsToLong(fingerprint, 0, 16))
            .sorted()
            .distinct()
            .toArray();
    assertThat(count).isEqualTo(1_028_790);
    assertThat(fingerprints).hasSize(count);
    assertThat(halves).hasSize(count);
  }

  @Test
  void shouldEqualDocumentedEncoding() throws Exception {
    Path findings = workspace.file("findings");
    byte[] bytes = Arrays.copyOf(ADVERSARIAL, 8);
    int count = writeAllBounds(bytes, findings);

    List<String> fingerprints = batch(findings);

    assertThat(count).isEqualTo(495);
    assertThat(fingerprints).containsExactlyElementsOf(expected(findings));
  }

  @Test
  void shouldBeTheSameForOneFindingAndInBatch() throws Exception {
    workspace.set("SKILL_CLUSTER", "prod");
    Path finding = workspace.file("finding");
    Files.writeString(finding, "prod\0Deployment\0shop\0cart\0a\nb \0");

    var one =
        workspace
            .finding(
                "fingerprint",
                "--kind",
                "Deployment",
                "--namespace",
                "shop",
                "--name",
                "cart",
                "--problem",
                "a\nb ")
            .json();

    assertThat(batch(finding)).containsExactly(one.path("fingerprint").asText());
  }

  @Test
  void shouldStaySameInLaterReleases() throws Exception {
    var finding =
        workspace
            .finding(
                "fingerprint",
                "--kind",
                "Deployment",
                "--namespace",
                "shop",
                "--name",
                "cart",
                "--problem",
                "CrashLoopBackOff")
            .json();

    assertThat(finding.path("fingerprint").asText())
        .isEqualTo("05d255202e785be394615f4ed3e8083ee17e9396ec09d80ceba4e4587015dedd");
    assertThat(finding.path("label").asText())
        .isEqualTo("sympozium-05d255202e785be394615f4ed3e8083e")
        .hasSizeLessThanOrEqualTo(50);
    assertThat(finding.path("branch").asText()).isEqualTo("sympozium/05d255202e785be3");
  }

  @ParameterizedTest
  @CsvSource({
    "'a,b', the last field does not end with a zero byte",
    "'a,b,', the last finding has 2 of 5 fields"
  })
  void shouldRejectIncompleteBatch(String fields, String message) throws Exception {
    Path findings = workspace.file("findings");
    Files.writeString(findings, fields.replace(',', '\0'));

    var result = workspace.run(command(), findings);

    assertThat(result.exitCode()).isNotZero();
    assertThat(result.output()).contains(message);
  }

  private List<String> batch(Path findings) throws Exception {
    var result = workspace.run(command(), findings);
    assertThat(result.exitCode()).isZero();
    return result.output().lines().toList();
  }

  private static List<String> command() {
    return List.of(GitopsWorkspace.PROGRAM.toString(), "fingerprint", "--batch");
  }

  /** Writes each division of the bytes into five fields, and returns their number. */
  private static int writeAllBounds(byte[] bytes, Path file) throws IOException {
    int count = 0;
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16)) {
      for (int a = 0; a <= bytes.length; a++) {
        for (int b = a; b <= bytes.length; b++) {
          for (int c = b; c <= bytes.length; c++) {
            for (int d = c; d <= bytes.length; d++) {
              int[] bounds = {0, a, b, c, d, bytes.length};
              for (int field = 0; field < 5; field++) {
                out.write(bytes, bounds[field], bounds[field + 1] - bounds[field]);
                out.write(0);
              }
              count++;
            }
          }
        }
      }
    }
    return count;
  }

  /** Computes the fingerprints from the encoding in docs/github-gitops.md. */
  private static List<String> expected(Path findings) throws IOException, NoSuchAlgorithmException {
    List<String> fingerprints = new ArrayList<>();
    var encoding = new ByteArrayOutputStream();
    var field = new ByteArrayOutputStream();
    int fields = 0;
    for (byte next : Files.readAllBytes(findings)) {
      if (next != 0) {
        field.write(next);
        continue;
      }
      if (fields == 0) {
        encoding.writeBytes("sympozium-finding/1\n".getBytes(UTF_8));
      }
      encoding.writeBytes((field.size() + ":").getBytes(UTF_8));
      encoding.writeBytes(field.toByteArray());
      encoding.write(',');
      field.reset();
      if (++fields == 5) {
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(encoding.toByteArray());
        fingerprints.add(HexFormat.of().formatHex(hash));
        encoding.reset();
        fields = 0;
      }
    }
    return fingerprints;
  }
}
