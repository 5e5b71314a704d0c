package ai.sympozium.ipc.gateway;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/**
 * Creates TLS sockets that trust the gateway's certificate authority only and offer x25519 only.
 * The JVM would otherwise generate keys of two kinds for its first connection, which takes 0.1 s.
 */
final class GatewaySocketFactory extends SSLSocketFactory {
  private static final String[] NAMED_GROUPS = {"x25519"};

  private final SSLSocketFactory delegate;

  private GatewaySocketFactory(SSLSocketFactory delegate) {
    this.delegate = delegate;
  }

  /** Creates a factory that trusts the certificates of a PEM file. */
  static GatewaySocketFactory trusting(Path certificates) throws IOException {
    try (var in = Files.newInputStream(certificates)) {
      var trusted = KeyStore.getInstance(KeyStore.getDefaultType());
      trusted.load(null, null);
      var number = 0;
      for (var authority : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        trusted.setCertificateEntry("gateway-" + number++, authority);
      }
      var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      managers.init(trusted);
      var context = SSLContext.getInstance("TLS");
      context.init(null, managers.getTrustManagers(), null);
      return new GatewaySocketFactory(context.getSocketFactory());
    } catch (GeneralSecurityException e) {
      throw new IOException(certificates + " is not usable: " + e.getMessage(), e);
    }
  }

  @Override
  public String[] getDefaultCipherSuites() {
    return delegate.getDefaultCipherSuites();
  }

  @Override
  public String[] getSupportedCipherSuites() {
    return delegate.getSupportedCipherSuites();
  }

  @Override
  public Socket createSocket() throws IOException {
    return configured(delegate.createSocket());
  }

  @Override
  public Socket createSocket(Socket socket, String host, int port, boolean autoClose)
      throws IOException {
    return configured(delegate.createSocket(socket, host, port, autoClose));
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    return configured(delegate.createSocket(host, port));
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress local, int localPort)
      throws IOException {
    return configured(delegate.createSocket(host, port, local, localPort));
  }

  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    return configured(delegate.createSocket(host, port));
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort)
      throws IOException {
    return configured(delegate.createSocket(host, port, local, localPort));
  }

  private static Socket configured(Socket socket) {
    if (socket instanceof SSLSocket tls) {
      var parameters = tls.getSSLParameters();
      parameters.setNamedGroups(NAMED_GROUPS);
      tls.setSSLParameters(parameters);
    }
    return socket;
  }
}
