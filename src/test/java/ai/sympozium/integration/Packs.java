package ai.sympozium.integration;

import ai.sympozium.api.PolicyRule;
import ai.sympozium.api.SidecarSpec;
import ai.sympozium.api.SkillPack;
import ai.sympozium.api.SkillPackSpec;
import java.util.List;

/** Packs for tests. */
final class Packs {
  private Packs() {}

  /** A stock Debian image without any file of this project, and without permissions. */
  static String stock(String name, String greeting) {
    return """
    apiVersion: sympozium.ai/v1alpha1
    kind: SkillPack
    metadata: {name: %s}
    spec:
      sidecar:
        image: localhost/debian:12
        env: [{name: GREETING, value: %s}]
    """
        .formatted(name, greeting);
  }

  /** A stock Debian image with the permissions of these rules. */
  static String withRules(String name, String rbac, String clusterRbac) {
    return """
    apiVersion: sympozium.ai/v1alpha1
    kind: SkillPack
    metadata: {name: %s}
    spec:
      sidecar:
        image: localhost/debian:12
        rbac: %s
        clusterRBAC: %s
    """
        .formatted(name, rbac, clusterRbac);
  }

  /** A pack that is only validated, never run. */
  static SkillPack of(
      String namespace, String name, List<PolicyRule> rbac, List<PolicyRule> clusterRbac) {
    SkillPack pack = new SkillPack();
    pack.getMetadata().setName(name);
    pack.getMetadata().setNamespace(namespace);
    pack.setSpec(
        new SkillPackSpec(
            List.of(), null, null, null, null, new SidecarSpec("i", rbac, clusterRbac)));
    return pack;
  }
}
