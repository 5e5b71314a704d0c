package ai.sympozium.endpoint.http;

import io.vertx.core.http.HttpServer;
import io.vertx.core.net.SSLOptions;
import java.io.IOException;
import java.util.concurrent.CompletionException;

/** Presents a changed certificate to new connections, without a restart of the server. */
final class CertificateReloader implements AutoCloseable {
  private final TlsFiles files;
  private final HttpServer server;
  private final Thread thread;
  private TlsFiles.Pair presented;

  CertificateReloader(TlsFiles files, TlsFiles.Pair presented, HttpServer server) {
    this.files = files;
    this.presented = presented;
    this.server = server;
    this.thread = Thread.ofVirtual().name("certificate").unstarted(this::follow);
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
  synchronized void reload() {
    try {
      var current = files.read();
      if (!current.equals(presented)) {
        server
            .updateSSLOptions(new SSLOptions().setKeyCertOptions(current.options()))
            .toCompletionStage()
            .toCompletableFuture()
            .join();
        presented = current;
      }
    } catch (IOException | CompletionException e) {
      // The files can be replaced one after the other. The server keeps the old certificate.
      System.err.println("web-endpoint: cannot read the certificate: " + e.getMessage());
    }
  }
}
