package ai.sympozium.operator.runas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RunAsIdsTest {
  private static final String OPENSHIFT_USERS = "openshift.io/sa.scc.uid-range";
  private static final String OPENSHIFT_GROUPS = "openshift.io/sa.scc.supplemental-groups";
  private static final RunAsIds FALLBACK = new RunAsIds(1000, 1001);

  private static RunAsIds of(Map<String, String> annotations) {
    return RunAsIds.of("demo", annotations, FALLBACK);
  }

  @Test
  void shouldUseFallbackWhenNamespacePrescribesNothing() {
    assertThat(of(Map.of("other", "1/2"))).isEqualTo(FALLBACK);
    assertThat(of(Map.of(OPENSHIFT_USERS, " "))).isEqualTo(FALLBACK);
  }

  @ParameterizedTest
  @CsvSource({
    "1000650000/10000, 1000650000",
    "1000650000-1000659999, 1000650000",
    "20000/1, 20000",
    "20000-20000, 20000",
    "'1000650000/10000,1/5', 1000650000",
    "' 7 / 3 ', 7",
    "2147483647/1, 2147483647"
  })
  void shouldUseFirstIdOfRangeForUserAndGroup(String range, long first) {
    assertThat(of(Map.of(OPENSHIFT_USERS, range))).isEqualTo(new RunAsIds(first, first));
  }

  @Test
  void shouldUseGroupsOfTheirOwn() {
    assertThat(of(Map.of(OPENSHIFT_USERS, "5000/10", OPENSHIFT_GROUPS, "6000/10")))
        .isEqualTo(new RunAsIds(5000, 6000));
    assertThat(of(Map.of("sympozium.ai/gid-range", "6000/10"))).isEqualTo(new RunAsIds(1000, 6000));
  }

  @Test
  void shouldPreferOwnAnnotations() {
    assertThat(
            of(
                Map.of(
                    OPENSHIFT_USERS,
                    "5000/10",
                    OPENSHIFT_GROUPS,
                    "6000/10",
                    "sympozium.ai/uid-range",
                    "7000/10",
                    "sympozium.ai/gid-range",
                    "8000/10")))
        .isEqualTo(new RunAsIds(7000, 8000));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0/1000",
        "1000/0",
        "2000-1000",
        "-5/10",
        "1000",
        "many",
        "2147483647/2",
        "9999999999/1",
        "99999999999999999999/1"
      })
  void shouldNameAnnotationWhenItIsNoRangeOfIds(String range) {
    assertThatThrownBy(() -> of(Map.of("sympozium.ai/uid-range", range)))
        .isInstanceOf(InvalidIdRangeException.class)
        .hasMessage(
            "metadata.annotations of namespace demo: sympozium.ai/uid-range is \"%s\", which is not a"
                + " range of ids above 0. Use the first id and the number of ids, such as"
                + " 20000/1000.",
            range);
  }
}
