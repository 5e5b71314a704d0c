package ai.sympozium.images;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Implements the part of the Kubernetes API that the operator needs for one run. Allows all. */
final class FakeApiServer {
  private final Map<String, ObjectNode> objects = new TreeMap<>();
  private final List<Watcher> watchers = new CopyOnWriteArrayList<>();
  private final Consumer<ObjectNode> onChange;
  private long version;

  /** Calls {@code onChange} for each created or changed object. */
  FakeApiServer(Consumer<ObjectNode> onChange) {
    this.onChange = onChange;
  }

  private record Watcher(Target target, String selector, LinkedBlockingQueue<ObjectNode> events) {}

  /** A parsed path. The name of a collection is empty, as is the namespace of all namespaces. */
  private record Target(String type, String namespace, String name, String subresource) {
    static Target of(String path) {
      var segments = new ArrayList<>(List.of(path.substring(1).split("/")));
      var type = String.join("/", segments.subList(0, segments.get(0).equals("api") ? 2 : 3));
      segments.subList(0, segments.get(0).equals("api") ? 2 : 3).clear();
      var namespace = "";
      if (segments.size() > 2 && segments.getFirst().equals("namespaces")) {
        namespace = segments.get(1);
        segments.subList(0, 2).clear();
      }
      return new Target(
          type + "/" + segments.get(0),
          namespace,
          segments.size() > 1 ? segments.get(1) : "",
          segments.size() > 2 ? segments.get(2) : "");
    }

    String key() {
      return type + "//" + namespace + "//" + name;
    }

    boolean contains(String key) {
      return key.startsWith(type + "//" + (namespace.isEmpty() ? "" : namespace + "//"));
    }
  }

  void handle(HttpExchange exchange) throws Exception {
    if (exchange.getRequestHeaders().containsKey("Upgrade")) {
      LocalServer.respond(exchange, 200, null); // Clients fall back to watching by plain HTTP.
      return;
    }
    var uri = exchange.getRequestURI();
    if (uri.getPath().equals("/readyz")) {
      LocalServer.respond(exchange, 200, null);
      return;
    }
    var target = Target.of(uri.getPath());
    var query = uri.getQuery() == null ? "" : "&" + uri.getQuery() + "&";
    if (query.contains("&watch=true&")) {
      watch(exchange, target, selector(query));
      return;
    }
    var answer =
        switch (exchange.getRequestMethod()) {
          case "GET" -> target.name().isEmpty() ? list(target, selector(query)) : get(target);
          case "POST" -> post(target, (ObjectNode) LocalServer.readBody(exchange));
          case "PUT", "PATCH" -> patch(target, LocalServer.readBody(exchange));
          default -> delete(target);
        };
    LocalServer.respond(
        exchange,
        answer == null ? 404 : exchange.getRequestMethod().equals("POST") ? 201 : 200,
        answer == null ? notFound() : answer);
  }

  private static String selector(String query) {
    int start = query.indexOf("&labelSelector=");
    return start < 0 ? "" : query.substring(start + 15, query.indexOf('&', start + 15));
  }

  private static boolean matches(ObjectNode object, String selector) {
    var labels = object.path("metadata").path("labels");
    return selector.isEmpty()
        || List.of(selector.split(",")).stream()
            .map(s -> s.split("=", 2))
            .allMatch(
                s -> labels.has(s[0]) && (s.length < 2 || labels.path(s[0]).asText().equals(s[1])));
  }

  private static ObjectNode notFound() {
    return LocalServer.JSON
        .createObjectNode()
        .put("kind", "Status")
        .put("apiVersion", "v1")
        .put("status", "Failure")
        .put("reason", "NotFound")
        .put("code", 404);
  }

  private synchronized ObjectNode get(Target target) {
    return objects.get(target.key());
  }

  private synchronized ObjectNode list(Target target, String selector) {
    var list = LocalServer.JSON.createObjectNode().put("kind", "List").put("apiVersion", "v1");
    list.putObject("metadata").put("resourceVersion", "" + version);
    var items = list.putArray("items");
    objects.forEach((key, object) -> {
      if (target.contains(key) && matches(object, selector)) {
        items.add(object);
      }
    });
    return list;
  }

