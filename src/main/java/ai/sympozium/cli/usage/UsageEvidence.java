package ai.sympozium.cli.usage;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;

/**
 * Requests of one skill, from one source.
 *
 * @param allowed number of allowed requests, by request
 * @param denied number of denied requests, by request
 * @param implied requests that the API server checked as part of an allowed one and does not log
 * @param notMinimizedReason why all permissions of the skill were needed, whatever its requests
 * @param unclear parts of the source that could not be interpreted
 */
public record UsageEvidence(
    Source source,
    Map<ApiRequest, Integer> allowed,
    Map<ApiRequest, Integer> denied,
    SequencedSet<ApiRequest> implied,
    Optional<String> notMinimizedReason,
    List<String> unclear) {

  /** Source of the requests. */
  @RegisterForReflection
  public enum Source {
    /** Audit log of the API server: complete and exact. */
    @JsonProperty("audit-log")
    AUDIT_LOG,
    /** Command lines of the agent: an estimate, without the requests of programs. */
    @JsonProperty("commands")
    COMMANDS
  }

  public UsageEvidence {
    allowed = Collections.unmodifiableMap(new LinkedHashMap<>(allowed));
    denied = Collections.unmodifiableMap(new LinkedHashMap<>(denied));
    implied = new LinkedHashSet<>(implied);
    unclear = List.copyOf(unclear);
  }
}
