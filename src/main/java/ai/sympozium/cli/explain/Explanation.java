package ai.sympozium.cli.explain;

import ai.sympozium.api.EnvVar;
import ai.sympozium.api.PolicyRule;
import ai.sympozium.api.SidecarSpec;
import ai.sympozium.api.SkillVolume;
import ai.sympozium.operator.agentrun.plan.RunPlan;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.fabric8.kubernetes.api.model.rbac.Subject;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Permissions and resources that a run would get, and whether the user can start it. Its JSON is
 * public API ({@code -o json}).
 *
 * @param namespace namespace of the run
 * @param instance name of the SympoziumInstance
 * @param run name in the manifest; absent for `explain INSTANCE`
 * @param agent absent when the instance is not readable or the run would be refused
 * @param network how the run reaches servers outside of the cluster; absent when the run would be
 *     refused, or the settings of the operator are not readable
 * @param skills packs that the run attaches
 * @param plannable whether the operator would accept the run
 * @param startChecks permissions that the user needs to start the run
 * @param dryRun whether the API server accepts the run
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Explanation(
    String namespace,
    String instance,
    @Nullable String run,
    @Nullable PlannedAgent agent,
    @Nullable NetworkSettings network,
    List<AttachedSkill> skills,
    CheckResult plannable,
    List<CheckResult> startChecks,
    CheckResult dryRun) {
  public Explanation {
    skills = List.copyOf(skills);
    startChecks = List.copyOf(startChecks);
  }

  /** `no` if a required permission is missing, otherwise the result of the dry run. */
  @JsonProperty
  public CheckResult.Verdict youCanStart() {
    boolean denied =
        startChecks.stream().anyMatch(check -> check.verdict() == CheckResult.Verdict.NO);
    return denied ? CheckResult.Verdict.NO : dryRun.verdict();
  }

  /**
   * One pack of the run.
   *
   * @param plannable whether this pack can be planned on its own
   * @param origin absent when the pack does not exist or is not readable
   * @param container absent when the pack has none
   * @param documents names of the pack's documents
   * @param programs programs that the documents require
   * @param tools tools that the documents require
   * @param networkAccess network access that the skill needs, as its author describes it
   * @param risks one text for each risk of the pack's rules
   */
  @RegisterForReflection
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record AttachedSkill(
      String name,
      CheckResult plannable,
      @Nullable Origin origin,
      @Nullable Container container,
      List<String> documents,
      List<String> programs,
      List<String> tools,
      @Nullable String networkAccess,
      List<PolicyRule> rbac,
      List<PolicyRule> clusterRBAC,
      List<String> risks) {
    public AttachedSkill {
      documents = List.copyOf(documents);
      programs = programs == null ? List.of() : List.copyOf(programs);
      tools = tools == null ? List.of() : List.copyOf(tools);
      rbac = List.copyOf(rbac);
      clusterRBAC = List.copyOf(clusterRBAC);
      risks = List.copyOf(risks);
    }
  }

  /**
   * Origin of a pack.
   *
   * @param generation generation of the pack's spec
   * @param version version of the pack, as its author named it
   * @param changedBy client of the last change, as it named itself
   * @param changedAt time of the last change, RFC 3339
   * @param youCanEdit whether you can update the pack
   * @param otherEditors users, groups and accounts that RBAC allows to update the pack; absent when
   *     roles are not readable
   */
  @RegisterForReflection
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Origin(
      String namespace,
      long generation,
      @Nullable String version,
      @Nullable String changedBy,
      @Nullable String changedAt,
      CheckResult youCanEdit,
      @Nullable List<Editor> otherEditors) {
    public Origin {
      otherEditors = otherEditors == null ? null : List.copyOf(otherEditors);
    }

    String describe() {
      return namespace
          + (version == null ? "" : ", version " + version)
          + ", generation "
          + generation;
    }
  }

  /**
   * A user, a group or an account.
   *
   * @param kind `User`, `Group` or `ServiceAccount`
   * @param namespace namespace of an account
   */
  @RegisterForReflection
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Editor(String kind, @Nullable String namespace, String name) {
    static Editor of(Subject subject) {
      return new Editor(subject.getKind(), subject.getNamespace(), subject.getName());
    }

    boolean isSystemAccount() {
      return kind.equals("ServiceAccount") && "kube-system".equals(namespace);
    }

    String describe() {
      return switch (kind) {
        case "ServiceAccount" -> "account " + namespace + "/" + name;
        case "Group" -> "group " + name;
        default -> "user " + name;
      };
    }
  }

  /**
   * Container of a skill.
   *
   * @param requests resource requests, by resource
   * @param limits resource limits, by resource
   * @param mounts content of each mount path, without the volumes that every skill has
   * @param variables names of the environment variables
   */
  @RegisterForReflection
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Container(
      String image,
      Map<String, String> requests,
      Map<String, String> limits,
      Map<String, String> mounts,
      List<String> variables) {
    public Container {
      requests = sorted(requests);
      limits = sorted(limits);
      mounts = sorted(mounts);
      variables = List.copyOf(variables);
    }

    /** Sorts by key: the order of {@code Map.copyOf} differs in each process. */
    private static Map<String, String> sorted(Map<String, String> map) {
      return Collections.unmodifiableSortedMap(new TreeMap<>(map));
    }

    static Container of(RunPlan.Container planned) {
      Map<String, String> mounts = new HashMap<>();
      if (planned.mountWorkspace()) {
        mounts.put("/workspace", "shared with the agent and the other skills");
      }
      if (planned.secretPath() != null) {
        mounts.put(planned.secretPath(), "secret " + planned.secret());
      }
      planned
          .volumeMounts()
          .forEach(
              mount -> mounts.put(mount.mountPath(), describe(mount.name(), planned.volumes())));
      return new Container(
          planned.image(),
          planned.requests(),
          planned.limits(),
          mounts,
          planned.env().stream().map(EnvVar::name).toList());
    }

    private static String describe(String name, List<SkillVolume> volumes) {
      return volumes.stream()
          .filter(volume -> volume.name().equals(name))
          .map(SkillVolume::describe)
          .findFirst()
          .orElse("volume " + name);
    }

    /** Creates the container of a pack that would be refused, for which no plan exists. */
    static @Nullable Container of(@Nullable SidecarSpec sidecar) {
      return sidecar == null
          ? null
          : new Container(sidecar.image(), Map.of(), Map.of(), Map.of(), List.of());
    }
  }
}
