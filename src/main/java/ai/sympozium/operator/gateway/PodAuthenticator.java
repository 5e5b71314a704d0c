package ai.sympozium.operator.gateway;

import ai.sympozium.api.AgentRun;
import ai.sympozium.api.SympoziumLabels;
import ai.sympozium.operator.agentrun.cache.RunLister;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.authentication.TokenReview;
import io.fabric8.kubernetes.api.model.authentication.TokenReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds out who calls, from the token alone: its audience says which container, its binding which
 * pod, and the pod's owner which run. Names in a request count for nothing.
 *
 * @see <a href="https://kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin/">
 *     Bound service account tokens</a>
 */
@ApplicationScoped
class PodAuthenticator {
  private static final String POD_NAME = "authentication.kubernetes.io/pod-name";
  private static final String POD_UID = "authentication.kubernetes.io/pod-uid";
  private static final String ACCOUNT_PREFIX = "system:serviceaccount:";

  private final KubernetesClient client;
  private final RunLister cache;

  PodAuthenticator(KubernetesClient client, RunLister cache) {
    this.client = client;
    this.cache = cache;
  }

  AuthenticatedPod authenticate(String token, String audience) {
    TokenReview review =
        client
            .tokenReviews()
            .create(
                new TokenReviewBuilder()
                    .withNewSpec()
                    .withToken(token)
                    .withAudiences(audience)
                    .endSpec()
                    .build());
    var status = review.getStatus();
    if (status == null
        || !Boolean.TRUE.equals(status.getAuthenticated())
        || !status.getAudiences().contains(audience)) {
      throw GatewayException.unauthorized("the token is not valid for audience " + audience);
    }
    String user = status.getUser().getUsername();
    Map<String, List<String>> extra = status.getUser().getExtra();
    Optional<String> podName = first(extra, POD_NAME);
    Optional<String> podUID = first(extra, POD_UID);
    if (!user.startsWith(ACCOUNT_PREFIX) || podName.isEmpty() || podUID.isEmpty()) {
      throw GatewayException.forbidden("the token is not bound to a pod");
    }
    String namespace = user.substring(ACCOUNT_PREFIX.length(), user.lastIndexOf(':'));
    Optional<AuthenticatedPod> known =
        cache
            .pod(namespace, podName.get())
            .filter(pod -> podUID.get().equals(pod.getMetadata().getUid()))
            .flatMap(pod ->
                owner(pod)
                    .flatMap(o ->
                        cache
                            .run(namespace, o.getName())
                            .filter(run -> isRunOf(run, o, pod))
                            .map(run -> new AuthenticatedPod(pod, run))));
    return known.orElseGet(() -> ask(namespace, podName.get(), podUID.get()));
  }

  /**
   * Both as they are in the store; what the caches don't know may be a moment too young for them.
   */
  private AuthenticatedPod ask(String namespace, String podName, String podUID) {
    Pod pod = client.pods().inNamespace(namespace).withName(podName).get();
    if (pod == null || !podUID.equals(pod.getMetadata().getUid())) {
      throw GatewayException.forbidden("the token's pod is gone");
    }
    OwnerReference owner =
        owner(pod).orElseThrow(() -> GatewayException.forbidden("the token's pod is not a run's"));
    AgentRun run =
        client.resources(AgentRun.class).inNamespace(namespace).withName(owner.getName()).get();
    if (run == null || !run.getMetadata().getUid().equals(owner.getUid())) {
      throw GatewayException.runOver();
    }
    if (run.getStatus() == null || run.getStatus().podUID() == null) {
      throw new GatewayException(503, "TryAgain", "the run's pod is not known yet");
    }
    if (!isRunOf(run, owner, pod)) {
      // Anybody who may create pods can make one that claims this owner.
      throw GatewayException.forbidden("the pod claims a run that is not its own");
    }
    return new AuthenticatedPod(pod, run);
  }

  private static boolean isRunOf(AgentRun run, OwnerReference owner, Pod pod) {
    return run.getMetadata().getUid().equals(owner.getUid())
        && run.getStatus() != null
        && pod.getMetadata().getUid().equals(run.getStatus().podUID());
  }

  private static Optional<OwnerReference> owner(Pod pod) {
    return pod.getMetadata().getOwnerReferences().stream()
        .filter(o -> "AgentRun".equals(o.getKind()))
        .filter(o -> o.getApiVersion().startsWith(SympoziumLabels.GROUP + "/"))
        .filter(o -> Boolean.TRUE.equals(o.getController()))
        .findFirst();
  }

  private static Optional<String> first(
      @org.jspecify.annotations.Nullable Map<String, List<String>> extra, String key) {
    return Optional.ofNullable(extra)
        .map(e -> e.get(key))
        .flatMap(values -> values.stream().findFirst());
  }
}
