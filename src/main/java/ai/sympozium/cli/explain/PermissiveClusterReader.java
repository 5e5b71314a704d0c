package ai.sympozium.cli.explain;

import ai.sympozium.api.PolicyRule;
import ai.sympozium.api.SkillPack;
import ai.sympozium.api.SympoziumInstance;
import ai.sympozium.cli.cluster.NotReadableException;
import ai.sympozium.operator.agentrun.plan.ClusterReader;
import ai.sympozium.operator.agentrun.plan.RunPlan;
import ai.sympozium.operator.grant.ceiling.Ceiling;
import ai.sympozium.operator.grant.ceiling.GrantPolicy;
import ai.sympozium.rbac.DangerousPermission;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Treats unreadable limits as unlimited and remembers that it did. A refusal is therefore reliable;
 * a plan is reliable only if nothing was unreadable.
 */
final class PermissiveClusterReader implements ClusterReader {
  private static final List<String> ALL = List.of("*");
  private static final Ceiling UNBOUNDED =
      new Ceiling(List.of(new PolicyRule(ALL, ALL, ALL, List.of())));

  private final ClusterReader reader;
  private @Nullable NotReadableException limits;
  private @Nullable NotReadableException configMap;
  private @Nullable NotReadableException network;

  PermissiveClusterReader(ClusterReader reader) {
    this.reader = reader;
  }

  /** Returns why the grant policy could not be read, if it was needed. */
  Optional<String> limitsUnknown() {
    return Optional.ofNullable(limits).map(NotReadableException::getMessage);
  }

  /** Returns why a transcript or text in a ConfigMap could not be read, if it was needed. */
  Optional<String> configMapUnknown() {
    return Optional.ofNullable(configMap).map(NotReadableException::getMessage);
  }

  @Override
  public Optional<SympoziumInstance> instance(String namespace, String name) {
    return reader.instance(namespace, name);
  }

  @Override
  public Optional<SkillPack> pack(String namespace, String name) {
    return reader.pack(namespace, name);
  }

  @Override
  public boolean hasConfigMapKey(String namespace, String name, String key) {
    try {
      return reader.hasConfigMapKey(namespace, name, key);
    } catch (NotReadableException e) {
      configMap = e;
      return true;
    }
  }

  /** The users of runs need not be able to read the ConfigMaps of an instance. */
  @Override
  public Map<String, String> markdown(String namespace, String name) {
    try {
      return reader.markdown(namespace, name);
    } catch (NotReadableException e) {
      configMap = e;
      return Map.of("unread.md", "");
    }
  }

  @Override
  public GrantPolicy limits(String namespace) {
    try {
      return reader.limits(namespace);
    } catch (NotReadableException e) {
      limits = e;
      return new GrantPolicy(UNBOUNDED, UNBOUNDED, EnumSet.allOf(DangerousPermission.class));
    }
  }

  @Override
  public RunPlan.Network network() {
    try {
      return reader.network();
    } catch (NotReadableException e) {
      network = e;
      return RunPlan.Network.DIRECT;
    }
  }

  /** Returns why the settings of the network could not be read. */
  Optional<String> networkUnknown() {
    return Optional.ofNullable(network).map(NotReadableException::getMessage);
  }

  /** The users of runs need not be able to read them. */
  @Override
  public String trustedAuthorities() {
    try {
      return reader.trustedAuthorities();
    } catch (NotReadableException e) {
      return "";
    }
  }

  @Override
  public String operatorNamespace() {
    return reader.operatorNamespace();
  }
}
