package ai.sympozium.base;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Objects;
import javax.net.ssl.X509KeyManager;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ServerKeysTest {
  private final ServerKeys keys = new ServerKeys();

  @Test
  void shouldHaveNoAliasBeforeTheFirstKey() {
    assertThat(keys.chooseServerAlias("EC", null, null)).isNull();
    assertThat(keys.getServerAliases("EC", null)).isNull();
  }

  @Test
  void shouldGiveKeyAndCertificateOfOneVersionToAHandshake() {
    var first = new Version();
    keys.replace(first);
    var alias = alias();

    keys.replace(new Version());

    assertThat(keys.getPrivateKey(alias)).isSameAs(first.key);
    assertThat(keys.getCertificateChain(alias)).isSameAs(first.chain);
  }

  @Test
  void shouldGiveTheLastVersionToANewHandshake() {
    var last = new Version();
    keys.replace(new Version());
    keys.replace(last);

    var alias = alias();

    assertThat(keys.getPrivateKey(alias)).isSameAs(last.key);
    assertThat(keys.getCertificateChain(alias)).isSameAs(last.chain);
  }

  @Test
  void shouldNeverBeAClient() {
    keys.replace(new Version());

    assertThat(keys.getClientAliases("EC", null)).isNull();
    assertThat(keys.chooseClientAlias(new String[] {"EC"}, null, null)).isNull();
  }

  private String alias() {
    return Objects.requireNonNull(keys.chooseServerAlias("EC", null, null));
  }

  /** Keys with one alias, as PEM files have it: the same alias for each version. */
  private static final class Version implements X509KeyManager {
    private static final String ALIAS = "entry:0";

    private final PrivateKey key =
        new PrivateKey() {
          @Override
          public String getAlgorithm() {
            return "EC";
          }

          @Override
          public String getFormat() {
            return "PKCS#8";
          }

          @Override
          public byte[] getEncoded() {
            return new byte[0];
          }
        };
    private final X509Certificate[] chain = {};

    @Override
    public String chooseServerAlias(
        String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
      return ALIAS;
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
      return alias.equals(ALIAS) ? key : null;
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
      return alias.equals(ALIAS) ? chain : null;
    }

    @Override
    public String[] getClientAliases(String keyType, Principal @Nullable [] issuers) {
      return new String[] {ALIAS};
    }

    @Override
    public String chooseClientAlias(
        String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
      return ALIAS;
    }

    @Override
    public String[] getServerAliases(String keyType, Principal @Nullable [] issuers) {
      return new String[] {ALIAS};
    }
  }
}
