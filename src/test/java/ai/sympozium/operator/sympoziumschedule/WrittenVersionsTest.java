package ai.sympozium.operator.sympoziumschedule;

import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.api.SympoziumSchedule;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import org.junit.jupiter.api.Test;

class WrittenVersionsTest {
  private final WrittenVersions versions = new WrittenVersions();

  @Test
  void shouldKnowTheLastTwoVersions() {
    versions.add(version("1"));
    versions.add(version("2"));
    versions.add(version("3"));

    assertThat(versions.contains(version("1"))).isFalse();
    assertThat(versions.contains(version("2"))).isTrue();
    assertThat(versions.contains(version("3"))).isTrue();
  }

  @Test
  void shouldNotKnowTheVersionOfAnotherClient() {
    versions.add(version("1"));
    assertThat(versions.contains(version("2"))).isFalse();
  }

  @Test
  void shouldBeAheadOfEarlierVersions() {
    assertThat(versions.isAheadOf(version("1"))).isFalse();
    versions.add(version("10"));

    assertThat(versions.isAheadOf(version("9"))).isTrue();
    assertThat(versions.isAheadOf(version("10"))).isFalse();
    assertThat(versions.isAheadOf(version("11"))).isFalse();
  }

  @Test
  void shouldForgetDeletedSchedule() {
    versions.add(version("1"));
    versions.forget(ResourceID.fromResource(version("9")));
    assertThat(versions.contains(version("1"))).isFalse();
  }

  private static SympoziumSchedule version(String version) {
    SympoziumSchedule schedule = new SympoziumSchedule();
    schedule.getMetadata().setNamespace("n");
    schedule.getMetadata().setName("s");
    schedule.getMetadata().setResourceVersion(version);
    return schedule;
  }
}
