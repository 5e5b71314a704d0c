package ai.sympozium.operator.agentrun.plan;

import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.api.AgentRun;
import ai.sympozium.api.AgentRunSpec;
import ai.sympozium.api.Manifests;
import ai.sympozium.api.PolicyRule;
import ai.sympozium.api.SkillPack;
import ai.sympozium.api.SkillPackSpec;
import ai.sympozium.api.SympoziumInstance;
import ai.sympozium.api.SympoziumInstanceSpec;
import ai.sympozium.operator.agentrun.plan.PlanResult.Planned;
import ai.sympozium.operator.agentrun.plan.PlanResult.Reason;
import ai.sympozium.operator.agentrun.plan.PlanResult.Refused;
import ai.sympozium.operator.grant.ceiling.Ceiling;
import ai.sympozium.operator.grant.ceiling.GrantPolicy;
import ai.sympozium.rbac.DangerousPermission;
import io.fabric8.kubernetes.api.model.ConfigMap;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reader of a cluster that contains only the objects of a test. */
public final class FakeClusterReader implements ClusterReader {
  static final String RUN_UID = "7f3c0000-1111-2222-3333-444455556666";

  private final Map<String, SympoziumInstance> instances = new HashMap<>();
  private final Map<String, SkillPack> packs = new HashMap<>();
  private final Set<String> configMapKeys = new HashSet<>();
  private final Map<String, Map<String, String>> markdown = new HashMap<>();
  private final List<PolicyRule> ceiling = new ArrayList<>();
  private final Map<String, List<PolicyRule>> widened = new HashMap<>();
  private final Set<DangerousPermission> dangers = EnumSet.noneOf(DangerousPermission.class);
  private final List<String> readNames = new ArrayList<>();
  private RunPlan.Network network = RunPlan.Network.DIRECT;
  private @Nullable ConfigMap authorities;

  /** Adds the instance {@code sre-bot} to namespace {@code demo}. */
  public FakeClusterReader withInstance(String... spec) {
    return withInstanceNamed("sre-bot", spec);
  }

  public FakeClusterReader withInstanceNamed(String name, String... spec) {
    SympoziumInstance instance = new SympoziumInstance();
    instance.getMetadata().setNamespace("demo");
    instance.getMetadata().setName(name);
    instance.setSpec(Manifests.parse(lines(spec), SympoziumInstanceSpec.class));
    instances.put("demo/" + name, instance);
    return this;
  }

  public FakeClusterReader withPack(String namespace, String name, String... spec) {
    packs.put(namespace + "/" + name, skillPack(namespace, name, spec));
    return this;
  }

  public FakeClusterReader withCeiling(String... rules) {
    for (String rule : rules) {
      ceiling.add(Manifests.parse(rule, PolicyRule.class));
    }
    return this;
  }

  /** Adds rules to the ceiling of one namespace. */
  public FakeClusterReader withCeilingIn(String namespace, String... rules) {
    for (String rule : rules) {
      widened
          .computeIfAbsent(namespace, n -> new ArrayList<>())
          .add(Manifests.parse(rule, PolicyRule.class));
    }
    return this;
  }

  public FakeClusterReader withAllowed(DangerousPermission... names) {
    dangers.addAll(List.of(names));
    return this;
  }

  /** Adds a ConfigMap with a transcript to namespace {@code demo}. */
  public FakeClusterReader withTranscript(String configMap) {
    configMapKeys.add("demo/" + configMap + "/transcript.jsonl");
    return this;
  }

  /** Adds a ConfigMap with a text to namespace {@code demo}. */
  public FakeClusterReader withText(String configMap, String key, String text) {
    markdown.computeIfAbsent("demo/" + configMap, name -> new HashMap<>()).put(key, text);
    return this;
  }

  /** Sets the certificate authorities of the cluster, or null for a missing ConfigMap. */
  FakeClusterReader withTrustedCA(@Nullable ConfigMap map) {
    network =
        new RunPlan.Network(null, null, List.of(), new RunPlan.TrustedCA("corp-ca", "ca.crt"));
    authorities = map;
    return this;
  }

  /** Sets how containers reach servers outside of the cluster. */
  FakeClusterReader withNetwork(RunPlan.Network ofAdministrator) {
    network = ofAdministrator;
    return this;
  }

  public static SkillPack skillPack(String namespace, String name, String... spec) {
    SkillPack pack = new SkillPack();
    pack.getMetadata().setNamespace(namespace);
    pack.getMetadata().setName(name);
    pack.getMetadata().setUid("uid-of-" + namespace + "-" + name);
    pack.getMetadata().setGeneration(4L);
    pack.setSpec(Manifests.parse(lines(spec), SkillPackSpec.class));
    return pack;
  }

  /** Returns a run of {@code sre-bot} with a task and the given lines of its spec. */
  public static AgentRun run(String... spec) {
    return runNamed(
        "sre-bot-demo", "instanceRef: sre-bot\ntask: Which pods?\n" + String.join("\n", spec));
  }

  public static AgentRun runNamed(String name, String spec) {
    AgentRun run = new AgentRun();
    run.getMetadata().setNamespace("demo");
    run.getMetadata().setName(name);
    run.getMetadata().setUid(RUN_UID);
    run.setSpec(Manifests.parse(spec, AgentRunSpec.class));
    return run;
  }

  public RunPlan plan(AgentRun run) {
    return planned(run).plan();
  }

  Planned planned(AgentRun run) {
    PlanResult planning = RunPlanner.plan(run, this);
    assertThat(planning).isInstanceOf(Planned.class);
    return (Planned) planning;
  }

  /** Plans a run, asserts that it is refused for this reason and returns the message. */
  String refusal(AgentRun run, Reason reason) {
    PlanResult planning = RunPlanner.plan(run, this);
    assertThat(planning).isInstanceOf(Refused.class);
    assertThat(((Refused) planning).reason()).isEqualTo(reason);
    return ((Refused) planning).message();
  }

  /** Returns the names of all objects that the planner has read. */
  List<String> readNames() {
    return readNames;
  }

  @Override
  public Optional<SympoziumInstance> instance(String namespace, String name) {
    readNames.add(name);
    return Optional.ofNullable(instances.get(namespace + "/" + name));
  }

  @Override
  public Optional<SkillPack> pack(String namespace, String name) {
    readNames.add(name);
    return Optional.ofNullable(packs.get(namespace + "/" + name));
  }

  @Override
  public boolean hasConfigMapKey(String namespace, String name, String key) {
    readNames.add(name);
    return configMapKeys.contains(namespace + "/" + name + "/" + key);
  }

  @Override
  public Map<String, String> markdown(String namespace, String name) {
    readNames.add(name);
    return markdown.getOrDefault(namespace + "/" + name, Map.of());
  }

  @Override
  public GrantPolicy limits(String namespace) {
    Ceiling everywhere = new Ceiling(ceiling);
    Ceiling more = new Ceiling(widened.getOrDefault(namespace, List.of()));
    return new GrantPolicy(everywhere.plus(more), everywhere, dangers);
  }

  @Override
  public RunPlan.Network network() {
    return network;
  }

  @Override
  public String trustedAuthorities() {
    RunPlan.TrustedCA configured = network.trustedCA();
    return configured == null
        ? ""
        : TrustedCertificates.of(configured, operatorNamespace(), authorities);
  }

  @Override
  public String operatorNamespace() {
    return "sympozium-system";
  }

  private static String lines(String... lines) {
    return lines.length == 0 ? "{}" : String.join("\n", lines);
  }
}
