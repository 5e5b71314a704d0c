package ai.sympozium.endpoint.cluster;

import ai.sympozium.base.JsonTrees;
import ai.sympozium.contract.EndpointContract;
import ai.sympozium.endpoint.run.RunsUnavailableException;
import ai.sympozium.endpoint.run.SkillTool;
import ai.sympozium.ipc.gateway.GatewayRejectedException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The tools of skills that clients may call, as the gateway lists them. All requests of clients
 * share one request in a few seconds, and one failure for a second.
 */
final class ToolCatalog {
  private static final long LIFETIME_NANOS = Duration.ofSeconds(5).toNanos();
  private static final long FAILURE_NANOS = Duration.ofSeconds(1).toNanos();

  private final GatewayCalls gateway;
  private final LongSupplier nanoTime;
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable Known known;

  /**
   * Result of the last request.
   *
   * @param failure why there are no tools, or null
   */
  private record Known(List<SkillTool> tools, @Nullable String failure, long until) {
    List<SkillTool> get() {
      if (failure != null) {
        throw new RunsUnavailableException(failure);
      }
      return tools;
    }
  }

  /**
   * Creates a catalog.
   *
   * @param nanoTime a clock such as {@link System#nanoTime}
   */
  ToolCatalog(GatewayCalls gateway, LongSupplier nanoTime) {
    this.gateway = gateway;
    this.nanoTime = nanoTime;
  }

  /**
   * Returns the tools.
   *
   * @throws RunsUnavailableException if the gateway does not list them
   */
  List<SkillTool> tools() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      var latest = known;
      if (latest == null || nanoTime.getAsLong() - latest.until() >= 0) {
        latest = read();
        known = latest;
      }
      return latest.get();
    } finally {
      lock.unlock();
    }
  }

  private Known read() throws InterruptedException {
    try {
      var answer = gateway.post(EndpointContract.TOOLS_PATH, JsonTrees.object());
      if (!answer.path(EndpointContract.TOOLS).isArray()) {
        return failed("The tools cannot be read at present.");
      }
      var tools = new ArrayList<SkillTool>();
      answer.path(EndpointContract.TOOLS).forEach(tool -> tools.add(tool(tool)));
      return new Known(List.copyOf(tools), null, nanoTime.getAsLong() + LIFETIME_NANOS);
    } catch (GatewayRejectedException e) {
      return failed(
          e.status() == HttpURLConnection.HTTP_ENTITY_TOO_LARGE
              ? e.getMessage()
              : "The tools cannot be read at present.");
    } catch (IOException e) {
      return failed("The tools cannot be read at present.");
    }
  }

  private Known failed(String reason) {
    return new Known(List.of(), reason, nanoTime.getAsLong() + FAILURE_NANOS);
  }

  private static SkillTool tool(JsonNode tool) {
    return new SkillTool(
        tool.path(EndpointContract.SKILL).asText(""),
        tool.path(EndpointContract.NAME).asText(""),
        tool.path(EndpointContract.DESCRIPTION).asText(""),
        tool.path(EndpointContract.PARAMETERS) instanceof ObjectNode schema
            ? schema
            : JsonTrees.object());
  }
}
