package ai.sympozium.operator.grant;

import ai.sympozium.operator.grant.SkillGrant.RunRef;
import ai.sympozium.operator.kube.ParallelCalls;
import ai.sympozium.operator.kube.ParallelCalls.Call;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.authorization.v1.ResourceAttributesBuilder;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Verifies by effect that the accounts of grants have no access, and proves it. Labels and owners
 * prove nothing: the objects must be absent, and the API server must deny every rule of the grants
 * to the account, whichever binding could allow it. With several API servers, the reviews prove it
 * for the one that answers.
 */
@ApplicationScoped
class AccessDenialVerifier {
  /** How long the API server's authorizer may lag behind its store before the next reconcile. */
  private static final Duration TIMEOUT = Duration.ofSeconds(2);

  private static final Duration POLL_INTERVAL = Duration.ofMillis(3);

  /**
   * How long the API server can accept the token of an account that is absent: it caches successful
   * authentications for ten seconds, and its watch of accounts lags a moment.
   */
  private static final Duration TOKEN_CACHE_LIFETIME = Duration.ofSeconds(12);

  private final KubernetesClient client;
  private final InstantSource clock;

  /** When an account was first observed to be absent, in nanoseconds, by its user name. */
  private final ConcurrentHashMap<String, Long> absentSince = new ConcurrentHashMap<>();

  AccessDenialVerifier(KubernetesClient client, InstantSource clock) {
    this.client = client;
    this.clock = clock;
  }

  /**
   * Proves that objects are absent and that the accounts of the grants have no access.
   *
   * @param objects the objects of a grant that have to be absent
   * @throws RevocationPendingException when an object exists or access is still allowed
   */
  RevocationProof verify(
      RevocationScope scope,
      List<SkillGrant> grants,
      Function<SkillGrant, List<HasMetadata>> objects) {
    requireAll(
        grants.stream()
            .flatMap(grant ->
                Stream.concat(
                    objects.apply(grant).stream()
                        .map(object -> () -> requireAbsent(scope, grant.run(), object)),
                    denials(grant, DenialSample.first(grant)))));
    // One rule of each binding has waited for the authorizer, so these are denied at once.
    requireAll(grants.stream().flatMap(grant -> denials(grant, DenialSample.others(grant))));
    grants.forEach(grant -> absentSince.remove(grant.user()));
    return new RevocationProof(clock.instant());
  }

  private static void requireAll(Stream<Call<RevocationPendingException>> checks) {
    ParallelCalls.all(RevocationPendingException.class, checks);
  }

  private Stream<Call<RevocationPendingException>> denials(
      SkillGrant grant, List<DenialSample> samples) {
    return samples.stream().map(sample -> () -> requireDenied(grant, sample));
  }

  private void requireAbsent(RevocationScope scope, RunRef run, HasMetadata object) {
    HasMetadata live = client.resource(object).get();
    if (live != null && scope.includes(run, live)) {
      throw new RevocationPendingException(GrantObjects.describeRemaining(live));
    }
  }

  /** Waits until the API server denies a request, or no token of the account can be valid. */
  private void requireDenied(SkillGrant grant, DenialSample sample) {
    SubjectAccessReview review = review(grant, sample);
    long deadline = System.nanoTime() + TIMEOUT.toNanos();
    Optional<String> allowed = allowedBy(review);
    while (allowed.isPresent() && System.nanoTime() < deadline) {
      LockSupport.parkNanos(POLL_INTERVAL.toNanos());
      allowed = allowedBy(review);
    }
    if (allowed.isPresent() && !areTokensInvalid(grant)) {
      throw new RevocationPendingException(
          "the API server still allows "
              + grant.user()
              + " to "
              + sample.verb()
              + " "
              + sample.resource()
              + " ("
              + allowed.get()
              + ")");
    }
  }

  /**
   * Tokens are bound to the UID of their account. Without the account they are invalid, whatever a
   * foreign binding allows to its name.
   */
  private boolean areTokensInvalid(SkillGrant grant) {
    var account =
        client.serviceAccounts().inNamespace(grant.run().namespace()).withName(grant.name());
    if (account.get() != null) {
      absentSince.remove(grant.user());
      return false;
    }
    long now = System.nanoTime();
    long since = absentSince.computeIfAbsent(grant.user(), user -> now);
    return now - since > TOKEN_CACHE_LIFETIME.toNanos();
  }

  /** Returns why a request is allowed, or empty when it is denied. */
  private Optional<String> allowedBy(SubjectAccessReview review) {
    var status = client.authorization().v1().subjectAccessReview().create(review).getStatus();
    return Boolean.TRUE.equals(status.getAllowed())
        ? Optional.of(Objects.requireNonNullElse(status.getReason(), "no reason given"))
        : Optional.empty();
  }

  /**
   * The review names no groups: permissions that every account of a namespace or of the cluster
   * has, also without a run, are not part of a grant.
   */
  private static SubjectAccessReview review(SkillGrant grant, DenialSample sample) {
    String resource = sample.resource();
    int slash = resource.indexOf('/');
    var attributes =
        new ResourceAttributesBuilder()
            .withNamespace(sample.namespace())
            .withGroup(sample.group())
            .withResource(slash < 0 ? resource : resource.substring(0, slash))
            .withVerb(sample.verb())
            .withName(sample.name());
    if (slash > 0) {
      attributes.withSubresource(resource.substring(slash + 1));
    }
    return new SubjectAccessReviewBuilder()
        .withNewSpec()
        .withUser(grant.user())
        .withResourceAttributes(attributes.build())
        .endSpec()
        .build();
  }
}
