package ai.sympozium.operator.gateway;

import ai.sympozium.contract.GatewayApi;
import ai.sympozium.contract.GatewayApi.ErrorCode;
import ai.sympozium.operator.http.GatewayException;
import com.fasterxml.jackson.databind.JsonNode;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import org.jspecify.annotations.Nullable;

/** Accepts the reports of bridges. */
@Path(GatewayApi.RESULT_PATH)
public class ResultResource {
  private final RequestCaller caller;
  private final RunReportStore reports;

  ResultResource(RequestCaller caller, RunReportStore reports) {
    this.caller = caller;
    this.reports = reports;
  }

  @POST
  @BridgeOnly
  @RunOnVirtualThread
  public void report(@Nullable JsonNode report) {
    if (report == null || !report.isObject()) {
      throw new GatewayException(ErrorCode.BAD_REQUEST, "the body is not a JSON object");
    }
    reports.store(caller.pod(), report);
  }
}
