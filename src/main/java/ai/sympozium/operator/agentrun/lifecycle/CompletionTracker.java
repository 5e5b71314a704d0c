package ai.sympozium.operator.agentrun.lifecycle;

import ai.sympozium.api.AgentRun;
import ai.sympozium.operator.agentrun.status.ReportedResult;
import ai.sympozium.operator.grant.RevocationProof;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Remembers when this process first observed the completion of a run, and when it verified the
 * revocation of its permissions. Crash-safe: the times only speed up revocation and measure it. The
 * outcome of a run is derived from the API server.
 */
@ApplicationScoped
public class CompletionTracker {
  private final InstantSource clock;
  private final ConcurrentHashMap<String, Instant> completed = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<String, RevocationProof> revoked = new ConcurrentHashMap<>();
  private final RunValues<ReportedResult> reports = new RunValues<>();

  CompletionTracker(InstantSource clock) {
    this.clock = clock;
  }

  /** Records the completion of a run. Returns when it was first observed. */
  Instant markCompleted(AgentRun run) {
    return completed.computeIfAbsent(run.getMetadata().getUid(), uid -> clock.instant());
  }

  Optional<Instant> completedAt(AgentRun run) {
    return Optional.ofNullable(completed.get(run.getMetadata().getUid()));
  }

  /** Records the proof that all permissions of a run are revoked. */
  void markRevoked(AgentRun run, RevocationProof proof) {
    revoked.put(run.getMetadata().getUid(), proof);
  }

  Optional<RevocationProof> revocationProof(AgentRun run) {
    return revocationProof(run.getMetadata().getUid());
  }

  Optional<RevocationProof> revocationProof(String runUid) {
    return Optional.ofNullable(revoked.get(runUid));
  }

  /**
   * Remembers a report that this process has stored, so that it need not be read again.
   *
   * @param size number of characters of the report as JSON
   */
  void markReported(AgentRun run, ReportedResult report, long size) {
    reports.put(run, report, size);
  }

  Optional<ReportedResult> report(AgentRun run) {
    return reports.get(run);
  }

  void clear(AgentRun run) {
    reports.clear(run);
    revoked.remove(run.getMetadata().getUid());
    completed.remove(run.getMetadata().getUid());
  }
}
