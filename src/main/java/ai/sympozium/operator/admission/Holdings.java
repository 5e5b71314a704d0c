package ai.sympozium.operator.admission;

import ai.sympozium.rights.Right;
import org.jspecify.annotations.Nullable;

/** Knows who holds which right. */
interface Holdings {
  /** Whether he holds it in the namespace, or in the whole cluster when that is null. */
  boolean hold(Author author, Right right, @Nullable String namespace);
}
