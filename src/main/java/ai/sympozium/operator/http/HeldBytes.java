package ai.sympozium.operator.http;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.RequestScoped;

/** Bytes of the body budget that a request holds until it has been processed. */
@RequestScoped
class HeldBytes {
  private final BodyBudget budget;
  private BodyKind kind = BodyKind.REQUEST;
  private String namespace = "";
  private int bytes;

  HeldBytes(BodyBudget budget) {
    this.budget = budget;
  }

  /**
   * Holds further bytes. Kind and namespace are the same for all calls of a request.
   *
   * @return whether the bytes are available
   */
  boolean tryHold(BodyKind ofKind, String ofNamespace, int further) {
    if (!budget.tryHold(ofKind, ofNamespace, further)) {
      return false;
    }
    kind = ofKind;
    namespace = ofNamespace;
    bytes += further;
    return true;
  }

  @PreDestroy
  void release() {
    if (bytes > 0) {
      budget.release(kind, namespace, bytes);
    }
  }
}