  private void watch(HttpExchange exchange, Target target, String selector) throws Exception {
    var watcher = new Watcher(target, selector, new LinkedBlockingQueue<>());
    watchers.add(watcher);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(200, 0);
    var out = exchange.getResponseBody();
    out.flush();
    while (true) {
      var event = watcher.events.poll(1, TimeUnit.MINUTES);
      if (event != null) {
        out.write((event + "\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
      }
    }
  }

  private ObjectNode post(Target target, ObjectNode object) {
    var type = target.type().substring(target.type().lastIndexOf('/') + 1);
    var status = object.putObject("status");
    switch (target.subresource().isEmpty() ? type : target.subresource()) {
      case "subjectaccessreviews" -> status.put("allowed", false);
      case "selfsubjectaccessreviews" -> status.put("allowed", true);
      case "selfsubjectrulesreviews" -> {
        var rule = status.putArray("resourceRules").addObject();
        for (var field : List.of("apiGroups", "resources", "verbs")) {
          rule.putArray(field).add("*");
        }
      }
      case "token" -> status.put("token", "training-run").put("expirationTimestamp", now(3600));
      case "tokenreviews" -> reviewToken(object, status);
      default -> {
        object.remove("status");
        return create(target, object);
      }
    }
    return object;
  }

  /** A token of the training run ends with {@code .<namespace>/<pod>} instead of a signature. */
  private synchronized void reviewToken(ObjectNode review, ObjectNode status) {
    var token = review.path("spec").path("token").asText();
    var pod = token.substring(token.lastIndexOf('.') + 1).split("/");
    var found = objects.get("api/v1/pods//" + pod[0] + "//" + pod[pod.length - 1]);
    status
        .put("authenticated", found != null)
        .set("audiences", review.path("spec").path("audiences"));
    if (found != null) {
      var user =
          status.putObject("user").put("username", "system:serviceaccount:" + pod[0] + ":default");
      var extra = user.putObject("extra");
      extra.putArray("authentication.kubernetes.io/pod-name").add(pod[1]);
      extra
          .putArray("authentication.kubernetes.io/pod-uid")
          .add(found.at("/metadata/uid").asText());
    }
  }

  /** Creates an object, also before the operator starts. */
  ObjectNode create(String collection, ObjectNode object) {
    return create(Target.of(collection), object);
  }

  private ObjectNode create(Target collection, ObjectNode object) {
    var metadata = object.withObject("/metadata");
    if (!metadata.has("name")) {
      metadata.put(
          "name",
          metadata.path("generateName").asText() + UUID.randomUUID().toString().substring(0, 5));
    }
    if (!collection.namespace().isEmpty()) {
      metadata.put("namespace", collection.namespace());
    }
    metadata
        .put("uid", UUID.randomUUID().toString())
        .put("creationTimestamp", now(0))
        .put("generation", 1);
    if (object.has("stringData")) {
      var data = object.withObject("/data");
      object
          .remove("stringData")
          .properties()
          .forEach(e ->
              data.put(
                  e.getKey(),
                  Base64.getEncoder()
                      .encodeToString(e.getValue().asText().getBytes(StandardCharsets.UTF_8))));
    }
    var target =
        new Target(collection.type(), collection.namespace(), metadata.path("name").asText(), "");
    return store(target, object, "ADDED");
  }

  private ObjectNode patch(Target target, JsonNode change) {
    var before = get(target);
    if (before == null) {
      return create(new Target(target.type(), target.namespace(), "", ""), (ObjectNode) change);
    }
    var after = before.deepCopy();
    if (change.isArray()) {
      change.forEach(operation -> apply(operation, after));
    } else {
      merge(after, (ObjectNode) change);
    }
    return store(target, after, "MODIFIED");
  }

  /** Applies a JSON Patch operation. Array positions are supported for removal only. */
  private static void apply(JsonNode operation, ObjectNode object) {
    var path = operation.path("path").asText();
    var parent = object.at(path.substring(0, path.lastIndexOf('/')));
    var last = path.substring(path.lastIndexOf('/') + 1);
    switch (operation.path("op").asText()) {
      case "remove" -> {
        if (parent instanceof com.fasterxml.jackson.databind.node.ArrayNode array) {
          array.remove(Integer.parseInt(last));
        } else if (parent instanceof ObjectNode node) {
          node.remove(last);
        }
      }
      case "add", "replace" -> {
        if (parent instanceof ObjectNode node) {
          node.set(last, operation.path("value"));
        }
      }
      default -> {}
    }
  }

  private static void merge(ObjectNode target, ObjectNode change) {
    change
        .properties()
        .forEach(e -> {
          if (e.getValue() instanceof ObjectNode node
              && target.get(e.getKey()) instanceof ObjectNode inner) {
            merge(inner, node);
          } else if (!e.getKey().equals("managedFields") && !e.getKey().equals("resourceVersion")) {
            target.set(e.getKey(), e.getValue());
          }
        });
  }

  private ObjectNode delete(Target target) {
    var object = get(target);
    if (object == null) {
      return null;
    }
    return store(target, object.deepCopy(), "DELETED");
  }

  ObjectNode store(String path, ObjectNode object) {
    return store(Target.of(path), object, "MODIFIED");
  }

  private synchronized ObjectNode store(Target target, ObjectNode object, String event) {
    object.withObject("/metadata").put("resourceVersion", "" + ++version);
    if (event.equals("DELETED")) {
      objects.remove(target.key());
    } else {
      objects.put(target.key(), object);
    }
    var watchEvent =
        LocalServer.JSON.createObjectNode().put("type", event).set("object", object.deepCopy());
    for (var watcher : watchers) {
      if (watcher.target.contains(target.key()) && matches(object, watcher.selector)) {
        watcher.events.add((ObjectNode) watchEvent);
      }
    }
    if (!event.equals("DELETED")) {
      Thread.ofVirtual().start(() -> onChange.accept(object.deepCopy()));
    }
    return object;
  }

  static String now(int plusSeconds) {
    return Instant.now().plusSeconds(plusSeconds).truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
