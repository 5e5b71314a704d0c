package ai.sympozium.operator.gateway.report;

import ai.sympozium.contract.GatewayApi;
import ai.sympozium.contract.GatewayApi.ErrorCode;
import ai.sympozium.contract.LogEntry;
import ai.sympozium.operator.gateway.authentication.LogSenderOnly;
import ai.sympozium.operator.gateway.authentication.RequestCaller;
import ai.sympozium.operator.http.GatewayException;
import com.fasterxml.jackson.databind.JsonNode;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Accepts entries of the logs of runs from their bridges. */
@Path(GatewayApi.LOG_PATH)
public class LogResource {
  private final RequestCaller caller;
  private final AgentLogStore logs;
  private final ModelCondition condition;

  LogResource(RequestCaller caller, AgentLogStore logs, ModelCondition condition) {
    this.caller = caller;
    this.logs = logs;
    this.condition = condition;
  }

  @POST
  @LogSenderOnly
  @RunOnVirtualThread
  public void append(@Nullable JsonNode batch) {
    if (batch == null || !batch.path(GatewayApi.ENTRIES).isArray()) {
      throw new GatewayException(ErrorCode.BAD_REQUEST, "entries: is not a list");
    }
    List<LogEntry> entries = new ArrayList<>();
    for (JsonNode entry : batch.path(GatewayApi.ENTRIES)) {
      LogEntry.read(entry).ifPresent(entries::add);
    }
    if (!entries.isEmpty()) {
      logs.append(caller.pod().run(), entries);
      condition.update(caller.pod().run(), entries);
    }
  }
}
