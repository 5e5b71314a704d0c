package ai.sympozium.dev.demo;

/** A demo with its files and the objects that it shows. */
enum Scenario {
  RUN("run", "sre-bot", "k8s-ops"),
  SCHEDULE("schedule", "sre-watch", "sre-observability");

  private final String folder;
  private final String instance;
  private final String pack;

  Scenario(String folder, String instance, String pack) {
    this.folder = folder;
    this.instance = instance;
    this.pack = pack;
  }

  String folder() {
    return folder;
  }

  /** Returns the name of the instance, which its schedule has too. */
  String instance() {
    return instance;
  }

  String pack() {
    return pack;
  }
}
