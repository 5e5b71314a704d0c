package ai.sympozium.operator.tls;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;

/** Certificate of the gateway's server, and its private key. */
public record ServerCertificate(X509Certificate certificate, PrivateKey key) {}
