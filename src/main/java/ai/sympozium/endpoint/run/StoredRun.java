package ai.sympozium.endpoint.run;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A run as it is stored in the cluster.
 *
 * @param request identifies client and request
 * @param context text that was stored with the run
 * @param result null while the run is not finished
 */
public record StoredRun(
    String id,
    String request,
    String context,
    Instant createdAt,
    Conversation conversation,
    @Nullable EndpointRunResult result) {}
