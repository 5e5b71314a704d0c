package ai.sympozium.operator.kube;

import java.net.URI;
import java.util.regex.Pattern;

/** Recognizes requests for leases, which keep the leader a leader. */
final class LeaseRequests {
  static final Pattern PATH =
      Pattern.compile("/apis/coordination\\.k8s\\.io/[^/]+/namespaces/[^/]+/leases(/[^/]+)?$");

  private LeaseRequests() {}

  static boolean includes(URI uri) {
    return PATH.matcher(uri.getPath()).find();
  }
}
