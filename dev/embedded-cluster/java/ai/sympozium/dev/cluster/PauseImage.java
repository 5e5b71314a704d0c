package ai.sympozium.dev.cluster;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Writes the image of the pause container as a Docker archive. */
final class PauseImage {
  private static final int BLOCK = 512;

  private PauseImage() {}

  static void load() throws IOException {
    var archive = ClusterPaths.STATE.resolve("pause.tar");
    write(archive, Containerd.PAUSE, GoModule.PAUSE.program("pause"));
    Containerd.load(archive);
    Files.delete(archive);
  }

  /** Writes an image that contains and runs one static program. */
  static void write(Path archive, String image, Path program) throws IOException {
    var name = program.getFileName().toString();
    var layer = tar(entry(name, 0755, Files.readAllBytes(program)));
    var config =
        """
        {"architecture":"%s","os":"linux","config":{"Entrypoint":["/%s"],"User":"65535:65535"},
         "rootfs":{"type":"layers","diff_ids":["sha256:%s"]}}
        """
            .formatted(architecture(), name, sha256(layer));
    var manifest =
        """
        [{"Config":"config.json","RepoTags":["%s"],"Layers":["layer.tar"]}]
        """
            .formatted(image);
    Files.write(
        archive,
        tar(
            entry("manifest.json", 0644, manifest.getBytes(StandardCharsets.UTF_8)),
            entry("config.json", 0644, config.getBytes(StandardCharsets.UTF_8)),
            entry("layer.tar", 0644, layer)));
  }

  private static String architecture() {
    return System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64";
  }

  private static byte[] tar(byte[]... entries) {
    var tar = new ByteArrayOutputStream();
    for (var entry : entries) {
      tar.writeBytes(entry);
    }
    tar.writeBytes(new byte[2 * BLOCK]);
    return tar.toByteArray();
  }

  private static byte[] entry(String name, int mode, byte[] content) {
    var header = new byte[BLOCK];
    put(header, 0, name);
    put(header, 100, "%07o".formatted(mode));
    put(header, 108, "%07o".formatted(0));
    put(header, 116, "%07o".formatted(0));
    put(header, 124, "%011o".formatted(content.length));
    put(header, 136, "%011o".formatted(0));
    put(header, 148, " ".repeat(8));
    put(header, 156, "0");
    put(header, 257, "ustar\00000");
    int sum = 0;
    for (byte b : header) {
      sum += b & 0xff;
    }
    put(header, 148, "%06o\0 ".formatted(sum));
    var entry = new ByteArrayOutputStream();
    entry.writeBytes(header);
    entry.writeBytes(content);
    entry.writeBytes(new byte[(BLOCK - content.length % BLOCK) % BLOCK]);
    return entry.toByteArray();
  }

  private static void put(byte[] header, int offset, String text) {
    var bytes = text.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(bytes, 0, header, offset, bytes.length);
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
