package ai.sympozium.ipc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IpcFilesTest {
  @ParameterizedTest
  @ValueSource(strings = {"a", "1774012345678901234", "A_b-9", "-", "_"})
  void shouldFindIdInName(String id) {
    assertThat(IpcFiles.idOfExecRequest(IpcFiles.execRequest(id))).isEqualTo(id);
    assertThat(IpcFiles.idOfClaim(IpcFiles.claim(id))).isEqualTo(id);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "exec-request",
        "exec-request-",
        "exec-request-.json",
        "exec-request.json",
        "exec-request-a/b.json",
        "exec-request-..json",
        "exec-request-a.json.json",
        "exec-request-a.json.tmp",
        ".exec-request-a.json",
        "exec-request-a\u0000.json",
        "exec-request-ä.json",
        "exec-result-a.json",
        "exec-request-0123456789012345678901234567890123456789012345678901234567890123x.json"
      })
  void shouldFindNoIdInOtherName(String name) {
    assertThat(IpcFiles.idOfExecRequest(name)).isNull();
  }

  @Test
  void shouldCreateDifferentValidIds() {
    var ids = new HashSet<String>();
    for (var i = 0; i < 1000; i++) {
      var id = IpcFiles.newId();
      assertThat(IpcFiles.idOfExecRequest(IpcFiles.execRequest(id))).isEqualTo(id);
      ids.add(id);
    }
    assertThat(ids).hasSize(1000);
  }
}
