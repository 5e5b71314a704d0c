package ai.sympozium.operator.agentrun.plan;

import static ai.sympozium.operator.agentrun.plan.Setting.firstNonBlank;

import ai.sympozium.api.EnvVar;
import ai.sympozium.api.SidecarResources;
import ai.sympozium.api.SidecarSpec;
import ai.sympozium.operator.agentrun.plan.PlanResult.Reason;
import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
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

/**
 * Plans the container of a skill: resources, environment and secret.
 *
 * @param fieldPath path of the sidecar, for messages
 * @param paramsPath path of the parameters, for messages
 */
record SidecarPlanner(SidecarSpec sidecar, String fieldPath, String paramsPath) {
  private static final List<String> RESERVED_ENV_PREFIXES = List.of("SYMPOZIUM_", "LD_");
  private static final Pattern PARAM_KEY = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]*");
  private static final String DEFAULT_CPU = "100m";
  private static final String DEFAULT_MEMORY = "128Mi";

  RunPlan.Container plan(Map<String, String> params) {
    checkHostAccess();
    Optional<String> secretPath = Optional.ofNullable(sidecar.secretRef()).map(this::secretPath);
    new VolumePlanner(sidecar, fieldPath).check(secretPath);
    SidecarResources resources = resources();
    // A request or limit that is set alone is used for both, like a limit in Kubernetes.
    Map<String, String> requests = new TreeMap<>();
    requests.put(
        "cpu", firstNonBlank(resources.cpu(), resources.limits().get("cpu")).orElse(DEFAULT_CPU));
    requests.put(
        "memory",
        firstNonBlank(resources.memory(), resources.limits().get("memory")).orElse(DEFAULT_MEMORY));
    requests.putAll(resources.requests());
    Map<String, String> limits = new TreeMap<>();
    limits.put(
        "memory",
        firstNonBlank(resources.memory(), resources.requests().get("memory"))
            .orElse(DEFAULT_MEMORY));
    limits.putAll(resources.limits());
    checkRequestsWithinLimits(requests, limits);
    return new RunPlan.Container(
        sidecar.image(),
        environment(params),
        !Boolean.FALSE.equals(sidecar.mountWorkspace()),
        requests,
        limits,
        sidecar.secretRef(),
        secretPath.orElse(null),
        sidecar.tmpSize() == null ? limits.get("ephemeral-storage") : sidecar.tmpSize(),
        sidecar.command(),
        sidecar.hasOwnLoop(),
        ToolCheck.checked(sidecar.tools(), fieldPath),
        sidecar.imagePullPolicy(),
        sidecar.volumes(),
        sidecar.volumeMounts());
  }

  private void checkHostAccess() {
    if (sidecar.needsHost()) {
      throw invalid(
          "%s.hostAccess.enabled: a run is a restricted pod without access to its node. Set it to"
              + " false if the skill works without, or use another pack.",
          fieldPath);
    }
  }

  private SidecarResources resources() {
    SidecarResources resources =
        Objects.requireNonNullElse(
            sidecar.resources(), new SidecarResources(null, null, Map.of(), Map.of()));
    checkQuantities(fieldPath + ".resources.requests", resources.requests());
    checkQuantities(fieldPath + ".resources.limits", resources.limits());
    firstNonBlank(resources.cpu()).ifPresent(q -> checkQuantity(fieldPath + ".resources.cpu", q));
    firstNonBlank(resources.memory())
        .ifPresent(q -> checkQuantity(fieldPath + ".resources.memory", q));
    return resources;
  }

  private void checkRequestsWithinLimits(Map<String, String> requests, Map<String, String> limits) {
    limits.forEach((resource, limit) -> {
      String request = requests.get(resource);
      if (request != null && amount(request).compareTo(amount(limit)) > 0) {
        throw invalid(
            "%s.resources: the request for %s (%s) is higher than its limit (%s). Lower the request"
                + " or raise the limit.",
            fieldPath, resource, request, limit);
      }
    });
  }

  private static void checkQuantities(String fieldPath, Map<String, String> quantities) {
    new TreeMap<>(quantities)
        .forEach((resource, quantity) -> checkQuantity(fieldPath + "." + resource, quantity));
  }

  private static void checkQuantity(String fieldPath, String quantity) {
    if (!isQuantity(quantity)) {
      throw invalid(
          "%s: \"%s\" is not a quantity. Use a value such as 100m for CPU or 128Mi for memory.",
          fieldPath, quantity);
    }
  }

  private static boolean isQuantity(String text) {
    try {
      return amount(text).signum() >= 0;
    } catch (IllegalArgumentException | ArithmeticException e) {
      return false;
    }
  }

  private static BigDecimal amount(String quantity) {
    return Quantity.getAmountInBytes(new Quantity(quantity));
  }

  private String secretPath(String secret) {
    String path = firstNonBlank(sidecar.secretMountPath()).orElse("/secrets/" + secret);
    if (!MountPaths.isPlainAbsolute(path)) {
      throw invalid(
          "%s.secretMountPath: \"%s\" is not a plain absolute path. Use a path such as"
              + " /secrets/%s.",
          fieldPath, path, secret);
    }
    if (MountPaths.overlapsRun(path)) {
      throw invalid(
          "%s.secretMountPath: %s overlaps a mount of the run. Use a path such as /secrets/%s.",
          fieldPath, path, secret);
    }
    return path;
  }

  private List<EnvVar> environment(Map<String, String> params) {
    Map<String, EnvVar> variables = new LinkedHashMap<>();
    for (int i = 0; i < sidecar.env().size(); i++) {
      EnvVar variable = sidecar.env().get(i);
      if (RESERVED_ENV_PREFIXES.stream().anyMatch(variable.name()::startsWith)) {
        throw invalid(
            "%s.env[%d].name: %s is reserved. Use a name without the prefix SYMPOZIUM_ or LD_.",
            fieldPath, i, variable.name());
      }
      variables.put(variable.name(), variable);
    }
    Set<String> fromParams = new LinkedHashSet<>();
    new TreeMap<>(params)
        .forEach((key, value) -> {
          String name = variableName(key);
          if (!fromParams.add(name)) {
            throw invalid(
                "%s.params: two keys become the same variable %s. Rename one of them.",
                paramsPath, name);
          }
          variables.put(name, new EnvVar(name, escapeReferences(value)));
        });
    return List.copyOf(variables.values());
  }

  private String variableName(String key) {
    if (!PARAM_KEY.matcher(key).matches()) {
      throw invalid(
          "%s.params: \"%s\" cannot become a variable name. Use letters, digits, dashes, dots and"
              + " underscores, for example default-branch.",
          paramsPath, key);
    }
    return "SKILL_" + key.toUpperCase(Locale.ROOT).replace('-', '_').replace('.', '_');
  }

  /**
   * The kubelet expands {@code $(NAME)} in variables and turns a double dollar into a single one.
   */
  private static String escapeReferences(String value) {
    return value.replace("$", "$$");
  }

  private static PlanRefusedException invalid(String format, Object... args) {
    return new PlanRefusedException(Reason.SKILL_PACK_INVALID, format, args);
  }
}
