package ai.sympozium.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CronScheduleTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "* * * * *",
        "*/5 * * * *",
        "0 9 * * 1-5",
        "0 9 * * mon-FRI",
        "0,30 8-18/2 1,15 jan-mar *",
        "5/15 * * * *",
        "0 0 29 2 *",
        "0 0 31 * *",
        "0 0 30 2 1",
        "0 0 * * 7",
        "  0   0\t* * *  ",
        "@hourly",
        "@Daily",
        "@weekly",
        "@monthly",
        "@yearly",
        "@annually",
        "@midnight"
      })
  void shouldAcceptFiveFieldsAndNicknames(String expression) {
    assertThatCode(() -> CronSchedule.parse(expression, "Europe/Berlin"))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "60 * * * *|1|\"60\" is not a minute from 0 to 59",
        "* 24 * * *|3|\"24\" is not an hour from 0 to 23",
        "* * 0 * *|5|\"0\" is not a day of the month from 1 to 31",
        "* * * 13 *|7|\"13\" is not a month from 1 to 12 or JAN to DEC",
        "* * * * 8|9|\"8\" is not a day of the week from 0 to 7 or SUN to SAT",
        "0 9 * * 1-mondays|11|\"mondays\" is not a day of the week",
        "0,15,99 * * * *|6|\"99\" is not a minute",
        "0,,5 * * * *|3|\"\" is not a minute",
        "5-1 * * * *|1|the range \"5-1\" ends before it begins",
        "0 9 * * fri-mon|9|the range \"fri-mon\" ends before it begins",
        "*/0 * * * *|3|\"0\" is not a step from 1 to 59",
        "*/60 * * * *|3|\"60\" is not a step",
        "*/5/5 * * * *|3|\"5/5\" is not a step",
        "*-5 * * * *|1|\"*\" is not a minute",
        "-1 * * * *|1|\"\" is not a minute",
        "1- * * * *|3|\"\" is not a minute",
        "+1 * * * *|1|\"+1\" is not a minute",
        "0x1 * * * *|1|\"0x1\" is not a minute",
        "1e1 * * * *|1|\"1e1\" is not a minute",
        "99999999999999999999 * * * *|1|is not a minute",
        "\u0665 * * * *|1|\"?\" is not a minute",
        "0 0 L * *|5|\"L\" is not a day of the month",
        "0 0 ? * *|5|\"?\" is not a day of the month",
        "0 0 1W * *|5|\"1W\" is not a day of the month",
        "0 0 * * 5#2|9|\"5#2\" is not a day of the week",
        "0 9 * *|8|the field for the day of the week is missing",
        "0 0 9 * * 1|11|there is a sixth field \"1\"",
        "0 9 * * 1 2026|11|there is a sixth field \"2026\"",
        "TZ=UTC 0 9 * * *|1|\"TZ=UTC\" is not a minute",
        "CRON_TZ=UTC * * * *|1|is not a minute",
        "@reboot|1|\"@reboot\" is not a nickname",
        "@every 5m|1|\"@every 5m\" is not a nickname",
        "0 0 30 2 *|5|there is no such day",
        "0 0 31 4,6,9,11 *|5|there is no such day",
        "0 0 30-31 feb *|5|there is no such day",
        "$(id) * * * *|1|\"$(id)\" is not a minute",
        "* * * * *;id|9|\"*;id\" is not a day"
      })
  void shouldNameThePositionOfAnError(String expression, int position, String error) {
    assertThatThrownBy(() -> CronSchedule.parse(expression, null))
        .isInstanceOfSatisfying(
            InvalidScheduleException.class, e -> assertThat(e.field()).isEqualTo("schedule"))
        .hasMessageStartingWith("position " + position + ": ")
        .hasMessageContaining(error)
        .hasMessageContaining("for example \"30 9 * * 1-5\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "\n", "\n0\n9\n*\n*\n*", "0\u00a09\u00a0*\u00a0*\u00a0*", "\0 * * * *"})
  void shouldRejectOtherSeparatorsAndControlCharacters(String expression) {
    assertThatThrownBy(() -> CronSchedule.parse(expression, null))
        .isInstanceOf(InvalidScheduleException.class)
        .message()
        .doesNotContainPattern("[^ -~]");
  }

  @Test
  void shouldRejectLongExpressions() {
    assertThatThrownBy(() -> CronSchedule.parse("0" + ",0".repeat(1_000_000) + " * * * *", null))
        .isInstanceOf(InvalidScheduleException.class)
        .hasMessageContaining("longer than 253");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Europe/Berln", "europe/berlin", "UTC+2", "+02:00", "Z", "../../etc"})
  void shouldRejectOtherThanNamesOfTimeZones(String zone) {
    assertThatThrownBy(() -> CronSchedule.parse("@daily", zone))
        .isInstanceOfSatisfying(
            InvalidScheduleException.class, e -> assertThat(e.field()).isEqualTo("timeZone"))
        .hasMessageContaining("is not a time zone. Use a name of the IANA database");
  }

  @ParameterizedTest
  @CsvSource({
    "0 0 29 2 *, UTC, 2096-03-01T00:00:00Z, 2104-02-29T00:00:00Z 2108-02-29T00:00:00Z",
    "0 0 13 * 5, UTC, 2026-04-04T00:00:00Z, 2026-04-10T00:00:00Z 2026-04-13T00:00:00Z",
    "@weekly, UTC, 2026-04-05T00:00:00Z, 2026-04-12T00:00:00Z 2026-04-19T00:00:00Z",
    // 02:30 does not exist on 29 March.
    "30 2 * * *, Europe/Berlin, 2026-03-28T00:00:00Z, 2026-03-28T01:30:00Z 2026-03-30T00:30:00Z",
    "*/30 * * * *, Europe/Berlin, 2026-03-29T00:20:00Z, 2026-03-29T00:30:00Z 2026-03-29T01:00:00Z",
    // 02:30 exists twice on 25 October.
    "30 2 * * *, Europe/Berlin, 2026-10-25T00:00:00Z, 2026-10-25T00:30:00Z 2026-10-26T01:30:00Z",
    "30 * * * *, Europe/Berlin, 2026-10-25T00:00:00Z, 2026-10-25T00:30:00Z 2026-10-25T01:30:00Z",
    // The clock of Lord Howe changes by half an hour.
    "15 2 * * *, Australia/Lord_Howe, 2026-10-03T00:00:00Z, 2026-10-04T15:15:00Z"
        + " 2026-10-05T15:15:00Z",
    "45 1 * * *, Australia/Lord_Howe, 2026-04-04T00:00:00Z, 2026-04-04T14:45:00Z"
        + " 2026-04-05T15:15:00Z"
  })
  void shouldReturnTheNextTimes(String expression, String zone, Instant after, String expected) {
    assertThat(CronSchedule.parse(expression, zone).nextTimes(after, 2))
        .isEqualTo(List.of(expected.split(" ", -1)).stream().map(Instant::parse).toList());
  }

  @Test
  void shouldUseUtcWhenThereIsNoTimeZone() {
    assertThat(
            CronSchedule.parse("@daily", null)
                .nextTimes(
                    Instant.parse("2026-01-01T23:00:00Z")
                        .atZone(ZoneId.of("Asia/Tokyo"))
                        .toInstant(),
                    1))
        .containsExactly(Instant.parse("2026-01-02T00:00:00Z"));
  }

  @ParameterizedTest
  @CsvSource({
    "* * * * *, PT1M, false",
    "* * * * *, PT2M, true",
    "*/15 * * * *, PT15M, false",
    "*/14 * * * *, PT14M, true",
    "'0,59 0,23 * * *', PT59M, true",
    "'0,59 0,23 15,16 * *', PT2M, true",
    "@daily, P1D, false",
    "@daily, P1DT1M, true",
    "@yearly, P364D, false",
    "0 0 29 2 *, P1000D, false"
  })
  void shouldFindTheShortestInterval(String expression, Duration interval, boolean frequent) {
    assertThat(CronSchedule.parse(expression, null).isMoreFrequentThan(interval))
        .isEqualTo(frequent);
  }
}
