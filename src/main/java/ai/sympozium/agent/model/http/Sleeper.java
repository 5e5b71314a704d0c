package ai.sympozium.agent.model.http;

import java.time.Duration;

/** Waits between attempts. */
@FunctionalInterface
public interface Sleeper {
  void sleep(Duration duration) throws InterruptedException;
}
