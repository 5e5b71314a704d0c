package ai.sympozium.cli.explain;

import ai.sympozium.api.PolicyRule;
import ai.sympozium.api.SkillPack;
import ai.sympozium.api.SympoziumInstance;
import ai.sympozium.cli.cluster.NotReadableException;
import ai.sympozium.operator.agentrun.plan.ClusterReader;
import ai.sympozium.operator.grant.ceiling.Ceiling;
import ai.sympozium.operator.grant.ceiling.GrantPolicy;
import ai.sympozium.rbac.DangerousPermission;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A world in which what can't be told, and only ever refuses, is taken as fine and noted: a refusal
 * that comes out of it is certain, a plan only when nothing was noted.
 */
final class PermissiveClusterReader implements ClusterReader {
  private static final List<String> ALL = List.of("*");
  private static final Ceiling UNBOUNDED =
      new Ceiling(List.of(new PolicyRule(ALL, ALL, ALL, List.of())));

  private final ClusterReader world;
  private @Nullable NotReadableException limits;
  private @Nullable NotReadableException transcript;

  PermissiveClusterReader(ClusterReader world) {
    this.world = world;
  }

  /** Why the limits of rights are unknown, if they were asked for and are. */
  Optional<String> limitsUnknown() {
    return Optional.ofNullable(limits).map(NotReadableException::getMessage);
  }

  /** Why it is unknown whether there is a transcript to play, if that was asked for and is. */
  Optional<String> transcriptUnknown() {
    return Optional.ofNullable(transcript).map(NotReadableException::getMessage);
  }

  @Override
  public Optional<SympoziumInstance> instance(String namespace, String name) {
    return world.instance(namespace, name);
  }

  @Override
  public Optional<SkillPack> pack(String namespace, String name) {
    return world.pack(namespace, name);
  }

  @Override
  public boolean hasConfigMapKey(String namespace, String name, String key) {
    try {
      return world.hasConfigMapKey(namespace, name, key);
    } catch (NotReadableException e) {
      transcript = e;
      return true;
    }
  }

  @Override
  public GrantPolicy limits(String namespace) {
    try {
      return world.limits(namespace);
    } catch (NotReadableException e) {
      limits = e;
      return new GrantPolicy(UNBOUNDED, UNBOUNDED, EnumSet.allOf(DangerousPermission.class));
    }
  }

  @Override
  public String operatorNamespace() {
    return world.operatorNamespace();
  }
}
