package ai.sympozium.operator.kube;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.InstantSource;

/** Writes no events. */
public final class IgnoredEvents extends EventRecorder {
  public IgnoredEvents(KubernetesClient client, InstantSource clock) {
    super(client, clock);
  }

  @Override
  public void normal(HasMetadata regarding, String reason, String message) {}

  @Override
  public void warning(HasMetadata regarding, String reason, String message) {}
}
