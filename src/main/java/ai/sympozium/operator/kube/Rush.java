package ai.sympozium.operator.kube;

import jakarta.inject.Singleton;
import java.time.Duration;

/**
 * Many runs that are being started at once go before what is only told: the pods of the last would
 * else queue behind the stories of the first.
 */
@Singleton
public class Rush extends PriorityGate {
  public Rush() {
    super(32, Duration.ofSeconds(2));
  }
}
