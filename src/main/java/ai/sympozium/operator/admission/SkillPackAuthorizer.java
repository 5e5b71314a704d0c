package ai.sympozium.operator.admission;

import ai.sympozium.api.SkillPackSpec;
import ai.sympozium.rbac.Permission;
import io.fabric8.kubernetes.api.model.authentication.UserInfo;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether an author may write a pack. The rule is that of Kubernetes for Roles: the author
 * must hold every declared permission in the same scope, or hold {@code escalate} there.
 *
 * @see <a href="https://kubernetes.io/docs/reference/access-authn-authz/rbac/">RBAC, restrictions
 *     on role creation or update</a>
 */
final class SkillPackAuthorizer {
  /** The API server reviews this many permissions well within the timeout of the webhook. */
  static final int MAX_PERMISSIONS = 1000;

  private final AccessChecker access;
  private final String operatorNamespace;

  SkillPackAuthorizer(AccessChecker access, String operatorNamespace) {
    this.access = access;
    this.operatorNamespace = operatorNamespace;
  }

  /** Is reviewed once, even if a pack declares it several times. */
  private record Review(Permission permission, @Nullable String namespace) {
    static Review of(RequiredPermission needed) {
      return new Review(needed.permission(), needed.namespace());
    }
  }

  /** Returns why the author may not write the pack into the namespace. Empty if the author may. */
  Optional<String> refusal(UserInfo author, String namespace, SkillPackSpec pack) {
    Map<Review, RequiredPermission> required = new LinkedHashMap<>();
    RequiredPermission.of(pack, namespace, operatorNamespace)
        .forEach(needed -> required.putIfAbsent(Review.of(needed), needed));
    if (required.size() > MAX_PERMISSIONS) {
      return Optional.of(
          "spec.sidecar: the rules expand to %d permissions, and a pack can have %d. Split it into several packs."
              .formatted(required.size(), MAX_PERMISSIONS));
    }
    Map<RequiredPermission, Boolean> held = review(author, required);
    Map<Review, Boolean> escalations = new HashMap<>();
    return held.entrySet().stream()
        .filter(needed -> !needed.getValue())
        .map(Map.Entry::getKey)
        .filter(missing -> {
          Review escalation = Review.of(missing.escalation());
          return !escalations.computeIfAbsent(
              escalation, q -> access.isAllowed(author, q.permission(), q.namespace()));
        })
        .findFirst()
        .map(missing -> describe(author, namespace, missing));
  }

  /** Reviews all at the same time. Returns the results in the order of the pack. */
  private Map<RequiredPermission, Boolean> review(
      UserInfo author, Map<Review, RequiredPermission> required) {
    Map<RequiredPermission, Future<Boolean>> results = new LinkedHashMap<>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      required.forEach((review, needed) ->
          results.put(
              needed,
              threads.submit(
                  () -> access.isAllowed(author, review.permission(), review.namespace()))));
    }
    Map<RequiredPermission, Boolean> held = new LinkedHashMap<>();
    results.forEach((needed, result) -> held.put(needed, get(result)));
    return held;
  }

  private static boolean get(Future<Boolean> result) {
    try {
      return result.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException unchecked
          ? unchecked
          : new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while reviewing permissions", e);
    }
  }

  private String describe(UserInfo author, String namespace, RequiredPermission missing) {
    boolean forAll = missing.namespace() == null && namespace.equals(operatorNamespace);
    return "%s: %s does not hold %s %s%s. A pack can declare only what its author holds. Get this permission, or let a user who holds it write the pack."
        .formatted(
            missing.field(),
            author.getUsername(),
            missing.permission().describe(),
            missing.scope(),
            forAll ? ", from where packs of " + namespace + " can be attached" : "");
  }
}
