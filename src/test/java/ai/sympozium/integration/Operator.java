package ai.sympozium.integration;

import java.time.Instant;

/** The operator under test, as installed in the environment of this test run. */
final class Operator {
  private Operator() {}

  private static InstalledOperator installed() {
    return TestCluster.environment().operator();
  }

  static void kill() {
    installed().kill();
  }

  static void stop() {
    installed().stop();
  }

  static void start() {
    installed().start();
  }

  static void awaitReady() {
    installed().awaitReady();
  }

  static String image() {
    return installed().image();
  }

  static String logSince(Instant moment) {
    return installed().logSince(moment);
  }
}
