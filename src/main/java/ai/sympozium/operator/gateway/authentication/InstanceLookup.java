package ai.sympozium.operator.gateway.authentication;

import ai.sympozium.api.SympoziumInstance;
import ai.sympozium.operator.agentrun.cache.RunLister;
import io.fabric8.kubernetes.client.KubernetesClient;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.function.Predicate;

/** Finds the instance to which the pod of a token belongs: in the cache first, otherwise live. */
@ApplicationScoped
class InstanceLookup {
  private final KubernetesClient client;
  private final RunLister cache;

  InstanceLookup(KubernetesClient client, RunLister cache) {
    this.client = client;
    this.cache = cache;
  }

  /**
   * The name of an instance that a pod claims, and what the instance must be like.
   *
   * @param name empty if the pod cannot belong to an instance
   */
  record Claim(String namespace, Optional<String> name, Predicate<SympoziumInstance> condition) {}

  /** Returns whether the cache contains the instance. Without a cache, every claim may be true. */
  boolean isKnown(Claim claim) {
    return !cache.isAvailable() || cached(claim).isPresent();
  }

  Optional<SympoziumInstance> find(Claim claim) {
    return cached(claim).or(() -> live(claim));
  }

  private Optional<SympoziumInstance> cached(Claim claim) {
    return claim
        .name()
        .flatMap(name -> cache.instance(claim.namespace(), name))
        // The cache keeps only a part of an instance when all are large.
        .filter(instance -> instance.getSpec() != null)
        .filter(claim.condition());
  }

  private Optional<SympoziumInstance> live(Claim claim) {
    return claim
        .name()
        .map(name ->
            client
                .resources(SympoziumInstance.class)
                .inNamespace(claim.namespace())
                .withName(name)
                .get())
        .filter(claim.condition());
  }
}
