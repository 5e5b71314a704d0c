package ai.sympozium.operator.http;

import ai.sympozium.contract.ConnectorContract;
import ai.sympozium.contract.GatewayApi;

/** Defines the body limits and the metric labels of the gateway's paths. */
public final class GatewayRoutes {
  /** Common start of the secret paths for admission reviews. */
  public static final String ADMISSION_PREFIX = "/v1/admission/";

  /** An object can have 1.5 MiB, and a review of an update contains two. */
  static final int MAX_REVIEW_BYTES = 4 * 1024 * 1024;

  /** Other bodies contain a name. */
  static final int MAX_BODY_BYTES = 4 * 1024;

  /** Arguments with room for escapes, name and id. */
  static final int MAX_TOOL_BYTES = 2 * GatewayApi.MAX_TOOL_REQUEST_BYTES;

  private GatewayRoutes() {}

  static int maxBodyBytes(BodyKind kind) {
    return switch (kind) {
      case REPORT -> GatewayApi.MAX_BODY_BYTES;
      case LOG -> GatewayApi.MAX_LOG_BATCH_BYTES;
      case REQUEST -> MAX_BODY_BYTES;
      case TOOL -> MAX_TOOL_BYTES;
      case REVIEW -> MAX_REVIEW_BYTES;
    };
  }

  static BodyKind bodyKind(String path) {
    if (path.equals(GatewayApi.RESULT_PATH)) {
      return BodyKind.REPORT;
    }
    if (path.equals(GatewayApi.TOOL_PATH)) {
      return BodyKind.TOOL;
    }
    if (path.equals(GatewayApi.LOG_PATH)) {
      return BodyKind.LOG;
    }
    return isReview(path) ? BodyKind.REVIEW : BodyKind.REQUEST;
  }

  private static boolean isReview(String path) {
    return path.startsWith(ADMISSION_PREFIX);
  }

  /** Returns one of a few labels for logs and metrics. Never contains a secret path. */
  static String label(String path) {
    return switch (path) {
      case GatewayApi.TOKEN_PATH,
          GatewayApi.RESULT_PATH,
          GatewayApi.TOOL_PATH,
          GatewayApi.LOG_PATH,
          ConnectorContract.MESSAGES_PATH,
          ConnectorContract.OUTCOME_PATH,
          GatewayApi.HEALTH_PATH ->
          path;
      default -> isReview(path) ? ADMISSION_PREFIX : "other";
    };
  }
}
