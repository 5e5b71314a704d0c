package ai.sympozium.operator.agentrun.plan;

import ai.sympozium.api.SympoziumInstance;
import ai.sympozium.operator.grant.ceiling.GrantPolicy;
import java.util.Map;
import java.util.Optional;

/** Reads the objects that decide what a run gets. */
public interface ClusterReader extends SkillPackReader {
  Optional<SympoziumInstance> instance(String namespace, String name);

  /** Checks whether a ConfigMap exists and contains a key. */
  boolean hasConfigMapKey(String namespace, String name, String key);

  /** Reads the texts of a ConfigMap: the keys that end with {@code .md}. Empty if it has none. */
  Map<String, String> markdown(String namespace, String name);

  /** Returns how containers reach servers outside of the cluster. */
  RunPlan.Network network();

  /**
   * Returns the certificate authorities of the network in PEM format, or an empty text.
   *
   * @throws InvalidTrustedCAException if they cannot be used
   */
  String trustedAuthorities();

  /** Returns the permissions that runs of a namespace can be granted. */
  GrantPolicy limits(String namespace);
}
