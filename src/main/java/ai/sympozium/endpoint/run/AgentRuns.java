package ai.sympozium.endpoint.run;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The runs of the endpoint's instance. All methods may block. */
public interface AgentRuns {
  /**
   * Creates a run, or finds the run of the same request.
   *
   * @throws RunConflictException if the run with the id belongs to another request
   * @throws RunsUnavailableException if no run can be created at present
   */
  void create(NewRun run) throws InterruptedException;

  /** Returns the events of a run from its beginning. */
  RunEvents follow(String id);

  /**
   * Reads a run.
   *
   * @throws RunsUnavailableException if runs cannot be read at present
   */
  Optional<StoredRun> find(String id) throws InterruptedException;

  /**
   * Reads a run with its log.
   *
   * @throws RunsUnavailableException if runs cannot be read at present
   */
  Optional<LoggedRun> findWithLog(String id) throws InterruptedException;

  /**
   * Lists runs, the newest first.
   *
   * @param requestPrefix start of the requests of the runs, see {@link StoredRun#request}
   * @param after place of the last run that is known, or null
   * @throws RunsUnavailableException if runs cannot be read at present
   */
  RunPage list(String requestPrefix, @Nullable RunPosition after) throws InterruptedException;

  /**
   * Returns the tools of skills that clients may call. A list can be a few seconds old.
   *
   * @throws RunsUnavailableException if the tools cannot be read at present
   */
  List<SkillTool> tools() throws InterruptedException;

  /** Deletes a run, and with it its permissions. Retries until the run does not exist. */
  void cancel(String id);
}
