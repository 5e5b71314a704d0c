package ai.sympozium.operator.sympoziumschedule.decision;

import ai.sympozium.api.SympoziumSchedule;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Place for one run of a schedule: a time, a request, or the first run. Crash-safe: the name of the
 * run derives from the schedule's UID and the slot, so a second creation finds the first run.
 *
 * @param suffix of the run's name
 * @param time of the schedule, or null for a run that a user requested
 * @param request value of the annotation with which a user requested the run, or its hash if the
 *     status has no room for the value
 */
public record RunSlot(String suffix, @Nullable Instant time, @Nullable String request) {
  private static final Pattern RUN_NAME =
      Pattern.compile(".+-([0-9a-f]{8})-(?:(\\d{1,12})|first|now-[0-9a-f]{8})");

  /** Suffix of the first run of a schedule whose first run is immediate. */
  static final String FIRST = "first";

  private static final int SECONDS = 60;
  private static final int MAX_NAME = 63;
  private static final int UID_LENGTH = 8;
  private static final int MAX_SUFFIX = 12;

  /** The bound of the schema for the request that the status records. */
  private static final int MAX_REQUEST = 253;

  private static final int MAX_PREFIX = MAX_NAME - UID_LENGTH - MAX_SUFFIX - 2;

  /** The slot of a time of the expression. */
  static RunSlot of(Instant time) {
    return new RunSlot(Long.toString(time.getEpochSecond() / SECONDS), time, null);
  }

  /** The slot of the first run of a schedule whose first run is immediate. */
  static RunSlot first(Instant created) {
    return new RunSlot(FIRST, created, null);
  }

  /** The slot of a run that a user requested. */
  static RunSlot requested(String request) {
    String hash = UUID.nameUUIDFromBytes(request.getBytes(StandardCharsets.UTF_8)).toString();
    return new RunSlot(
        "now-" + hash.substring(0, 8), null, request.length() <= MAX_REQUEST ? request : hash);
  }

  /** Returns the name of the slot's run. */
  public String runName(SympoziumSchedule schedule) {
    return namePrefix(schedule) + suffix;
  }

  /** Returns the beginning of the names of all runs of a schedule. */
  public static String namePrefix(SympoziumSchedule schedule) {
    String name = schedule.getMetadata().getName();
    String shortened = name.substring(0, Math.min(name.length(), MAX_PREFIX));
    return shortened.replaceAll("[^a-z0-9]+$", "")
        + "-"
        + uidPrefix(schedule.getMetadata().getUid())
        + "-";
  }

  /** Returns the part of a schedule's UID in the name of a run, if the run can be of a schedule. */
  public static Optional<String> uidPrefixOf(String runName) {
    Matcher matcher = RUN_NAME.matcher(runName);
    return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
  }

  /** Returns the time of the schedule in the name of a run, if the run is of a time. */
  public static Optional<Instant> timeOf(String runName) {
    Matcher matcher = RUN_NAME.matcher(runName);
    return matcher.matches() && matcher.group(2) != null
        ? Optional.of(Instant.ofEpochSecond(Long.parseLong(matcher.group(2)) * SECONDS))
        : Optional.empty();
  }

  /** Returns the part of a UID that is in the names of runs. */
  public static String uidPrefix(String uid) {
    return uid.substring(0, UID_LENGTH);
  }
}
