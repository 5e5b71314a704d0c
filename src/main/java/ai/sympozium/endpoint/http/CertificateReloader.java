package ai.sympozium.endpoint.http;

import ai.sympozium.base.ServerKeys;
import io.vertx.core.Vertx;
import io.vertx.core.net.KeyCertOptions;
import java.io.IOException;
import javax.net.ssl.X509KeyManager;
import org.jspecify.annotations.Nullable;

/** Presents a changed certificate to new connections, without a restart of the server. */
final class CertificateReloader implements AutoCloseable {
  private final Vertx vertx;
  private final TlsFiles files;
  private final ServerKeys keys = new ServerKeys();
  private final Thread thread;
  private TlsFiles.@Nullable Pair presented;

  /** Reads the files for the first time. */
  CertificateReloader(Vertx vertx, TlsFiles files) throws IOException {
    this.vertx = vertx;
    this.files = files;
    this.thread = Thread.ofVirtual().name("certificate").unstarted(this::follow);
    present();
  }

  /** Returns options of a server that always presents the last certificate. */
  KeyCertOptions options() {
    return KeyCertOptions.wrap(keys);
  }

  void start() {
    thread.start();
  }

  @Override
  public void close() {
    thread.interrupt();
  }

  private void follow() {
    try {
      while (true) {
        Thread.sleep(files.interval());
        reload();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Reads the files and presents them if they have changed. */
  void reload() {
    try {
      present();
    } catch (IOException e) {
      // The files can be replaced one after the other. The server keeps the old certificate.
      System.err.println("web-endpoint: cannot read the certificate: " + e.getMessage());
    }
  }

  private synchronized void present() throws IOException {
    var current = files.read();
    if (!current.equals(presented)) {
      keys.replace(parse(current));
      presented = current;
    }
  }

  private X509KeyManager parse(TlsFiles.Pair pair) throws IOException {
    try {
      return (X509KeyManager) pair.options().getKeyManagerFactory(vertx).getKeyManagers()[0];
    } catch (Exception e) {
      // Vert.x declares that each error is possible.
      throw new IOException(e.getMessage(), e);
    }
  }
}
