package ai.sympozium.operator.http;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.RequestScoped;

/** Bytes of the body budget that a request holds until it has been processed. */
@RequestScoped
class HeldBytes {
  private final BodyBudget budget;
  private boolean review;
  private int bytes;

  HeldBytes(BodyBudget budget) {
    this.budget = budget;
  }

  /**
   * Holds further bytes.
   *
   * @param ofReview whether the body is an admission review; the same for all calls of a request
   * @return whether the bytes are available
   */
  boolean tryHold(boolean ofReview, int further) {
    if (!budget.tryHold(ofReview, further)) {
      return false;
    }
    review = ofReview;
    bytes += further;
    return true;
  }

  @PreDestroy
  void release() {
    budget.release(review, bytes);
  }
}
