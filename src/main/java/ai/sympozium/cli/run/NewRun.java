package ai.sympozium.cli.run;

import ai.sympozium.api.AgentRun;
import ai.sympozium.api.SympoziumInstance;
import ai.sympozium.cli.cluster.Cluster;
import ai.sympozium.cli.cluster.ConnectionOptions;
import ai.sympozium.cli.cluster.NotReadableException;
import ai.sympozium.cli.console.CommandException;
import ai.sympozium.cli.console.ExitCode;
import ai.sympozium.cli.console.TerminalSanitizer;
import ai.sympozium.cli.explain.RunManifest;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A run that is not created yet.
 *
 * @param source its manifest, with all fields of the user
 */
record NewRun(GenericKubernetesResource source, String instance) {
  private static final int UNPROCESSABLE = 422;
  private static final String INSTANCE = "instanceRef";

  /** Another name of the same field. */
  private static final String AGENT = "agentRef";

  /** Reads the manifest, if there is one, and replaces its instance and task. */
  static NewRun of(@Nullable String instance, @Nullable String task, @Nullable String file) {
    if (file == null && (instance == null || task == null)) {
      throw new CommandException(
          ExitCode.USAGE,
          "run: an instance or a task is missing. Use: run INSTANCE \"TASK\", or: run -f FILE");
    }
    GenericKubernetesResource source =
        file == null
            ? RunManifest.of(Objects.requireNonNull(instance), Objects.requireNonNull(task))
            : RunManifest.read(file).source();
    Map<String, Object> spec = source.get("spec");
    if (instance != null) {
      spec.put(INSTANCE, instance);
      spec.remove(AGENT);
    }
    if (task != null) {
      spec.put("task", task);
    }
    return new NewRun(source, String.valueOf(spec.getOrDefault(INSTANCE, spec.get(AGENT))));
  }

  /** Returns the cluster with the namespace of the run, which the manifest can name. */
  Cluster in(Cluster cluster, @Nullable String ofOption) {
    String ofManifest = source.getMetadata().getNamespace();
    if (ofManifest != null && ofOption != null && !ofManifest.equals(ofOption)) {
      throw new CommandException(
          ExitCode.USAGE,
          "metadata.namespace: " + ofManifest + " differs from --namespace " + ofOption);
    }
    String namespace = Objects.requireNonNullElse(ofManifest, cluster.namespace());
    source.getMetadata().setNamespace(namespace);
    return new Cluster(cluster.client(), namespace, cluster.operatorNamespace());
  }

  AgentRun create(Cluster cluster) {
    requireInstance(cluster);
    try {
      GenericKubernetesResource created =
          cluster
              .client()
              .genericKubernetesResources(source.getApiVersion(), source.getKind())
              .inNamespace(cluster.namespace())
              .resource(source)
              .create();
      return ConnectionOptions.serialization().convertValue(created, AgentRun.class);
    } catch (KubernetesClientException e) {
      throw rejected(e, cluster.namespace());
    }
  }

  /** The operator would refuse the run, but only after it was created. */
  private void requireInstance(Cluster cluster) {
    String namespace = cluster.namespace();
    try {
      if (cluster
          .read(
              "get sympoziuminstances/" + instance + " in " + namespace,
              () ->
                  cluster
                      .client()
                      .resources(SympoziumInstance.class)
                      .inNamespace(namespace)
                      .withName(instance)
                      .get())
          .isEmpty()) {
        throw new CommandException(
            ExitCode.REFUSED,
            "SympoziumInstance \""
                + instance
                + "\" does not exist in namespace "
                + namespace
                + ". See: kubectl get sympoziuminstances -n "
                + namespace);
      }
    } catch (NotReadableException e) {
      // A user who may only create runs learns it from the status of the run.
    }
  }

  private static RuntimeException rejected(KubernetesClientException e, String namespace) {
    Status status = e.getStatus();
    String message = status == null ? e.getMessage() : status.getMessage();
    return switch (e.getCode()) {
      case HttpURLConnection.HTTP_FORBIDDEN ->
          new CommandException(
              ExitCode.UNAVAILABLE, "you may not create this run in " + namespace + ": " + message);
      case HttpURLConnection.HTTP_CONFLICT ->
          new CommandException(
              ExitCode.REFUSED,
              message + ". Delete that run, or use metadata.generateName in the manifest.");
      case HttpURLConnection.HTTP_NOT_FOUND ->
          new CommandException(
              ExitCode.REFUSED,
              message + ". Check the namespace, and that Sympozium is installed.");
      case HttpURLConnection.HTTP_BAD_REQUEST, UNPROCESSABLE ->
          new CommandException(ExitCode.USAGE, "the API server rejects the run: " + message);
      default -> e;
    };
  }

  /** Returns the first line of a task. */
  static String title(String task) {
    return TerminalSanitizer.value(task.strip().lines().findFirst().orElse(""));
  }
}
