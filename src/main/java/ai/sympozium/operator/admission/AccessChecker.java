package ai.sympozium.operator.admission;

import ai.sympozium.rbac.Permission;
import org.jspecify.annotations.Nullable;

/** Knows who holds which right. */
interface AccessChecker {
  /** Whether he holds it in the namespace, or in the whole cluster when that is null. */
  boolean hold(Author author, Permission right, @Nullable String namespace);
}
