package ai.sympozium.cli.skill;

import ai.sympozium.api.SkillRef;
import ai.sympozium.api.SympoziumInstance;
import ai.sympozium.cli.cluster.Cluster;
import ai.sympozium.cli.console.CommandException;
import ai.sympozium.cli.console.ExitCode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A change of the packs that an instance attaches. It adds and removes single entries, so that the
 * entries of other owners and their parameters stay as they are.
 *
 * @param enable packs to attach
 * @param disable packs to detach
 */
public record SkillToggle(Set<String> enable, Set<String> disable) {
  private static final int UNPROCESSABLE = 422;

  /** Each attempt fails only if another client changed the instance in between. */
  private static final int MAX_ATTEMPTS = 5;

  private static final String SKILLS = "/spec/skills";

  public SkillToggle {
    enable = Set.copyOf(enable);
    disable = Set.copyOf(disable);
  }

  /**
   * Result of a change.
   *
   * @param enabled packs that are attached now and were not before
   * @param disabled packs that are not attached now and were before
   * @param owners clients that apply a detached pack, and will attach it again
   * @param activeRuns number of runs that keep their skills
   */
  public record Result(
      List<String> enabled, List<String> disabled, List<String> owners, long activeRuns) {
    public Result {
      enabled = List.copyOf(enabled);
      disabled = List.copyOf(disabled);
      owners = List.copyOf(owners);
    }
  }

  /**
   * Changes an instance with the permissions of the user.
   *
   * @throws CommandException if it does not exist, or if the API server rejects the change
   */
  public Result apply(Cluster cluster, String name) {
    String request = " sympoziuminstances/" + name + " in " + cluster.namespace();
    for (int attempt = 1; ; attempt++) {
      SympoziumInstance instance =
          cluster
              .read("get" + request, () -> resource(cluster, name).get())
              .orElseThrow(() -> absent(cluster, name));
      List<String> attached =
          instance.getSpec().skills().stream()
              .filter(ref -> !ref.isConfigMap())
              .map(SkillRef::skillPackRef)
              .toList();
      List<String> enabled =
          enable.stream().filter(pack -> !attached.contains(pack)).sorted().toList();
      List<String> disabled = disable.stream().filter(attached::contains).sorted().toList();
      Result result =
          new Result(
              enabled,
              disabled,
              disabled.stream().flatMap(pack -> EntryOwners.of(instance, pack)).distinct().toList(),
              Optional.ofNullable(instance.getStatus())
                  .map(status -> status.activeAgentPods())
                  .orElse(0L));
      if (enabled.isEmpty() && disabled.isEmpty()) {
        return result;
      }
      try {
        resource(cluster, name)
            .patch(
                new PatchContext.Builder().withPatchType(PatchType.JSON).build(),
                patch(instance, enabled, disabled).toString());
        return result;
      } catch (KubernetesClientException e) {
        if (e.getCode() != HttpURLConnection.HTTP_CONFLICT || attempt == MAX_ATTEMPTS) {
          throw rejected(e, "patch" + request);
        }
      }
    }
  }

  /** The resource version protects the positions of the entries. */
  static ArrayNode patch(SympoziumInstance instance, List<String> enabled, List<String> disabled) {
    ArrayNode operations = JsonNodeFactory.instance.arrayNode();
    operations
        .addObject()
        .put("op", "replace")
        .put("path", "/metadata/resourceVersion")
        .put("value", instance.getMetadata().getResourceVersion());
    List<SkillRef> refs = instance.getSpec().skills();
    for (int i = refs.size() - 1; i >= 0; i--) {
      if (disabled.contains(refs.get(i).skillPackRef())) {
        operations.addObject().put("op", "remove").put("path", SKILLS + "/" + i);
      }
    }
    if (refs.isEmpty() && !enabled.isEmpty()) {
      operations.addObject().put("op", "add").put("path", SKILLS).putArray("value");
    }
    for (String pack : enabled) {
      operations
          .addObject()
          .put("op", "add")
          .put("path", SKILLS + "/-")
          .putObject("value")
          .put("skillPackRef", pack);
    }
    return operations;
  }

  private static Resource<SympoziumInstance> resource(Cluster cluster, String name) {
    return cluster
        .client()
        .resources(SympoziumInstance.class)
        .inNamespace(cluster.namespace())
        .withName(name);
  }

  private static RuntimeException rejected(KubernetesClientException e, String request) {
    String message = e.getStatus() == null ? e.getMessage() : e.getStatus().getMessage();
    return switch (e.getCode()) {
      // Also a policy of the API server, which names the pack.
      case HttpURLConnection.HTTP_FORBIDDEN ->
          new CommandException(ExitCode.UNAVAILABLE, "you may not " + request + ": " + message);
      case UNPROCESSABLE, HttpURLConnection.HTTP_BAD_REQUEST, HttpURLConnection.HTTP_CONFLICT ->
          new CommandException(ExitCode.REFUSED, "the API server rejected the change: " + message);
      default -> e;
    };
  }

  private static CommandException absent(Cluster cluster, String name) {
    return new CommandException(
        ExitCode.REFUSED,
        "SympoziumInstance \""
            + name
            + "\" does not exist in namespace "
            + cluster.namespace()
            + ". See: kubectl get sympoziuminstances -n "
            + cluster.namespace());
  }
}
