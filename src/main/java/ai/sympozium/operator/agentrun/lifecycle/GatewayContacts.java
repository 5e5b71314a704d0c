package ai.sympozium.operator.agentrun.lifecycle;

import ai.sympozium.api.AgentRun;
import ai.sympozium.operator.agentrun.status.GatewayNotReached;
import ai.sympozium.operator.config.OperatorConfig;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Remembers which runs have reached the gateway, so that a run whose pod cannot reach it says so.
 * The first observation is made by the leader: earlier requests may have reached another process.
 */
@ApplicationScoped
public class GatewayContacts {
  static final int MAX_RUNS = 20_000;

  private final InstantSource clock;
  private final String url;
  private final Set<String> contacts = ConcurrentHashMap.newKeySet();
  private volatile Instant since = Instant.MAX;

  @Inject
  GatewayContacts(InstantSource clock, OperatorConfig config) {
    this(clock, config.gatewayUrl());
  }

  GatewayContacts(InstantSource clock, String url) {
    this.clock = clock;
    this.url = url;
  }

  /** Records an authenticated request of a run's pod. */
  public void recordRequest(AgentRun run) {
    if (contacts.size() >= MAX_RUNS) {
      forgetAll();
    }
    contacts.add(run.getMetadata().getUid());
  }

  /** Returns since when the pod of a run has sent no request; empty after the first one. */
  public Optional<GatewayNotReached> notReached(AgentRun run) {
    if (since.equals(Instant.MAX)) {
      since = clock.instant();
    }
    return contacts.contains(run.getMetadata().getUid())
        ? Optional.empty()
        : Optional.of(new GatewayNotReached(since, url));
  }

  void clear(AgentRun run) {
    contacts.remove(run.getMetadata().getUid());
  }

  /** Only pods that start from now on can be reported. */
  private void forgetAll() {
    since = clock.instant();
    contacts.clear();
  }
}
