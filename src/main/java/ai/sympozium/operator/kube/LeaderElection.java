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
 * One replica leads; the others serve the gateway and take over. A leader that stops cleanly gives
 * the lease up, so that the next one need not wait it out. One that has lost the lease, because it
 * could not renew it in time, ends at once and in the middle of whatever it does: another may lead
 * already, and every write of ours may be the last of its process anyway.
 */
@ApplicationScoped
public class LeaderElection {
  private static final Logger LOG = Logger.getLogger(LeaderElection.class);
  private static final String LEASE = "sympozium-operator";
  private static final int LOST = 3;

  /** A lease that is not renewed in this time is taken for lost, well before others may take it. */
  public static final Duration RENEW_DEADLINE = Duration.ofSeconds(7);

  /** The pod's name, so that a container that is started again in its pod leads on at once. */
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
        .withLeaderCallbacks(new LeaderCallbacks(() -> {}, this::lost, leader -> {}))
        .build();
  }

  private void lost() {
    if (!stopping) {
      end();
    }
  }

  public static void end() {
    LOG.error("the lease is lost, another may lead: ending");
    Runtime.getRuntime().halt(LOST);
  }

  /** Reconciling ends before the lease is given up, or two would write at the same time. */
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
      LOG.warnf("the lease was not given up, the next leader waits it out: HTTP %d", e.getCode());
    }
  }
}
