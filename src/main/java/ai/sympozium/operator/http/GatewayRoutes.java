package ai.sympozium.operator.http;

import ai.sympozium.contract.ConnectorContract;
import ai.sympozium.contract.EndpointContract;
import ai.sympozium.contract.GatewayApi;

/** Defines the kinds of bodies and the metric labels of the gateway's paths. */
public final class GatewayRoutes {
  /** Common start of the secret paths for admission reviews. */
  public static final String ADMISSION_PREFIX = "/v1/admission/";

  private GatewayRoutes() {}

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
    if (path.equals(EndpointContract.LOG_PATH)) {
      return BodyKind.POLL;
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
          EndpointContract.LOG_PATH,
          EndpointContract.RUN_PATH,
          EndpointContract.LIST_PATH,
          EndpointContract.TOOLS_PATH,
          GatewayApi.HEALTH_PATH ->
          path;
      default -> isReview(path) ? ADMISSION_PREFIX : "other";
    };
  }
}
