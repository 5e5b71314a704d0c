package ai.sympozium.operator.sympoziuminstance;

import ai.sympozium.api.Agents;
import ai.sympozium.api.SkillPack;
import ai.sympozium.api.SkillPackStatus;
import ai.sympozium.api.SkillRef;
import ai.sympozium.api.SympoziumInstance;
import ai.sympozium.api.SympoziumInstanceSpec;
import ai.sympozium.base.TruncatedText;
import ai.sympozium.operator.agentrun.plan.AttachedSkills;
import ai.sympozium.operator.kube.BoundedItemStore;
import ai.sympozium.operator.kube.JsonSize;
import com.fasterxml.jackson.databind.node.BooleanNode;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import java.util.Map;

/**
 * Informer stores of the instance controller, which reads references, conditions and the settings
 * of endpoints.
 */
final class InstanceStores {
  /** Total size of the instances that are kept. The others are read when they are reconciled. */
  static final long MAX_CHARACTERS = 8L * 1024 * 1024;

  private static final int MAX_MESSAGE_BYTES = 2048;

  private InstanceStores() {}

  static BoundedItemStore<SympoziumInstance> instances() {
    return BoundedItemStore.trimming(
        InstanceStores::trim,
        MAX_CHARACTERS,
        instance -> JsonSize.of(instance.getSpec()) + JsonSize.of(instance.getStatus()),
        instance -> {
          instance.setSpec(null);
          instance.setStatus(null);
        });
  }

  private static void trim(SympoziumInstance instance) {
    SympoziumInstanceSpec spec = instance.getSpec();
    boolean hasEndpoint = AttachedSkills.haveEndpoint(instance);
    instance.setSpec(
        new SympoziumInstanceSpec(
            new Agents(spec.agents().defaultAgent().reduced()),
            spec.skills().stream().map(InstanceStores::reduced).toList(),
            List.of(),
            spec.memory() == null ? null : spec.memory().withoutPrompt(),
            spec.imagePullSecrets(),
            spec.runHistoryLimit(),
            spec.channels(),
            spec.observability() == null ? null : BooleanNode.TRUE,
            hasEndpoint ? spec.endpoint() : null));
  }

  /** Only the parameters of endpoints are read. */
  private static SkillRef reduced(SkillRef ref) {
    return AttachedSkills.isEndpoint(ref)
        ? ref
        : new SkillRef(ref.skillPackRef(), ref.configMapRef(), Map.of());
  }

  static BoundedItemStore<SkillPack> packs() {
    return BoundedItemStore.trimming(pack -> {
      pack.setSpec(null);
      if (pack.getStatus() != null) {
        List<Condition> ready =
            pack.getStatus().conditions().stream()
                .filter(c -> "Ready".equals(c.getType()))
                .toList();
        ready.forEach(c ->
            c.setMessage(
                c.getMessage() == null
                    ? null
                    : TruncatedText.ofBytes(c.getMessage(), MAX_MESSAGE_BYTES)));
        pack.setStatus(new SkillPackStatus(null, null, null, null, null, ready));
      }
    });
  }
}
