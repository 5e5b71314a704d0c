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
 * Decides whether an author may write a pack, as Kubernetes decides whether he may write a Role: he
 * holds every right that it declares where it is going to act, or may escalate there.
 *
 * @see <a href="https://kubernetes.io/docs/reference/access-authn-authz/rbac/">RBAC, restrictions
 *     on role creation or update</a>
 */
final class SkillPackAuthorizer {
  /** So many questions are answered well within the API server's patience. */
  static final int MOST_RIGHTS = 1000;

  private final AccessChecker access;
  private final String operatorNamespace;

  SkillPackAuthorizer(AccessChecker access, String operatorNamespace) {
    this.access = access;
    this.operatorNamespace = operatorNamespace;
  }

  /** What is asked once, however often a pack declares it. */
  private record Question(Permission right, @Nullable String namespace) {
    static Question of(RequiredPermission demand) {
      return new Question(demand.right(), demand.namespace());
    }
  }

  /** Why the author may not write the pack into the namespace; empty when he may. */
  Optional<String> refusal(UserInfo author, String namespace, SkillPackSpec pack) {
    Map<Question, RequiredPermission> demands = new LinkedHashMap<>();
    RequiredPermission.of(pack, namespace, operatorNamespace)
        .forEach(demand -> demands.putIfAbsent(Question.of(demand), demand));
    if (demands.size() > MOST_RIGHTS) {
      return Optional.of(
          "spec.sidecar: the rules come to %d single rights, and one pack can have %d. Divide it into several packs."
              .formatted(demands.size(), MOST_RIGHTS));
    }
    Map<RequiredPermission, Boolean> held = ask(author, demands);
    Map<Question, Boolean> escalations = new HashMap<>();
    return held.entrySet().stream()
        .filter(demand -> !demand.getValue())
        .map(Map.Entry::getKey)
        .filter(lacking -> {
          Question escalation = Question.of(lacking.escalation());
          return !escalations.computeIfAbsent(
              escalation, q -> access.isAllowed(author, q.right(), q.namespace()));
        })
        .findFirst()
        .map(lacking -> words(author, namespace, lacking));
  }

  /** All at the same time; the answers are in the order of the pack. */
  private Map<RequiredPermission, Boolean> ask(
      UserInfo author, Map<Question, RequiredPermission> demands) {
    Map<RequiredPermission, Future<Boolean>> answers = new LinkedHashMap<>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      demands.forEach((question, demand) ->
          answers.put(
              demand,
              threads.submit(
                  () -> access.isAllowed(author, question.right(), question.namespace()))));
    }
    Map<RequiredPermission, Boolean> held = new LinkedHashMap<>();
    answers.forEach((demand, answer) -> held.put(demand, get(answer)));
    return held;
  }

  private static boolean get(Future<Boolean> answer) {
    try {
      return answer.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException unchecked
          ? unchecked
          : new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while asking for rights", e);
    }
  }

  private String words(UserInfo author, String namespace, RequiredPermission lacking) {
    boolean forAll = lacking.namespace() == null && namespace.equals(operatorNamespace);
    return "%s: %s does not hold %s %s%s. A pack can declare only what its author holds. Get that right, or have somebody write the pack who holds it."
        .formatted(
            lacking.field(),
            author.getUsername(),
            lacking.right().describe(),
            lacking.where(),
            forAll ? ", from where packs of " + namespace + " can be attached" : "");
  }
}
