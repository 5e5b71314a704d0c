package ai.sympozium.integration;

import java.time.Duration;

/** Operations that differ between the tiers of tests. */
interface TestEnvironment {
  InstalledOperator operator();

  /** Address at which the API server reaches a gateway that is a process of this machine. */
  String hostAddress();

  /** Waits until the executor of a skill accepts commands. */
  void awaitExecutor(String namespace, String pod, String skill, Duration timeout);

  /** Lets a command that runs {@link Transcript#UNTIL_GO} end. */
  void release(String namespace, String pod);
}
