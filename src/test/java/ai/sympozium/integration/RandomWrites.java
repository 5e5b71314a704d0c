package ai.sympozium.integration;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;

/** Generates writes of all kinds that give permissions, tokens or identities. */
final class RandomWrites {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String CORE = "/api/v1";
  private static final String RBAC = "/apis/rbac.authorization.k8s.io/v1";
  private static final String STATUS = "/status";

  private final Random random;
  private final String namespace;

  /** Names of the accounts of live runs. */
  private final List<String> accounts;

  /** Names of pods: of live runs, and of others. */
  private final List<String> pods;

  RandomWrites(Random random, String namespace, List<String> accounts, List<String> pods) {
    this.random = random;
    this.namespace = namespace;
    this.accounts = accounts;
    this.pods = pods;
  }

  /**
   * A request.
   *
   * @param body absent for deletions
   * @param changesOnlyAnnotations whether it changes nothing else of an existing object
   */
  record Write(
      String method, String path, Optional<ObjectNode> body, boolean changesOnlyAnnotations) {
    Write(String method, String path, Optional<ObjectNode> body) {
      this(method, path, body, false);
    }

    /** The name in the path or in the body. */
    boolean names(String prefix) {
      return path.contains("/" + prefix)
          || body.filter(b -> b.at("/metadata/name").asText().startsWith(prefix)).isPresent();
    }

    boolean isOfStatus() {
      return path.endsWith(STATUS);
    }

    @Override
    public String toString() {
      return method + " " + path + body.map(b -> " " + b).orElse("");
    }
  }

  Write next() {
    return this.<Supplier<Write>>pick(
            this::createGrantObject,
            this::createGrantObject,
            this::updateExisting,
            this::updateExisting,
            this::updateExisting,
            this::requestToken,
            this::createTokenSecret,
            this::createPod,
            this::createConfigMap,
            this::createWorkload,
            this::writeLease,
            this::writeStatus,
            this::delete)
        .get();
  }

  private Write createGrantObject() {
    String kind =
        pick("serviceaccounts", "roles", "rolebindings", "clusterroles", "clusterrolebindings");
    ObjectNode object = object(anyName());
    labelled(object);
    boolean clusterScoped = kind.startsWith("cluster");
    if (kind.endsWith("roles")) {
      object.set(
          "rules",
          json(
              pick(
                  "[{'apiGroups':['*'],'resources':['*'],'verbs':['*']}]",
                  "[{'apiGroups':[''],'resources':['configmaps'],'verbs':['get','list']}]",
                  "[{'apiGroups':['example.com'],'resources':['widgets'],'verbs':['get']}]",
                  "[{'apiGroups':[''],'resources':['serviceaccounts/token'],'verbs':['create']}]")));
    } else if (kind.endsWith("bindings")) {
      object
          .putObject("roleRef")
          .put("apiGroup", "rbac.authorization.k8s.io")
          .put("kind", pick("Role", "ClusterRole"))
          .put(
              "name",
              pick(
                  "admin",
                  "view",
                  "cluster-admin",
                  "sympozium-ceiling",
                  anyName(),
                  object.at("/metadata/name").asText()));
      object.set("subjects", subjects());
    }
    return new Write(
        "POST",
        kind.equals("serviceaccounts")
            ? namespaced(CORE, kind)
            : clusterScoped ? RBAC + "/" + kind : namespaced(RBAC, kind),
        Optional.of(object));
  }

