package ai.sympozium.operator.agentrun.plan;

import ai.sympozium.api.AgentRun;
import ai.sympozium.api.AuthRef;
import ai.sympozium.api.EnvVar;
import ai.sympozium.api.Memory;
import ai.sympozium.api.ModelSpec;
import ai.sympozium.api.PolicyRule;
import ai.sympozium.api.PullSecret;
import ai.sympozium.api.SidecarResources;
import ai.sympozium.api.SidecarSpec;
import ai.sympozium.api.Skill;
import ai.sympozium.api.SkillPack;
import ai.sympozium.api.SkillPackRevision;
import ai.sympozium.api.SkillPackSpec;
import ai.sympozium.api.SkillRef;
import ai.sympozium.api.SkillRequirements;
import ai.sympozium.api.SympoziumInstance;
import ai.sympozium.api.SympoziumLabels;
import ai.sympozium.operator.agentrun.plan.PlanResult.Planned;
import ai.sympozium.operator.agentrun.plan.PlanResult.Reason;
import ai.sympozium.operator.agentrun.plan.PlanResult.Refused;
import ai.sympozium.operator.agentrun.plan.SkillPlanResult.Fits;
import ai.sympozium.operator.grant.ceiling.GrantPolicy.Violation.BeyondCeiling;
import ai.sympozium.operator.grant.ceiling.GrantPolicy.Violation.Dangerous;
import ai.sympozium.operator.grant.ceiling.GrantPolicy;
import ai.sympozium.operator.grant.SkillGrant.RunRef;
import ai.sympozium.rbac.DangerousPermission;
import ai.sympozium.rbac.Permission;
import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Decides what a run may have, from what is known at one moment. Pure but for the questions it asks
 * of {@link ClusterReader}. The first thing that is wrong refuses the run, with the path of the field and
 * what to do.
 */
public final class RunPlanner {
  static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(10);
  static final Duration MAX_TIMEOUT = Duration.ofHours(24);

  /** Room for the agent's own entries in a ConfigMap of 1 MiB. */
  static final int MAX_TEXT_BYTES = 700 * 1024;

  private static final Pattern PACK_NAME = Pattern.compile("[a-z0-9]([-a-z0-9]{0,50}[a-z0-9])?");

  /** What an object can be called; anything else has no business in a request's path. */
  private static final Pattern OBJECT_NAME =
      Pattern.compile("[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?");

  /** What namespaces of Kubernetes' own begin with; the fence keeps runs out of them too. */
  private static final String KUBERNETES_OWN = "kube-";

  /** The bound of a label's value, which names of runs and instances become. */
  private static final int MAX_LABEL = 63;

  /** Where a skill's container has mounts of its own; none may lie over or under another. */
  private static final List<String> TAKEN_PATHS =
      List.of("/ipc", "/sympozium", "/run/sympozium", "/tmp", "/workspace", "/var/run");

