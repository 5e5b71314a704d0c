package ai.sympozium.operator;

import ai.sympozium.operator.gateway.Gateway;
import ai.sympozium.operator.grant.Sweeper;
import io.javaoperatorsdk.operator.Operator;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** The role {@code operator}: gateway, reconcilers, sweeper. */
public class OperatorRole implements QuarkusApplication {
  private static final Logger LOG = Logger.getLogger(OperatorRole.class);
  private static final long SWEEP_MINUTES = 3;

  private final Operator operator;
  private final Gateway gateway;
  private final Sweeper sweeper;

  OperatorRole(Operator operator, Gateway gateway, Sweeper sweeper) {
    this.operator = operator;
    this.gateway = gateway;
    this.sweeper = sweeper;
  }

  @Override
  public int run(String... args) {
    gateway.start();
    operator.start();
    try (var housekeeping = Executors.newSingleThreadScheduledExecutor()) {
      var unused =
          housekeeping.scheduleWithFixedDelay(this::sweep, 0, SWEEP_MINUTES, TimeUnit.MINUTES);
      Quarkus.waitForExit();
      housekeeping.shutdownNow();
    }
    return 0;
  }

  /** Harmless on a replica that does not lead: what it finds is over for every replica. */
  private void sweep() {
    try {
      sweeper.sweep();
    } catch (RuntimeException e) {
      LOG.warn("sweeping failed, the next pass tries again", e);
    }
  }
}
