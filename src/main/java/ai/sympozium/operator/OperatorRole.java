package ai.sympozium.operator;

import ai.sympozium.operator.admission.WebhookTrust;
import ai.sympozium.operator.gateway.Gateway;
import io.javaoperatorsdk.operator.Operator;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.scheduler.Scheduler;

/** The role {@code operator}: gateway, reconcilers, and the housekeeping beside them. */
public class OperatorRole implements QuarkusApplication {
  private final Operator operator;
  private final Gateway gateway;
  private final WebhookTrust trust;
  private final Scheduler scheduler;

  OperatorRole(Operator operator, Gateway gateway, WebhookTrust trust, Scheduler scheduler) {
    this.operator = operator;
    this.gateway = gateway;
    this.trust = trust;
    this.scheduler = scheduler;
  }

  @Override
  public int run(String... args) {
    gateway.start();
    trust.start();
    operator.start();
    scheduler.resume();
    Quarkus.waitForExit();
    return 0;
  }
}
