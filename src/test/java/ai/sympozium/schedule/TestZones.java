package ai.sympozium.schedule;

import java.time.ZoneId;
import java.util.List;
import java.util.stream.Stream;

/** Time zones of the tests of schedules. */
public final class TestZones {
  private TestZones() {}

  /** Returns zones whose clocks change: at different times, by half an hour, in the south. */
  public static List<String> withChanges() {
    return List.of(
        "Europe/Berlin",
        "America/New_York",
        "Australia/Lord_Howe",
        "America/Santiago",
        "Pacific/Chatham");
  }

  /** Returns these zones and UTC. */
  public static List<ZoneId> all() {
    return Stream.concat(withChanges().stream(), Stream.of("UTC")).map(ZoneId::of).toList();
  }
}