  /** Changes metadata or content of an object of a run, or of an ordinary object. */
  private Write updateExisting() {
    String kind =
        pick(
            "serviceaccounts",
            "roles",
            "rolebindings",
            "clusterroles",
            "clusterrolebindings",
            "secrets",
            "configmaps",
            "pods",
            "pods");
    String path = path(kind, existingName(kind));
    String subresource = kind.equals("pods") ? pick("", "/ephemeralcontainers", "/resize") : "";
    ObjectNode live = read(path);
    if (live == null) {
      return createGrantObject();
    }
    ObjectNode metadata = (ObjectNode) live.get("metadata");
    metadata.remove("managedFields");
    ObjectNode before = withoutAnnotations(live);
    switch (random.nextInt(8)) {
      case 0 -> metadata.remove("labels");
      case 1 -> metadata.remove("ownerReferences");
      case 2 -> metadata.putArray("finalizers").add("example.com/keep");
      case 3 -> labelled(live);
      case 4 -> {
        if (kind.endsWith("bindings")) {
          live.set("subjects", subjects());
        } else if (kind.endsWith("roles")) {
          live.set("rules", json("[{'apiGroups':['*'],'resources':['*'],'verbs':['*']}]"));
        } else {
          annotated(live);
        }
      }
      case 5 -> annotated(live);
      case 6 -> {
        if (kind.equals("pods")) {
          ((ObjectNode) live.get("spec"))
              .set("ephemeralContainers", json("[{'name':'debug','image':'x'}]"));
        } else if (kind.equals("configmaps")) {
          live.putObject("data").put("plan.json", "{}");
        }
      }
      default -> metadata.putObject("labels").put("sympozium.ai/run-uid", "other");
    }
    return new Write(
        "PUT", path + subresource, Optional.of(live), before.equals(withoutAnnotations(live)));
  }

  private static ObjectNode withoutAnnotations(ObjectNode object) {
    ObjectNode copy = object.deepCopy();
    ((ObjectNode) copy.get("metadata")).remove("annotations");
    return copy;
  }

  private Write requestToken() {
    ObjectNode request = JSON.createObjectNode();
    ObjectNode spec = request.putObject("spec").put("expirationSeconds", pick(600, 3600, 86400));
    if (random.nextBoolean()) {
      spec.putArray("audiences")
          .add(pick("vault", "sympozium.ai/bridge", "sympozium.ai/skill/reader"));
    }
    return new Write(
        "POST",
        namespaced(CORE, "serviceaccounts")
            + "/"
            + pick(pick(accounts), "default", "bystander")
            + "/token",
        Optional.of(request));
  }

  private Write createTokenSecret() {
    ObjectNode secret = object("secret-" + random.nextInt(20));
    annotated(secret);
    secret.put("type", pick("kubernetes.io/service-account-token", "Opaque"));
    return new Write("POST", namespaced(CORE, "secrets"), Optional.of(secret));
  }

  private Write createPod() {
    ObjectNode pod = object(pick("pod-" + random.nextInt(50), pick(pods) + "0"));
    labelled(pod);
    pod.set("spec", podSpec());
    return new Write("POST", namespaced(CORE, "pods"), Optional.of(pod));
  }

  private Write createWorkload() {
    ObjectNode job = object("job-" + random.nextInt(50));
    ObjectNode template = job.putObject("spec").putObject("template");
    template.set("spec", podSpec().put("restartPolicy", "Never"));
    return new Write("POST", namespaced("/apis/batch/v1", "jobs"), Optional.of(job));
  }

  private ObjectNode podSpec() {
    ObjectNode spec = JSON.createObjectNode();
    spec.set("containers", json("[{'name':'main','image':'localhost/busybox:1'}]"));
    spec.set("schedulingGates", json("[{'name':'example.com/never'}]"));
    spec.put("serviceAccountName", pick(pick(accounts), "default", "bystander"));
    if (random.nextBoolean()) {
      spec.set(
          "volumes",
          json(
              "[{'name':'t','projected':{'sources':[{'serviceAccountToken':{'path':'t','audience':'"
                  + pick("vault", "sympozium.ai/bridge")
                  + "'}}]}}]"));
    }
    return spec;
  }

  private Write createConfigMap() {
    ObjectNode map = object(pick("live-0-plan", "live-1-transcript", "map-" + random.nextInt(20)));
    labelled(map);
    return new Write("POST", namespaced(CORE, "configmaps"), Optional.of(map));
  }

