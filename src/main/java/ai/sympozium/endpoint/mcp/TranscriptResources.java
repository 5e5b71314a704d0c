package ai.sympozium.endpoint.mcp;

import ai.sympozium.base.JsonTrees;
import ai.sympozium.contract.EndpointContract;
import ai.sympozium.endpoint.run.AgentRuns;
import ai.sympozium.endpoint.run.ListedRun;
import ai.sympozium.endpoint.run.LoggedRun;
import ai.sympozium.endpoint.run.RunContext;
import ai.sympozium.endpoint.run.RunIds;
import ai.sympozium.endpoint.run.RunPosition;
import ai.sympozium.endpoint.run.RunsUnavailableException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The transcripts of a client's runs. A client finds its own runs only, whichever API created them,
 * and none whose request asks not to be stored.
 */
final class TranscriptResources implements McpResources {
  private static final String PREFIX = "sympozium://runs/";
  private static final String SUFFIX = "/transcript";
  private static final String TYPE = "text/plain";

  private final AgentRuns runs;
  private final RunIds ids;

  TranscriptResources(AgentRuns runs, RunIds ids) {
    this.runs = runs;
    this.ids = ids;
  }

  @Override
  public ObjectNode list(String client, McpRequest request) throws InterruptedException {
    var result = JsonTrees.object();
    var resources = result.putArray("resources");
    try {
      var page = runs.list(ids.requestPrefix(client), cursor(request));
      page.runs().stream()
          .filter(run -> RunContext.isStored(run.context()))
          .forEach(run -> resources.add(describe(run)));
      if (page.more() && !page.runs().isEmpty()) {
        result.put("nextCursor", page.runs().getLast().position().toString());
      }
    } catch (RunsUnavailableException e) {
      throw JsonRpcException.unavailable(e.getMessage());
    }
    return McpAnswers.changing(request, result);
  }

  @Override
  public ObjectNode templates() {
    var result = JsonTrees.object();
    result
        .putArray("resourceTemplates")
        .addObject()
        .put("uriTemplate", PREFIX + "{id}" + SUFFIX)
        .put("name", "transcript")
        .put("title", "Transcript of a run")
        .put(
            "description",
            "Task, steps and answer of a run that this client has created. The list of resources"
                + " contains the ids.")
        .put("mimeType", TYPE);
    return result;
  }

  @Override
  public ObjectNode read(String client, McpRequest request) throws InterruptedException {
    var uri = request.params().path("uri").asText("");
    var run =
        find(client, uri).orElseThrow(() -> JsonRpcException.noResource(request.version(), uri));
    var result = JsonTrees.object();
    result
        .putArray("contents")
        .addObject()
        .put("uri", uri)
        .put("mimeType", TYPE)
        .put("text", RunTranscript.of(run));
    return McpAnswers.changing(request, result);
  }

  private Optional<LoggedRun> find(String client, String uri) throws InterruptedException {
    var id = id(uri);
    if (id.isEmpty()) {
      return Optional.empty();
    }
    try {
      return runs.findWithLog(id.get())
          .filter(found -> ids.isOwner(client, found.run().request()))
          .filter(found -> RunContext.isStored(found.run().context()));
    } catch (RunsUnavailableException e) {
      throw JsonRpcException.unavailable(e.getMessage());
    }
  }

  private static Optional<String> id(String uri) {
    return uri.startsWith(PREFIX) && uri.endsWith(SUFFIX)
        ? Optional.of(
                uri.substring(
                    PREFIX.length(), Math.max(PREFIX.length(), uri.length() - SUFFIX.length())))
            .filter(EndpointContract::isRunId)
        : Optional.empty();
  }

  private static @Nullable RunPosition cursor(McpRequest request) {
    var cursor = request.params().path("cursor");
    return cursor.isMissingNode()
        ? null
        : RunPosition.parse(cursor.asText(""))
            .orElseThrow(
                () -> new JsonRpcException(200, JsonRpcException.INVALID_PARAMS, "Invalid cursor"));
  }

  private static ObjectNode describe(ListedRun run) {
    var completedAt = run.completedAt();
    var json =
        JsonTrees.object()
            .put("uri", PREFIX + run.id() + SUFFIX)
            .put("name", run.id())
            .put("title", run.task().strip())
            .put(
                "description",
                "Transcript of the run of "
                    + run.createdAt()
                    + (completedAt == null ? ", which is not finished." : "."))
            .put("mimeType", TYPE);
    json.putObject("annotations")
        .put("lastModified", (completedAt == null ? run.createdAt() : completedAt).toString());
    return json;
  }
}
