package ai.sympozium.operator.agentrun.pod;

import ai.sympozium.contract.PodContract;
import ai.sympozium.operator.agentrun.plan.PlannedText;
import ai.sympozium.operator.agentrun.plan.RunObjects;
import ai.sympozium.operator.agentrun.plan.RunPlan;
import ai.sympozium.operator.agentrun.plan.RunPlan.PlannedSkill;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.KeyToPathBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Builds the volumes of a run's pod. */
record RunPodVolumes(RunPlan plan) {
  static final String MODEL_HEADERS = "model-headers";

  private static final long TOKEN_EXPIRATION_SECONDS = 600;

  /** The size that container runtimes give without a volume. */
  private static final String SHARED_MEMORY_LIMIT = "64Mi";

  private static final String TMP_SIZE = "256Mi";

  List<Volume> volumes() {
    List<Volume> volumes = new ArrayList<>();
    volumes.add(disk("workspace", sizeOr(plan.settings().workspaceSize(), "1Gi")));
    volumes.add(disk("tmp", sizeOr(plan.settings().tmpSize(), TMP_SIZE)));
    volumes.add(memory("shm", "1Mi"));
    volumes.add(memory("bridge-shm", "1Mi"));
    volumes.add(memory("ipc", "64Mi"));
    volumes.add(identity("identity", PodContract.BRIDGE_AUDIENCE));
    volumes.add(runFiles());
    addDocuments(volumes);
    addModelHeaders(volumes);
    List<PlannedSkill> skills =
        plan.skills().stream().filter(skill -> skill.container() != null).toList();
    if (!skills.isEmpty()) {
      volumes.add(disk("runtime", "512Mi"));
    }
    skills.forEach(skill -> addSkill(volumes, skill));
    return volumes;
  }

  private static String sizeOr(@Nullable String size, String defaultSize) {
    return size == null || size.isBlank() ? defaultSize : size;
  }

  private void addSkill(List<Volume> volumes, PlannedSkill skill) {
    String name = skill.name();
    RunPlan.Container container = skill.container();
    volumes.add(memory("ipc-" + name, "64Mi"));
    volumes.add(
        disk("tmp-" + name, sizeOr(container == null ? null : container.tmpSize(), TMP_SIZE)));
    volumes.add(memory("shm-" + name, SHARED_MEMORY_LIMIT));
    if (skill.hasPermissions()) {
      volumes.add(identity("id-" + name, PodContract.skillAudience(name)));
      volumes.add(memory("api-" + name, "1Mi"));
      if (container != null && container.ownLoop()) {
        volumes.add(memory("token-shm-" + name, "1Mi"));
      }
    }
    if (container != null) {
      volumes.addAll(new SkillVolumes(name, container).volumes());
    }
    if (container != null && container.secret() != null) {
      volumes.add(
          new VolumeBuilder()
              .withName("secret-" + name)
              .withNewSecret()
              .withSecretName(container.secret())
              .endSecret()
              .build());
    }
  }

  /** Projects the agent's input, the certificate authorities, and its transcript. */
  private Volume runFiles() {
    var files =
        new VolumeBuilder()
            .withName("run")
            .withNewProjected()
            .addNewSource()
            .withNewConfigMap()
            .withName(planConfigMap())
            .withItems(item(RunObjects.AGENT_INPUT_KEY, PodContract.AGENT_INPUT_FILE))
            .endConfigMap()
            .endSource();
    if (plan.model().provider().equals(PodContract.PROVIDER_REPLAY)) {
      files
          .addNewSource()
          .withNewConfigMap()
          .withName(plan.model().name())
          .withItems(item(RunObjects.TRANSCRIPT_KEY, PodContract.REPLAY_FILE))
          .endConfigMap()
          .endSource();
    }
    if (plan.settings().caConfigMap() != null) {
      files
          .addNewSource()
          .withNewConfigMap()
          .withName(plan.settings().caConfigMap())
          .withItems(item(plan.settings().caKey(), PodContract.MODEL_CA_FILE))
          .endConfigMap()
          .endSource();
    }
    if (plan.settings().network().trustedCA() != null) {
      files
          .addNewSource()
          .withNewConfigMap()
          .withName(planConfigMap())
          .withItems(item(RunObjects.TRUSTED_CA_KEY, PodContract.TRUSTED_CA_FILE))
          .endConfigMap()
          .endSource();
    }
    return files.endProjected().build();
  }

  /** Optional: the agent reports a Secret that is missing, and names the field. */
  private void addModelHeaders(List<Volume> volumes) {
    String secret = plan.model().headersSecret();
    if (secret != null) {
      volumes.add(
          new VolumeBuilder()
              .withName(MODEL_HEADERS)
              .withNewSecret()
              .withSecretName(secret)
              .withOptional(true)
              .endSecret()
              .build());
    }
  }

  private void addDocuments(List<Volume> volumes) {
    List<KeyToPath> items =
        Stream.concat(
                plan.skills().stream().flatMap(s -> items(s.name(), s.documents())),
                plan.texts().stream()
                    .flatMap(t -> items(PodContract.textsDirectory(t.configMap()), t.documents())))
            .toList();
    if (!items.isEmpty()) {
      volumes.add(
          new VolumeBuilder()
              .withName("skills")
              .withNewConfigMap()
              .withName(planConfigMap())
              .withItems(items)
              .endConfigMap()
              .build());
    }
  }

  private static Stream<KeyToPath> items(String directory, List<PlannedText> documents) {
    return documents.stream()
        .map(d -> item(d.key(), PodContract.documentFile(directory, d.name())));
  }

  /**
   * Projects a token of the pod for one audience, and the gateway's CA certificate. The API server
   * rejects the token; the gateway derives pod and container from it.
   */
  private Volume identity(String name, String audience) {
    return new VolumeBuilder()
        .withName(name)
        .withNewProjected()
        .addNewSource()
        .withNewServiceAccountToken(
            audience, TOKEN_EXPIRATION_SECONDS, PodContract.IDENTITY_TOKEN_FILE)
        .endSource()
        .addNewSource()
        .withNewConfigMap()
        .withName(planConfigMap())
        .withItems(item(RunObjects.GATEWAY_CA_KEY, PodContract.GATEWAY_CA_FILE))
        .endConfigMap()
        .endSource()
        .endProjected()
        .build();
  }

  private String planConfigMap() {
    return RunObjects.planName(plan.run().name());
  }

  private static KeyToPath item(@Nullable String key, String path) {
    return new KeyToPathBuilder().withKey(key).withPath(path).build();
  }

  private static Volume disk(String name, String limit) {
    return new VolumeBuilder()
        .withName(name)
        .withNewEmptyDir()
        .withSizeLimit(new Quantity(limit))
        .endEmptyDir()
        .build();
  }

  private static Volume memory(String name, String limit) {
    return new VolumeBuilder()
        .withName(name)
        .withNewEmptyDir()
        .withMedium("Memory")
        .withSizeLimit(new Quantity(limit))
        .endEmptyDir()
        .build();
  }
}
