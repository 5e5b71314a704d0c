package ai.sympozium.operator.http;

/** Kinds of bodies, each with a budget that the others cannot use up. */
enum BodyKind {
  /** Reports of runs. No namespace may hold more than half of the budget. */
  REPORT(8 * 1024 * 1024, 4 * 1024 * 1024),

  /** Batches of log entries. */
  LOG(2 * 1024 * 1024, 512 * 1024),

  /** Requests that contain a name, such as the requests for tokens. */
  REQUEST(1024 * 1024, 512 * 1024),

  /** Requests of agents for tools that the operator runs. */
  TOOL(2 * 1024 * 1024, 1024 * 1024),

  /** Admission reviews, which only the API server sends. */
  REVIEW(2 * GatewayRoutes.MAX_REVIEW_BYTES, 2 * GatewayRoutes.MAX_REVIEW_BYTES);

  private final int total;
  private final int share;

  BodyKind(int total, int share) {
    this.total = total;
    this.share = share;
  }

  SharedBytes newBudget() {
    return new SharedBytes(total, share);
  }
}
