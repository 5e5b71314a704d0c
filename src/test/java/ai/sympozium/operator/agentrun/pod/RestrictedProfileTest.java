package ai.sympozium.operator.agentrun.pod;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests that the check of restricted pods finds a violation of every control. */
class RestrictedProfileTest {
  private static final String RESTRICTED =
      "spec: {securityContext: {runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}},"
          + " containers: [{name: c, securityContext: {allowPrivilegeEscalation: false,"
          + " capabilities: {drop: [ALL]}}}], volumes: [{name: v, emptyDir: {}}]}";

  @Test
  void shouldFindNoViolationInRestrictedPod() {
    assertThat(RestrictedProfile.violations(pod(RESTRICTED))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "volumes:                  | hostNetwork: true, volumes:               | hostNetwork",
        "volumes:                  | hostPID: true, volumes:                   | hostPID",
        "volumes:                  | hostIPC: true, volumes:                   | hostIPC",
        "emptyDir: {}              | hostPath: {path: /}                       | volume v",
        "emptyDir: {}              | nfs: {server: s, path: /}                 | volume v",
        "emptyDir: {}              | emptyDir: {}, hostPath: {path: /}         | volume v",
        "runAsNonRoot: true        | runAsNonRoot: false                       | c: runAsNonRoot",
        "runAsNonRoot: true        | runAsNonRoot: true, runAsUser: 0          | runAsUser 0",
        "runAsNonRoot: true        | runAsNonRoot: true, sysctls: [{name: x}]  | sysctls",
        "type: RuntimeDefault      | type: Unconfined                          | c: seccompProfile",
        "drop: [ALL]               | drop: [NET_RAW]                           | c: capabilities.drop",
        "drop: [ALL]               | drop: [ALL], add: [SYS_ADMIN]             | c: capabilities.add",
        "Escalation: false         | Escalation: true                          | c: allowPrivilegeEscalation",
        "Escalation: false         | Escalation: false, privileged: true       | c: privileged",
        "Escalation: false         | Escalation: false, runAsNonRoot: false    | c: runAsNonRoot",
        "Escalation: false         | Escalation: false, runAsUser: 0           | c: runAsUser 0",
        "Escalation: false         | Escalation: false, procMount: Unmasked    | c: procMount",
        "Escalation: false         | Escalation: false, seLinuxOptions: {type: spc_t} | c: seLinux type",
        "name: c                   | name: c, ports: [{hostPort: 80}]          | c: hostPort"
      })
  void shouldFindViolationOfEachControl(String part, String worse, String violation) {
    assertThat(RestrictedProfile.violations(pod(RESTRICTED.replace(part, worse))))
        .containsExactly(violation);
  }

  private static Pod pod(String yaml) {
    return Serialization.unmarshal(yaml, Pod.class);
  }
}