  private Write writeLease() {
    ObjectNode lease = object(pick("sympozium-operator", "lease-" + random.nextInt(20)));
    lease.putObject("spec").put("holderIdentity", "fuzz");
    return new Write(
        "POST", namespaced("/apis/coordination.k8s.io/v1", "leases"), Optional.of(lease));
  }

  /** Forges or removes the status of an object that decides about permissions. */
  private Write writeStatus() {
    String path =
        namespaced(
            "/apis/sympozium.ai/v1alpha1",
            pick(
                "agentruns/live-" + random.nextInt(accounts.size()),
                "sympoziuminstances/bot",
                "skillpacks/reader"));
    ObjectNode live = requireNonNull(read(path));
    if (random.nextBoolean()) {
      live.remove("status");
    } else {
      live.withObject("/status")
          .put("phase", pick("Failed", "Succeeded"))
          .put("podName", pick(pods));
    }
    return new Write("PUT", path + STATUS, Optional.of(live));
  }

  private Write delete() {
    String kind = pick("serviceaccounts", "roles", "rolebindings", "secrets", "configmaps");
    return new Write("DELETE", path(kind, pick(existingName(kind), anyName())), Optional.empty());
  }

  private ArrayNode subjects() {
    return (ArrayNode)
        json(
            "[{'kind':'ServiceAccount','name':'"
                + pick(pick(accounts), "default", "bystander")
                + "','namespace':'"
                + namespace
                + "'}]");
  }

  private void labelled(ObjectNode object) {
    if (random.nextBoolean()) {
      ((ObjectNode) object.get("metadata"))
          .putObject("labels")
          .put("app.kubernetes.io/managed-by", "sympozium")
          .put("sympozium.ai/run", "live-0")
          .put("sympozium.ai/run-uid", "00000000-0000-0000-0000-000000000000")
          .put("sympozium.ai/run-namespace", namespace)
          .put("sympozium.ai/skill", "reader");
    }
  }

  private void annotated(ObjectNode object) {
    ((ObjectNode) object.get("metadata"))
        .putObject("annotations")
        .put("kubernetes.io/service-account.name", pick(pick(accounts), "default"));
  }

  private String anyName() {
    return pick(
        pick(accounts),
        "sympozium-run-%012x-reader".formatted(random.nextInt(4)),
        "name-" + random.nextInt(20));
  }

  /** Returns a name that probably exists: of a run's object, or of an ordinary one. */
  private String existingName(String kind) {
    return switch (kind) {
      case "pods" -> pick(pods);
      case "configmaps" -> pick("live-0-plan", "live-1-plan", "map-1", "map-2");
      case "secrets" -> "secret-" + random.nextInt(20);
      default -> pick(pick(accounts), "default", "name-1", "name-2");
    };
  }

  private static @org.jspecify.annotations.Nullable ObjectNode read(String path) {
    String found = TestCluster.ADMIN.raw(path);
    return found == null ? null : (ObjectNode) json(found);
  }

  private String path(String kind, String name) {
    String collection =
        switch (kind) {
          case "clusterroles", "clusterrolebindings" -> RBAC + "/" + kind;
          case "roles", "rolebindings" -> namespaced(RBAC, kind);
          default -> namespaced(CORE, kind);
        };
    return collection + "/" + name;
  }

  private String namespaced(String group, String kind) {
    return group + "/namespaces/" + namespace + "/" + kind;
  }

  private static ObjectNode object(String name) {
    ObjectNode object = JSON.createObjectNode();
    object.putObject("metadata").put("name", name);
    return object;
  }

  private static com.fasterxml.jackson.databind.JsonNode json(String text) {
    try {
      return JSON.readTree(text.startsWith("[{'") ? text.replace('\'', '"') : text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(text, e);
    }
  }

  private <T> T pick(List<T> values) {
    return values.get(random.nextInt(values.size()));
  }

  @SafeVarargs
  private <T> T pick(T... values) {
    return values[random.nextInt(values.length)];
  }
}
