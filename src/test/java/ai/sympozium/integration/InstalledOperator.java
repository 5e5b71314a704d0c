package ai.sympozium.integration;

import java.time.Instant;

/** The operator under test, as installed: a Deployment or a process, depending on the tier. */
interface InstalledOperator {
  /** Kills it without any grace. Its replacement starts by itself. */
  void kill();

  /** Stops it and returns when it has stopped. */
  void stop();

  /** Starts it, unless it runs, and returns when it is ready. */
  void start();

  void awaitReady();

  /** Returns the image that it runs from, which is also the image of its runs. */
  String image();

  /** Returns at least the lines that it has logged since a moment, to the second. */
  String logSince(Instant moment);
}
