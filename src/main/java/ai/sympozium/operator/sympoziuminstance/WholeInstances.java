package ai.sympozium.operator.sympoziuminstance;

import ai.sympozium.api.SympoziumInstance;
import ai.sympozium.operator.kube.LargeWork;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/** Reads the instances that have no spec in the cache, because they exceed its total size. */
final class WholeInstances {
  private static final int READ_AT_A_TIME = 4;
  private static final Duration RETRY = Duration.ofMillis(50);

  private final KubernetesClient client;
  private final LargeWork largeWork = new LargeWork(READ_AT_A_TIME, RETRY);

  WholeInstances(KubernetesClient client) {
    this.client = client;
  }

  /** Reconciles the whole instance, or repeats the reconcile later. */
  UpdateControl<SympoziumInstance> reconcile(
      SympoziumInstance cached,
      Function<SympoziumInstance, UpdateControl<SympoziumInstance>> reconciler) {
    return cached.getSpec() != null
        ? reconciler.apply(cached)
        : largeWork.doOrRepeat(() ->
            Optional.ofNullable(client.resource(cached).get())
                .map(reconciler)
                .orElseGet(UpdateControl::noUpdate));
  }
}
