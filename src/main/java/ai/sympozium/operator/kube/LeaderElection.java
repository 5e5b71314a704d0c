package ai.sympozium.operator.kube;

import ai.sympozium.operator.config.OperatorConfig;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfiguration;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfigurationBuilder;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.Objects;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Elects the replica that reconciles. The others serve the gateway and take over. A leader that
 * stops cleanly releases the lease, so that its successor does not wait for its expiry. A leader
 * that could not renew the lease in time halts at once, because another replica may lead already.
 * Crash-safe: every write may be the last one of a process.
 */
@ApplicationScoped
public class LeaderElection {
  private static final Logger LOG = Logger.getLogger(LeaderElection.class);
  private static final String LEASE = "sympozium-operator";
  private static final int EXIT_LEASE_LOST = 3;

  /** The leader halts after this time without a renewal, before another replica can take over. */
  public static final Duration RENEW_DEADLINE = Duration.ofSeconds(7);

  /** The pod's name, so that a restarted container of the pod leads again at once. */
  private final String identity =
      Objects.requireNonNullElseGet(System.getenv("HOSTNAME"), () -> UUID.randomUUID().toString());

  private final KubernetesClient client;
  private final OperatorConfig config;
  private volatile boolean stopping;

  LeaderElection(KubernetesClient client, OperatorConfig config) {
    this.client = client;
    this.config = config;
  }

  public LeaderElectionConfiguration election() {
    return LeaderElectionConfigurationBuilder.aLeaderElectionConfiguration(LEASE)
        .withLeaseNamespace(config.namespace())
        .withIdentity(identity)
        .withLeaseDuration(Duration.ofSeconds(10))
        .withRenewDeadline(RENEW_DEADLINE)
        .withRetryPeriod(Duration.ofSeconds(1))
        .withLeaderCallbacks(new LeaderCallbacks(() -> {}, this::onLeaseLost, leader -> {}))
        .build();
  }

  private void onLeaseLost() {
    if (!stopping) {
      halt();
    }
  }

  /** Ends the process without running shutdown hooks. */
  public static void halt() {
    LOG.error("the lease is lost, another replica may lead: exiting");
    Runtime.getRuntime().halt(EXIT_LEASE_LOST);
  }

  /** Stops reconciling, then releases the lease. In the other order two replicas could write. */
  void stop(@Observes ShutdownEvent event, Operator operator) {
    stopping = true;
    operator.stop();
    var lease = client.leases().inNamespace(config.namespace()).withName(LEASE);
    try {
      Lease held = lease.get();
      if (held != null && identity.equals(held.getSpec().getHolderIdentity())) {
        held.getSpec().setHolderIdentity("");
        client.resource(held).update();
      }
    } catch (KubernetesClientException e) {
      LOG.warnf(
          "the lease was not released, the next leader waits for its expiry: %s",
          ApiErrors.describe(e));
    }
  }
}