  private static final Pattern PARAM = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]*");
  private static final Set<String> PROVIDERS =
      Set.of(RunPlan.PROVIDER_OPENAI, RunPlan.PROVIDER_REPLAY);

  private final ClusterReader cluster;
  private final AgentRun run;
  private final Map<String, String> texts = new LinkedHashMap<>();

  private RunPlanner(ClusterReader cluster, AgentRun run) {
    this.cluster = cluster;
    this.run = run;
  }

  public static PlanResult plan(AgentRun run, ClusterReader cluster) {
    try {
      return new RunPlanner(cluster, run).plan();
    } catch (RefusedException e) {
      return new Refused(e.reason, e.words);
    }
  }

  /** A pack as a run attaches it: the field that says so, and whether an earlier one did too. */
  public record Attached(String at, SkillRef ref, boolean again) {}

  /** The packs that a run attaches: its own, or else those of its instance, if there is one. */
  public static List<Attached> attached(AgentRun run, ClusterReader cluster) {
    if (!run.getSpec().skills().isEmpty()) {
      return attached(run, run.getSpec().skills());
    }
    return Optional.of(run.getSpec().instanceRef())
        .filter(RunPlanner::isObjectName)
        .flatMap(name -> cluster.instance(run.getMetadata().getNamespace(), name))
        .map(instance -> attached(run, instance))
        .orElse(List.of());
  }

  /** What one attached pack comes to, however the others fare. */
  public static SkillPlanResult planSkill(AgentRun run, Attached attached, ClusterReader cluster) {
    try {
      return new Fits(new RunPlanner(cluster, run).skill(attached));
    } catch (RefusedException e) {
      return new Refused(e.reason, e.words);
    }
  }

  /** Whether a pack can have this name; anything else has no business in a request's path. */
  public static boolean isPackName(String name) {
    return PACK_NAME.matcher(name).matches();
  }

  /** Checks a pack by itself: what would refuse every run that attaches it under these limits. */
  public static Optional<Refused> checkPack(SkillPack pack, GrantPolicy limits) {
    try {
      if (!isPackName(pack.getMetadata().getName())) {
        throw refuse(Reason.SkillPackInvalid, "metadata.name: %s", nameRule());
      }
      SidecarSpec sidecar = pack.getSpec().sidecar();
      if (sidecar != null) {
        container(sidecar, Map.of(), "spec.sidecar", "spec");
        checkRules(limits, sidecar, "spec.sidecar.");
      }
      Map<String, String> texts = new LinkedHashMap<>();
      documents(pack.getSpec().skills(), pack.getMetadata().getName(), "spec.skills", texts);
      requireRoom(texts, "spec.skills");
      return Optional.empty();
    } catch (RefusedException e) {
      return Optional.of(new Refused(e.reason, e.words));
    }
  }

  private PlanResult plan() {
    String namespace = run.getMetadata().getNamespace();
    if (namespace.startsWith(KUBERNETES_OWN)) {
      throw refuse(
          Reason.NamespaceReserved,
          "metadata.namespace: %s is a namespace of Kubernetes' own, and no run may be there. Create"
              + " the instance and the run in another.",
          namespace);
    }
    String instanceName = run.getSpec().instanceRef();
    SympoziumInstance instance =
        Optional.of(instanceName)
            .filter(RunPlanner::isObjectName)
            .flatMap(name -> cluster.instance(namespace, name))
            .orElseThrow(() ->
                refuse(
                    Reason.InstanceNotFound,
                    "spec.instanceRef: there is no SympoziumInstance \"%s\" in namespace %s."
                        + " Create it, or name one of: kubectl get sympoziuminstances -n %s",
                    instanceName,
                    namespace,
                    namespace));
    requireLabel("metadata.name", run.getMetadata().getName());
    requireLabel("spec.instanceRef", instanceName);
    RunPlan.Model model = model(instance);
    Duration timeout = timeout(instance);
    List<RunPlan.PlannedSkill> skills = attached(run, instance).stream().map(this::skill).toList();
    requireRoom(texts, origin(run));
    Memory memory = instance.getSpec().memory();
    return new Planned(
        new RunPlan(
            new RunRef(namespace, run.getMetadata().getName(), run.getMetadata().getUid()),
            instanceName,
            run.getSpec().task(),
            run.getSpec().systemPrompt() != null
                ? run.getSpec().systemPrompt()
                : memory == null ? null : memory.systemPrompt(),
            run.getSpec().agentId(),
            run.getSpec().sessionKey(),
            model,
            timeout.toSeconds(),
            skills,
            instance.getSpec().agents().defaultAgent().nodeSelector(),
            Stream.concat(
                    instance.getSpec().imagePullSecrets().stream(),
                    run.getSpec().imagePullSecrets().stream())
                .map(PullSecret::name)
                .distinct()
                .toList()),
        texts);
  }

  private static List<Attached> attached(AgentRun run, SympoziumInstance instance) {
    boolean own = !run.getSpec().skills().isEmpty();
    return attached(run, own ? run.getSpec().skills() : instance.getSpec().skills());
  }

  private static List<Attached> attached(AgentRun run, List<SkillRef> refs) {
    List<Attached> attached = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (SkillRef ref : refs) {
      String at = origin(run) + "[" + attached.size() + "]";
      attached.add(new Attached(at, ref, !seen.add(ref.skillPackRef())));
    }
    return attached;
  }

  private static String origin(AgentRun run) {
    return run.getSpec().skills().isEmpty()
        ? "skills of instance \"" + run.getSpec().instanceRef() + "\": spec.skills"
        : "spec.skills";
  }

  private static boolean isObjectName(String name) {
    return OBJECT_NAME.matcher(name).matches();
  }

  private static void requireLabel(String field, String name) {
    if (name.length() > MAX_LABEL) {
      throw refuse(
          Reason.NameTooLong,
          "%s: \"%s\" has %d characters, and a label of the run's objects can hold %d. Choose a"
              + " shorter name.",
          field,
          name,
          name.length(),
          MAX_LABEL);
    }
  }

  private RunPlan.Model model(SympoziumInstance instance) {
    var agent = instance.getSpec().agents().defaultAgent();
    ModelSpec asked =
        Objects.requireNonNullElse(run.getSpec().model(), new ModelSpec(null, null, null, null));
    List<AuthRef> auths = instance.getSpec().authRefs();
    Setting chosen =
        setting("spec.model.provider", asked.provider())
            .or(() -> setting(of(instance, "agents.default.provider"), agent.provider()))
            .or(() ->
                auths.stream()
                    .findFirst()
                    .flatMap(a -> setting(of(instance, "authRefs[0].provider"), a.provider())))
            .orElse(new Setting("spec.model.provider", RunPlan.PROVIDER_OPENAI));
    String provider = chosen.value();
    if (!PROVIDERS.contains(provider)) {
      throw refuse(
          Reason.ModelInvalid,
          "%s: \"%s\" is no known provider. Use openai (with baseURL for any compatible endpoint) or"
              + " replay.",
          chosen.field(),
          provider);
    }
    Setting model =
        setting("spec.model.model", asked.model())
            .or(() -> setting(of(instance, "agents.default.model"), agent.model()))
            .orElse(new Setting("spec.model.model", ""));
    String name = model.value();
    String namespace = run.getMetadata().getNamespace();
    if (provider.equals(RunPlan.PROVIDER_REPLAY)) {
      if (!isObjectName(name)
          || !cluster.hasConfigMapKey(namespace, name, RunObjects.TRANSCRIPT_KEY)) {
        throw refuse(
            Reason.ModelInvalid,
            "%s: provider replay plays key %s of ConfigMap \"%s\" in namespace %s,"
                + " which is not there. Create it, for example from a recorded run: kubectl get"
                + " configmap <run>-transcript",
            model.field(),
            RunObjects.TRANSCRIPT_KEY,
            name,
            namespace);
      }
      return new RunPlan.Model(provider, name, null, null);
    }
    Optional<Setting> baseUrl =
        setting("spec.model.baseURL", asked.baseURL())
            .or(() -> setting(of(instance, "agents.default.baseURL"), agent.baseURL()));
    if (baseUrl.isPresent() && !isHttp(baseUrl.get().value())) {
      throw refuse(
          Reason.ModelInvalid,
          "%s: \"%s\" is not an http or https URL. Example: https://models.example/v1",
          baseUrl.get().field(),
          baseUrl.get().value());
    }
    Optional<String> secret =
        asked.authSecretRef() != null
            ? firstOf(asked.authSecretRef())
            : auths.stream()
                .filter(a -> a.provider() == null || provider.equals(a.provider()))
                .map(AuthRef::secret)
                .flatMap(s -> firstOf(s).stream())
                .findFirst();
    if (asked.authSecretRef() == null
        && secret.isPresent()
        && asked.baseURL() != null
        && !asked.baseURL().equals(agent.baseURL())) {
      throw refuse(
          Reason.ModelInvalid,
          "spec.model.baseURL: the key of instance \"%s\" goes to no endpoint but its own. Name the"
              + " secret with a key for this one in spec.model.authSecretRef, or set that to \"\" if"
              + " there is none.",
          instance.getMetadata().getName());
    }
    return new RunPlan.Model(
        provider, name, baseUrl.map(Setting::value).orElse(null), secret.orElse(null));
  }

  private static boolean isHttp(String url) {
    try {
      URI uri = URI.create(url);
      return uri.getHost() != null
          && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private Duration timeout(SympoziumInstance instance) {
    Optional<Setting> timeout =
        setting("spec.timeout", run.getSpec().timeout())
            .or(() ->
                setting(
                    of(instance, "agents.default.runTimeout"),
                    instance.getSpec().agents().defaultAgent().runTimeout()));
    if (timeout.isEmpty()) {
      return DEFAULT_TIMEOUT;
    }
    return Durations.parse(timeout.get().value())
        .filter(d -> d.compareTo(Duration.ofSeconds(1)) >= 0 && d.compareTo(MAX_TIMEOUT) <= 0)
        .orElseThrow(() ->
            refuse(
                Reason.TimeoutInvalid,
                "%s: \"%s\" is not a time between 1s and 24h. Example: 10m",
                timeout.get().field(),
                timeout.get().value()));
  }

  private RunPlan.PlannedSkill skill(Attached attached) {
    SkillRef ref = attached.ref();
    String at = attached.at();
    String name = ref.skillPackRef();
    if (!isPackName(name)) {
      throw refuse(Reason.SkillPackInvalid, "%s.skillPackRef: \"%s\": %s", at, name, nameRule());
    }
    if (attached.again()) {
      throw refuse(
          Reason.SkillPackDuplicate,
          "%s: pack \"%s\" is attached twice. Remove one of the two.",
          at,
          name);
    }
    String namespace = run.getMetadata().getNamespace();
    SkillPack pack =
        cluster
            .pack(namespace, name)
            .or(() -> cluster.pack(cluster.operatorNamespace(), name))
            .orElseThrow(() ->
                refuse(
                    Reason.SkillPackNotFound,
                    "%s: there is no SkillPack \"%s\" in namespace %s or %s. See what there is:"
                        + " kubectl get skillpacks -A",
                    at,
                    name,
                    namespace,
                    cluster.operatorNamespace()));
    SkillPackSpec spec = pack.getSpec();
    String in = at + " (pack \"" + name + "\")";
    RunPlan.Container container = null;
    List<PolicyRule> rules = List.of();
    List<PolicyRule> clusterRules = List.of();
    if (spec.sidecar() != null) {
      container = container(spec.sidecar(), ref.params(), in + " sidecar", at);
      rules = spec.sidecar().rbac();
      clusterRules = spec.sidecar().clusterRBAC();
      checkRules(cluster.limits(namespace), spec.sidecar(), in + " ");
    } else if (!ref.params().isEmpty()) {
      throw refuse(
          Reason.SkillPackInvalid,
          "%s.params: pack \"%s\" has no container that could take parameters. Remove them.",
          at,
          name);
    }
    return new RunPlan.PlannedSkill(
        new SkillPackRevision(
            pack.getMetadata().getNamespace(),
            name,
            pack.getMetadata().getUid(),
            pack.getMetadata().getGeneration()),
        container,
        rules,
        clusterRules,
        documents(spec.skills(), name, in, texts));
  }

  /** The pack's texts for the agent; the texts themselves are added to {@code texts}. */
  private static List<RunPlan.Document> documents(
      List<Skill> skills, String pack, String in, Map<String, String> texts) {
    List<RunPlan.Document> documents = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (Skill skill : skills) {
      if (!names.add(skill.name())) {
        throw refuse(
            Reason.SkillPackInvalid,
            "%s: two of its skills are called \"%s\". Rename one.",
            in,
            skill.name());
      }
      String key = "skill." + pack + "." + skill.name() + ".md";
      texts.put(key, skill.content());
      SkillRequirements requires =
          Objects.requireNonNullElse(skill.requires(), new SkillRequirements(List.of(), List.of()));
      documents.add(
          new RunPlan.Document(
              skill.name(), skill.description(), key, requires.bins(), requires.tools()));
    }
    return documents;
  }

  private static void requireRoom(Map<String, String> texts, String at) {
    int bytes =
        texts.values().stream().mapToInt(t -> t.getBytes(StandardCharsets.UTF_8).length).sum();
    if (bytes > MAX_TEXT_BYTES) {
      throw refuse(
          Reason.PlanTooLarge,
          "%s: the texts of all skills are %d KiB together, more than %d KiB. Attach fewer packs or"
              + " shorten their texts.",
          at,
          bytes / 1024,
          MAX_TEXT_BYTES / 1024);
    }
  }

  private static void checkRules(GrantPolicy limits, SidecarSpec sidecar, String in) {
    checkRules(limits, sidecar.rbac(), false, in + "rbac");
    checkRules(limits, sidecar.clusterRBAC(), true, in + "clusterRBAC");
  }

  private static void checkRules(
      GrantPolicy limits, List<PolicyRule> rules, boolean everywhere, String field) {
    for (int i = 0; i < rules.size(); i++) {
      String at = field + "[" + i + "]";
      switch (limits.violation(rules.get(i), everywhere).orElse(null)) {
        case null -> {}
        case BeyondCeiling(Permission right) ->
            throw refuse(
                Reason.RightsBeyondCeiling,
                "%s: %s is not within this cluster's ceiling. An administrator can allow it with a"
                    + " ClusterRole labelled %s=true%s.",
                at,
                right.words(),
                SympoziumLabels.LABEL_AGGREGATE_TO_CEILING,
                everywhere
                    ? ""
                    : ", or for this namespace only with a RoleBinding to the operator's"
                        + " ServiceAccount labelled "
                        + SympoziumLabels.LABEL_NAMESPACE_CEILING
                        + "=true");
        case Dangerous(DangerousPermission danger, Permission right) ->
            throw refuse(
                Reason.RightsDangerous,
                "%s: %s is dangerous (%s: %s) and not allowed. An administrator can allow it with"
                    + " the chart value allowedDangerousPermissions: [%s].",
                at,
                right.words(),
                danger.id(),
                danger.why(),
                danger.id());
      }
    }
  }

  private static RunPlan.Container container(
      SidecarSpec sidecar, Map<String, String> params, String in, String at) {
    SidecarResources asked =
        Objects.requireNonNullElse(
            sidecar.resources(), new SidecarResources(null, null, Map.of(), Map.of()));
    requireQuantities(in + ".resources.requests", asked.requests());
    requireQuantities(in + ".resources.limits", asked.limits());
    firstOf(asked.cpu()).ifPresent(q -> requireQuantity(in + ".resources.cpu", q));
    firstOf(asked.memory()).ifPresent(q -> requireQuantity(in + ".resources.memory", q));
    // A request or limit that is given alone speaks for both, as a limit does in Kubernetes.
    Map<String, String> requests = new TreeMap<>();
    requests.put("cpu", firstOf(asked.cpu(), asked.limits().get("cpu")).orElse("100m"));
    requests.put("memory", firstOf(asked.memory(), asked.limits().get("memory")).orElse("128Mi"));
    requests.putAll(asked.requests());
    Map<String, String> limits = new TreeMap<>();
    limits.put("memory", firstOf(asked.memory(), asked.requests().get("memory")).orElse("128Mi"));
    limits.putAll(asked.limits());
    for (var limit : limits.entrySet()) {
      String request = requests.get(limit.getKey());
      if (request != null && amount(request).compareTo(amount(limit.getValue())) > 0) {
        throw refuse(
            Reason.SkillPackInvalid,
            "%s.resources: the request of %s (%s) is more than its limit (%s). Lower the request or"
                + " raise the limit.",
            in,
            limit.getKey(),
            request,
            limit.getValue());
      }
    }
    return new RunPlan.Container(
        sidecar.image(),
        environment(sidecar, params, in, at),
        !Boolean.FALSE.equals(sidecar.mountWorkspace()),
        requests,
        limits,
        sidecar.secretRef(),
        sidecar.secretRef() == null ? null : secretPath(sidecar, sidecar.secretRef(), in));
  }

  private static String secretPath(SidecarSpec sidecar, String secret, String in) {
    String path = firstOf(sidecar.secretMountPath()).orElse("/secrets/" + secret);
    boolean plain =
        path.startsWith("/")
            && Stream.of(path.substring(1).split("/", -1))
                .noneMatch(part -> part.isEmpty() || part.equals(".") || part.equals(".."));
    if (!plain) {
      throw refuse(
          Reason.SkillPackInvalid,
          "%s.secretMountPath: \"%s\" is not a plain absolute path. Choose one like /secrets/key.",
          in,
          path);
    }
    if (TAKEN_PATHS.stream().anyMatch(taken -> isWithin(path, taken) || isWithin(taken, path))) {
      throw refuse(
          Reason.SkillPackInvalid,
          "%s.secretMountPath: %s is used by the run itself. Choose a path like /secrets/%s.",
          in,
          path,
          secret);
    }
    return path;
  }

  private static boolean isWithin(String path, String directory) {
    return path.equals(directory) || path.startsWith(directory + "/");
  }

  private static void requireQuantities(String field, Map<String, String> quantities) {
    new TreeMap<>(quantities)
        .forEach((resource, quantity) -> requireQuantity(field + "." + resource, quantity));
  }

  private static void requireQuantity(String field, String quantity) {
    try {
      if (amount(quantity).signum() < 0) {
        throw new IllegalArgumentException("negative");
      }
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw refuse(
          Reason.SkillPackInvalid,
          "%s: \"%s\" is not a quantity. Examples: 100m for processor time, 128Mi for memory.",
          field,
          quantity);
    }
  }

  private static BigDecimal amount(String quantity) {
    return Quantity.getAmountInBytes(new Quantity(quantity));
  }

  private static List<EnvVar> environment(
      SidecarSpec sidecar, Map<String, String> params, String in, String at) {
    Map<String, EnvVar> all = new LinkedHashMap<>();
    for (EnvVar env : sidecar.env()) {
      if (env.name().startsWith("SYMPOZIUM_") || env.name().startsWith("LD_")) {
        throw refuse(
            Reason.SkillPackInvalid,
            "%s.env: %s can't be set by a pack: names with SYMPOZIUM_ and LD_ are the executor's.",
            in,
            env.name());
      }
      all.put(env.name(), env);
    }
    Set<String> fromParams = new LinkedHashSet<>();
    params.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(param -> {
          if (!PARAM.matcher(param.getKey()).matches()) {
            throw refuse(
                Reason.SkillPackInvalid,
                "%s.params: \"%s\" can't be made a variable. Use letters, digits, dashes, dots"
                    + " and underscores, for example default-branch.",
                at,
                param.getKey());
          }
          String name =
              "SKILL_"
                  + param.getKey().toUpperCase(Locale.ROOT).replace('-', '_').replace('.', '_');
          if (!fromParams.add(name)) {
            throw refuse(
                Reason.SkillPackInvalid,
                "%s.params: two keys become the same variable %s. Rename one.",
                at,
                name);
          }
          all.put(name, new EnvVar(name, literal(param.getValue())));
        });
    return List.copyOf(all.values());
  }

  /** The kubelet replaces {@code $(NAME)} in variables, and a doubled dollar by a single one. */
  private static String literal(String value) {
    return value.replace("$", "$$");
  }

  private static String nameRule() {
    return "a pack's name is part of container names, so it is lower case letters, digits and"
        + " dashes, at most 52. Example: k8s-ops";
  }

  private static Optional<String> firstOf(@Nullable String... candidates) {
    return Stream.of(candidates).filter(c -> c != null && !c.isBlank()).findFirst();
  }

  /** A value and the field that it stands in. */
  private record Setting(String field, String value) {}

  private static Optional<Setting> setting(String field, @Nullable String value) {
    return firstOf(value).map(v -> new Setting(field, v));
  }

  private static String of(SympoziumInstance instance, String field) {
    return "instance \"" + instance.getMetadata().getName() + "\": spec." + field;
  }

  private static RefusedException refuse(Reason reason, String format, @Nullable Object... args) {
    return new RefusedException(reason, String.format(Locale.ROOT, format, args));
  }

  /** Ends planning from any depth; never leaves this class. */
  private static final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final Reason reason;
    private final String words;

    RefusedException(Reason reason, String words) {
      super(words, null, false, false);
      this.reason = reason;
      this.words = words;
    }
  }
}
