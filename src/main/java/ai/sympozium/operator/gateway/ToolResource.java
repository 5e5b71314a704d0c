package ai.sympozium.operator.gateway;

import ai.sympozium.api.AgentRun;
import ai.sympozium.contract.GatewayApi;
import ai.sympozium.contract.GatewayApi.ErrorCode;
import ai.sympozium.operator.agentrun.status.RunStatus;
import ai.sympozium.operator.gateway.authentication.BridgeOnly;
import ai.sympozium.operator.gateway.authentication.RequestCaller;
import ai.sympozium.operator.http.ApiServerTurns;
import ai.sympozium.operator.http.GatewayException;
import ai.sympozium.operator.toolrequest.ToolAnswer;
import ai.sympozium.operator.toolrequest.ToolRequestDispatcher;
import ai.sympozium.operator.toolrequest.ToolRequestException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Accepts the tool requests of agents, which their bridges send. Skills have no token for it. An
 * error of the tool is an answer with status 200, because the request itself was valid.
 */
@Path(GatewayApi.TOOL_PATH)
public class ToolResource {
  private static final Pattern ID =
      Pattern.compile("[A-Za-z0-9_-]{1," + GatewayApi.MAX_ID_LENGTH + "}");

  private final RequestCaller caller;
  private final ToolRequestDispatcher tools;
  private final ApiServerTurns turns;

  ToolResource(RequestCaller caller, ToolRequestDispatcher tools, ApiServerTurns turns) {
    this.caller = caller;
    this.tools = tools;
    this.turns = turns;
  }

  @POST
  @BridgeOnly
  @RunOnVirtualThread
  @Produces(MediaType.APPLICATION_JSON)
  public ObjectNode request(@Nullable JsonNode request) {
    if (request == null || !(request.path(GatewayApi.ARGUMENTS) instanceof ObjectNode arguments)) {
      throw new GatewayException(ErrorCode.BAD_REQUEST, "arguments: must be a JSON object");
    }
    String id = request.path(GatewayApi.ID).asText("");
    if (!ID.matcher(id).matches()) {
      throw new GatewayException(
          ErrorCode.BAD_REQUEST,
          "id: must have 1 to "
              + GatewayApi.MAX_ID_LENGTH
              + " characters of A-Z, a-z, 0-9, _ and -");
    }
    AgentRun run = caller.pod().run();
    if (run.isMarkedForDeletion() || RunStatus.of(run).isFinal()) {
      throw new GatewayException(ErrorCode.RUN_FINISHED, "the run has finished");
    }
    String tool = request.path(GatewayApi.TOOL).asText("");
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    try {
      switch (turns.get(() -> tools.dispatch(run, tool, id, arguments))) {
        case ToolAnswer.Done done -> answer.set(GatewayApi.RESULT, done.result());
        case ToolAnswer.Pending pending -> answer.put(GatewayApi.PENDING, true);
      }
    } catch (ToolRequestException e) {
      answer
          .putObject(GatewayApi.ERROR)
          .put(GatewayApi.ERROR_CODE, e.code())
          .put(GatewayApi.ERROR_MESSAGE, e.getMessage())
          .put(GatewayApi.ERROR_HINT, e.hint());
    }
    return answer;
  }
}
