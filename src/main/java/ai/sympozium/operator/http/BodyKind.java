package ai.sympozium.operator.http;

import ai.sympozium.base.SharedBudget;
import ai.sympozium.contract.GatewayApi;

/** Kinds of bodies, each with a limit and a budget that the others cannot use up. */
enum BodyKind {
  /** Reports of runs. No namespace may hold more than half of the budget. */
  REPORT(GatewayApi.MAX_BODY_BYTES, 8 * 1024 * 1024, 4 * 1024 * 1024),

  /** Batches of log entries. */
  LOG(GatewayApi.MAX_LOG_BATCH_BYTES, 2 * 1024 * 1024, 512 * 1024),

  /** Requests that contain a name, such as the requests for tokens. */
  REQUEST(4 * 1024, 1024 * 1024, 512 * 1024),

  /**
   * Requests of agents for tools that the operator runs: arguments with room for escapes, name and
   * id.
   */
  TOOL(2 * GatewayApi.MAX_TOOL_REQUEST_BYTES, 2 * 1024 * 1024, 1024 * 1024),

  /** Polls of endpoints: each names up to 100 runs, and is held for as long as it waits. */
  POLL(32 * 1024, 8 * 1024 * 1024, 1024 * 1024),

  /**
   * Admission reviews, which only the API server sends. An object can have 1.5 MiB, and a review of
   * an update contains two.
   */
  REVIEW(4 * 1024 * 1024, 8 * 1024 * 1024, 8 * 1024 * 1024);

  private final int maxBytes;
  private final int total;
  private final int share;

  BodyKind(int maxBytes, int total, int share) {
    this.maxBytes = maxBytes;
    this.total = total;
    this.share = share;
  }

  /** Returns the limit of one body. */
  int maxBytes() {
    return maxBytes;
  }

  SharedBudget newBudget() {
    return new SharedBudget(total, share);
  }
}
