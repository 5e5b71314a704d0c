package ai.sympozium.cli.skill;

import ai.sympozium.api.SympoziumLabels;
import ai.sympozium.cli.cluster.Cluster;
import ai.sympozium.cli.cluster.ConnectionOptions;
import ai.sympozium.cli.console.CommandException;
import ai.sympozium.cli.console.ExitCode;
import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.net.HttpURLConnection;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** The objects that a test creates in its namespace, with a label. Closing deletes all of them. */
final class TestObjects implements AutoCloseable {
  private static final int DELETION_TIMEOUT_SECONDS = 60;

  private static final String CLEANUP =
      "kubectl delete agentruns,sympoziuminstances,skillpacks,deployments,statefulsets,daemonsets,"
          + "jobs,cronjobs,services,configmaps,serviceaccounts,ingresses,networkpolicies,"
          + "poddisruptionbudgets,horizontalpodautoscalers,persistentvolumeclaims,secrets,roles,"
          + "rolebindings";

  private final Cluster cluster;
  private final String pack;
  private final Deque<GenericKubernetesResource> created = new ArrayDeque<>();
  private final List<String> failures = new ArrayList<>();
  private boolean closed;

  TestObjects(Cluster cluster, String pack) {
    this.cluster = cluster;
    this.pack = pack;
  }

  /**
   * Creates an object.
   *
   * @throws CommandException if it exists, or the API server rejects it
   */
  void create(JsonNode manifest) {
    GenericKubernetesResource object =
        ConnectionOptions.serialization().convertValue(manifest, GenericKubernetesResource.class);
    String name = object.getKind() + " " + object.getMetadata().getName();
    try {
      createLabelled(object);
    } catch (KubernetesClientException e) {
      String message = e.getStatus() == null ? e.getMessage() : e.getStatus().getMessage();
      throw switch (e.getCode()) {
        case HttpURLConnection.HTTP_CONFLICT ->
            new CommandException(
                ExitCode.REFUSED,
                name
                    + " exists in namespace "
                    + cluster.namespace()
                    + ". Wait for another test in it, use another namespace, or delete what an"
                    + " interrupted test has left: "
                    + cleanupCommand());
        case HttpURLConnection.HTTP_FORBIDDEN ->
            new CommandException(ExitCode.UNAVAILABLE, name + " cannot be created: " + message);
        default ->
            new CommandException(
                ExitCode.REFUSED, "the API server rejects " + name + ": " + message);
      };
    }
  }

  private synchronized void createLabelled(GenericKubernetesResource object) {
    if (closed) {
      throw new CommandException(ExitCode.REFUSED, "the test was interrupted");
    }
    Map<String, String> labels =
        new HashMap<>(Objects.requireNonNullElse(object.getMetadata().getLabels(), Map.of()));
    labels.put(SympoziumLabels.LABEL_SKILL_TEST, pack);
    object.getMetadata().setLabels(labels);
    object.getMetadata().setNamespace(cluster.namespace());
    created.push(resource(object).create());
  }

  private Resource<GenericKubernetesResource> resource(GenericKubernetesResource object) {
    return cluster
        .client()
        .genericKubernetesResources(object.getApiVersion(), object.getKind())
        .inNamespace(cluster.namespace())
        .resource(object);
  }

  /** Deletes the objects, the last one first. Continues after failures. */
  @Override
  public synchronized void close() {
    closed = true;
    while (!created.isEmpty()) {
      GenericKubernetesResource object = created.pop();
      try {
        delete(object);
      } catch (RuntimeException e) {
        failures.add(
            object.getKind()
                + " "
                + object.getMetadata().getName()
                + " was not deleted: "
                + e.getMessage());
      }
    }
  }

  private void delete(GenericKubernetesResource object) {
    Resource<GenericKubernetesResource> resource = resource(object);
    resource.withPropagationPolicy(DeletionPropagation.BACKGROUND).delete();
    if (object.getKind().equals("AgentRun")) {
      // The operator revokes the permissions of the run before the instance is deleted.
      resource.waitUntilCondition(Objects::isNull, DELETION_TIMEOUT_SECONDS, TimeUnit.SECONDS);
    }
  }

  /** Returns what could not be deleted. */
  synchronized List<String> failures() {
    return List.copyOf(failures);
  }

  private String cleanupCommand() {
    return CLEANUP + " -n " + cluster.namespace() + " -l " + SympoziumLabels.LABEL_SKILL_TEST;
  }
}
