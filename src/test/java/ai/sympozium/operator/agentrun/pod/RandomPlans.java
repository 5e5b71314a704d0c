package ai.sympozium.operator.agentrun.pod;

import ai.sympozium.api.ConversationMessage;
import ai.sympozium.api.EnvVar;
import ai.sympozium.api.Manifests;
import ai.sympozium.api.PolicyRule;
import ai.sympozium.api.RunLimits;
import ai.sympozium.api.SkillPackRevision;
import ai.sympozium.api.SkillVolume;
import ai.sympozium.api.SkillVolumeMount;
import ai.sympozium.operator.agentrun.plan.PlannedText;
import ai.sympozium.operator.agentrun.plan.RunPlan;
import ai.sympozium.operator.agentrun.plan.RunPlan.Container;
import ai.sympozium.operator.agentrun.plan.RunPlan.Model;
import ai.sympozium.operator.agentrun.plan.RunPlan.PlannedSkill;
import ai.sympozium.operator.agentrun.plan.SkillTexts;
import ai.sympozium.operator.grant.SkillGrant.RunRef;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Generates plans with all values that the planner accepts, hostile texts included. */
final class RandomPlans {
  /** Part of every user-supplied text that is not a name. */
  static final String USER_TEXT = "user-text-";

  private static final List<String> NAMES =
      List.of(
          "a",
          "0",
          "bridge",
          "agent",
          "install",
          "ipc",
          "run",
          "tmp",
          "identity",
          "workspace",
          "runtime",
          "skills",
          "id",
          "api",
          "secret",
          "k8s-ops",
          "a--b",
          "skill-a",
          "ipc-a",
          "a".repeat(52));
  private static final List<String> TEXTS =
      List.of(
          "",
          "$(HOME)",
          "'; rm -rf /; '",
          "`id`",
          "$(id)",
          "\"\n- name: x",
          "{{ .Values }}",
          "../../..",
          "--privileged",
          "日本語",
          "\u0000",
          "hostNetwork: true");

  private static final List<SkillVolume> VOLUMES =
      List.of(
          volume("name: v, emptyDir: {}"),
          volume("name: ipc, emptyDir: {medium: Memory, sizeLimit: 8Mi}"),
          volume("name: c, configMap: {name: settings, optional: true}"),
          volume("name: s, secret: {secretName: keys}"),
          volume(
              "name: d, downwardAPI: {items: [{path: n, fieldRef: {fieldPath: metadata.name}}]}"),
          volume("name: p, persistentVolumeClaim: {claimName: data}"),
          volume("name: x, csi: {driver: files.example}"));

  private final Random random;

  RandomPlans(long seed) {
    random = new Random(seed);
  }

  RunPlan next() {
    List<PlannedSkill> skills = new ArrayList<>();
    Set<String> names = new LinkedHashSet<>();
    int count = random.nextInt(6);
    for (int i = 0; i < count; i++) {
      names.add(one(NAMES));
    }
    names.forEach(name -> skills.add(skill(name)));
    return new RunPlan(
        new RunRef(
            "demo",
            "run-" + random.nextInt(1000),
            new UUID(random.nextLong(), random.nextLong()).toString()),
        "sre-bot",
        text(),
        maybe(text()),
        maybe(text()),
        maybe(text()),
        new Model(
            random.nextBoolean() ? "openai" : "replay",
            "some-model",
            maybe(text()),
            maybe("model-key"),
            null,
            Map.of(),
            maybe("gateway-headers")),
        1 + random.nextInt(86_400),
        skills,
        random.nextBoolean() ? Map.of() : Map.of("pool", "agents", "disk", "ssd"),
        random.nextBoolean() ? List.of() : List.of("pull-a", "pull-b"),
        new RunPlan.Settings(
            random.nextBoolean() ? Map.of() : Map.of("ENV_A", text(), "KUBECONFIG", text()),
            List.of(),
            RunLimits.NONE,
            maybe("2Gi"),
            maybe("1Gi"),
            List.of(),
            maybe("authorities"),
            "ca.crt",
            random.nextBoolean()
                ? RunPlan.Network.DIRECT
                : new RunPlan.Network(
                    maybe("http://proxy:3128"),
                    maybe("http://proxy:3128"),
                    List.of(".corp"),
                    random.nextBoolean() ? new RunPlan.TrustedCA("corp-ca", "ca.crt") : null),
            random.nextBoolean() ? List.of() : List.of(new ConversationMessage("user", text()))),
        random.nextBoolean()
            ? List.of()
            : List.of(
                new SkillTexts(
                    "house-texts",
                    List.of(new PlannedText("t", null, "text.1.0.md", List.of(), List.of())))),
        null);
  }

  private static SkillVolume volume(String fields) {
    return Manifests.parse("{" + fields + "}", SkillVolume.class);
  }

  private PlannedSkill skill(String name) {
    boolean hasContainer = random.nextInt(4) > 0;
    List<PlannedText> documents = new ArrayList<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      documents.add(
          new PlannedText(
              "text-" + i,
              maybe(text()),
              "skill." + name + ".text-" + i + ".md",
              List.of("kubectl"),
              List.of()));
    }
    return new PlannedSkill(
        new SkillPackRevision("demo", name, "uid", 1),
        hasContainer ? container() : null,
        hasContainer ? rules() : List.of(),
        hasContainer ? rules() : List.of(),
        documents,
        false);
  }

  private Container container() {
    List<EnvVar> env = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      env.add(
          new EnvVar(
              one(List.of("HOME", "PATH", "SKILL_A", "KUBECONFIG", "JAVA_TOOL_OPTIONS")),
              maybe(text())));
    }
    Map<String, String> requests = new HashMap<>(Map.of("cpu", "100m", "memory", "64Mi"));
    if (random.nextBoolean()) {
      requests.put("nvidia.com/gpu", "1");
    }
    String secret = maybe("some-secret");
    List<SkillVolume> volumes = random.nextBoolean() ? List.of() : VOLUMES;
    return new Container(
        "registry.example/image:" + random.nextInt(9),
        env,
        random.nextBoolean(),
        requests,
        Map.of("memory", "128Mi"),
        secret,
        secret == null ? null : "/secrets/" + secret,
        maybe("2Gi"),
        random.nextBoolean() ? List.of() : List.of("/loop", text()),
        random.nextBoolean(),
        List.of(),
        maybe("Always"),
        volumes,
        volumes.stream()
            .map(v -> new SkillVolumeMount(v.name(), "/vol/" + v.name(), maybe("sub"), null))
            .toList());
  }

  private List<PolicyRule> rules() {
    return random.nextBoolean()
        ? List.of()
        : List.of(new PolicyRule(List.of(""), List.of("pods"), List.of("get"), List.of()));
  }

  private String text() {
    return USER_TEXT + one(TEXTS);
  }

  private @Nullable String maybe(String value) {
    return random.nextBoolean() ? value : null;
  }

  private <T> T one(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }
}
