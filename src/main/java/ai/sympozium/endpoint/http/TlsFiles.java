package ai.sympozium.endpoint.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Certificate and key of the server in a mounted Secret, which can change.
 *
 * @param interval time between two reads
 */
public record TlsFiles(Path directory, Duration interval) {
  private static final String CERTIFICATE = "tls.crt";
  private static final String KEY = "tls.key";
  private static final String VERSION = "..data";

  /** Contents of the files at one time. */
  record Pair(Buffer certificate, Buffer key) {
    PemKeyCertOptions options() {
      return new PemKeyCertOptions().setCertValue(certificate).setKeyValue(key);
    }
  }

  /** Reads both files of one version: the kubelet replaces the link to a version at once. */
  Pair read() throws IOException {
    var link = directory.resolve(VERSION);
    var version = Files.exists(link) ? link.toRealPath() : directory;
    return new Pair(
        Buffer.buffer(Files.readAllBytes(version.resolve(CERTIFICATE))),
        Buffer.buffer(Files.readAllBytes(version.resolve(KEY))));
  }
}
