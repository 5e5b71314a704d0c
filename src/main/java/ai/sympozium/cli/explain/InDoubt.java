package ai.sympozium.cli.explain;

import ai.sympozium.api.Rule;
import ai.sympozium.api.SkillPack;
import ai.sympozium.api.SympoziumInstance;
import ai.sympozium.cli.cluster.Unknown;
import ai.sympozium.operator.grant.Ceiling;
import ai.sympozium.operator.grant.Limits;
import ai.sympozium.operator.run.Planner;
import ai.sympozium.rights.Danger;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A world in which what can't be told, and only ever refuses, is taken as fine and noted: a refusal
 * that comes out of it is certain, a plan only when nothing was noted.
 */
final class InDoubt implements Planner.World {
  private static final List<String> ALL = List.of("*");
  private static final Ceiling UNBOUNDED = new Ceiling(List.of(new Rule(ALL, ALL, ALL, List.of())));

  private final Planner.World world;
  private @Nullable Unknown limits;
  private @Nullable Unknown transcript;

  InDoubt(Planner.World world) {
    this.world = world;
  }

  /** Why the limits of rights are unknown, if they were asked for and are. */
  Optional<String> limitsUnknown() {
    return Optional.ofNullable(limits).map(Unknown::what);
  }

  /** Why it is unknown whether there is a transcript to play, if that was asked for and is. */
  Optional<String> transcriptUnknown() {
    return Optional.ofNullable(transcript).map(Unknown::what);
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
    } catch (Unknown e) {
      transcript = e;
      return true;
    }
  }

  @Override
  public Limits limits(String namespace) {
    try {
      return world.limits(namespace);
    } catch (Unknown e) {
      limits = e;
      return new Limits(UNBOUNDED, UNBOUNDED, EnumSet.allOf(Danger.class));
    }
  }

  @Override
  public String operatorNamespace() {
    return world.operatorNamespace();
  }
}
