package ai.sympozium.cli.skill;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlaceholdersTest {
  private static final Placeholders PLACEHOLDERS =
      Placeholders.of(Map.of("TICKET", "T-1")).with("scratch", "web-0", "node-1", "image");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "get pods -n NAMESPACE             | get pods -n scratch",
        "logs -n <namespace> <pod>         | logs -n scratch web-0",
        "describe pod NAME                 | describe pod web-0",
        "describe node NAME                | describe node node-1",
        "describe ns NAME                  | describe ns scratch",
        "get deployment/NAME               | get deployment/web",
        "get pod/NAME                      | get pod/web-0",
        "logs POD_NAME                     | logs web-0",
        "scale x --replicas=N              | scale x --replicas=1",
        "get x -l a.b/c=NAME               | get x -l a.b/c=web",
        "curl SERVICE.NAMESPACE.svc:PORT   | curl web.scratch.svc:80",
        "echo TICKET                       | echo T-1",
        "echo $NAME ${POD} $SKILL_NAME     | echo $NAME ${POD} $SKILL_NAME",
        "POD=$(x); echo $POD               | POD=$(x); echo $POD",
        "label pod NAME KEY=VALUE          | label pod web-0 app=web",
        "curl -X POST -L x                 | curl -X POST -L x",
        "jq 'select(.a==\"OOMKILLED\")'    | jq 'select(.a==\"OOMKILLED\")'",
        "cat <<EOF                         | cat <<EOF",
        "sort < file > other               | sort < file > other",
        "for NS in $(ls); do a; done       | for NS in $(ls); do a; done",
        "for X in NAME; do a $X; done      | for X in web; do a $X; done",
        "while read -r POD N; do a $POD ${N}; done | while read -r POD N; do a $POD ${N}; done",
        "export NAME; b                    | export NAME; b",
        "select POD in a; do b; done       | select POD in a; do b; done",
        "export X=NAME; wait --for NAME    | export X=web; wait --for web",
      })
  void shouldFillPlaceholders(String command, String expected) {
    Placeholders.Filled filled = PLACEHOLDERS.fill(command);

    assertThat(filled.text()).isEqualTo(expected);
    assertThat(filled.unknown()).isEmpty();
  }

  @Test
  void shouldReportPlaceholdersWithoutValue() {
    assertThat(PLACEHOLDERS.fill("x BUCKET <other thing> 'MAYBE TEXT'").unknown())
        .containsExactly("BUCKET", "<other thing>");
    assertThat(PLACEHOLDERS.fill("resize <größe> <名前>").unknown())
        .containsExactly("<größe>", "<名前>");
  }

  @Test
  void shouldPreferValuesOfUser() {
    Placeholders user = Placeholders.of(Map.of("NAMESPACE", "mine", "NAME", "cart"));

    assertThat(user.with("scratch", "p", "n", "i").fill("x -n NAMESPACE pod NAME").text())
        .isEqualTo("x -n mine pod cart");
  }
}
