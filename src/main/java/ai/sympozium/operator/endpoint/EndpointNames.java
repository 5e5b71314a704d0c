package ai.sympozium.operator.endpoint;

import ai.sympozium.api.SympoziumInstance;
import java.util.Optional;
import java.util.regex.Pattern;

/** Names of the objects of an endpoint. Other programs of a cluster refer to them. */
public final class EndpointNames {
  private static final String SUFFIX = "-web-endpoint";
  private static final String KEY_SUFFIX = "-key";

  /** The name of a Service begins with a letter, and the names of runs have 63 characters. */
  private static final Pattern INSTANCE = Pattern.compile("[a-z][-a-z0-9]{0,41}");

  private EndpointNames() {}

  /** Returns the name of all objects but the Secret with the key. */
  public static String of(SympoziumInstance instance) {
    return instance.getMetadata().getName() + SUFFIX;
  }

  /** Returns the instance whose endpoint an account of this name would be. */
  public static Optional<String> instanceOf(String account) {
    return account.endsWith(SUFFIX)
        ? Optional.of(account.substring(0, account.length() - SUFFIX.length()))
        : Optional.empty();
  }

  /** Returns the name of the Secret with the generated key. */
  static String keySecret(SympoziumInstance instance) {
    return of(instance) + KEY_SUFFIX;
  }

  static boolean isPossible(SympoziumInstance instance) {
    return INSTANCE.matcher(instance.getMetadata().getName()).matches();
  }
}
