package ai.sympozium.operator.gateway.report;

import ai.sympozium.contract.GatewayApi;
import ai.sympozium.operator.gateway.authentication.BridgeOnly;
import ai.sympozium.operator.gateway.authentication.RequestCaller;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.io.InputStream;

/** Accepts the reports of bridges. */
@Path(GatewayApi.RESULT_PATH)
public class ResultResource {
  private final RequestCaller caller;
  private final RunReportStore reports;
  private final ObjectMapper json;

  ResultResource(RequestCaller caller, RunReportStore reports, ObjectMapper json) {
    this.caller = caller;
    this.reports = reports;
    this.json = json;
  }

  @POST
  @BridgeOnly
  @RunOnVirtualThread
  @Consumes(MediaType.APPLICATION_JSON)
  public void report(InputStream body) throws IOException {
    try (JsonParser parser = json.createParser(body)) {
      reports.store(caller.pod(), BridgeReport.read(parser));
    }
  }
}
