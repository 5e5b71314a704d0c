package ai.sympozium.cli.report;

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
 * What is known of the calls of one skill.
 *
 * @param allowed how often each was let through
 * @param refused how often each was refused for want of a right
 * @param implied calls that the API server asks about beside an allowed one, and logs nowhere
 * @param wholeBecause why every right of the skill was needed, whatever the calls were
 * @param unclear what could not be read, in words
 */
record UsageEvidence(
    Source source,
    Map<ApiRequest, Integer> allowed,
    Map<ApiRequest, Integer> refused,
    SequencedSet<ApiRequest> implied,
    Optional<String> wholeBecause,
    List<String> unclear) {

  /** How far it can be trusted. */
  @RegisterForReflection
  enum Source {
    /** The API server's own record: complete and exact. */
    @JsonProperty("audit-log")
    AUDIT_LOG,
    /** Command lines that the agent gave: what programs did by themselves is not in them. */
    @JsonProperty("commands")
    COMMANDS
  }

  UsageEvidence {
    allowed = Collections.unmodifiableMap(new LinkedHashMap<>(allowed));
    refused = Collections.unmodifiableMap(new LinkedHashMap<>(refused));
    implied = new LinkedHashSet<>(implied);
    unclear = List.copyOf(unclear);
  }
}
