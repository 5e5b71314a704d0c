package ai.sympozium.integration;

import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.api.AgentRun;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/**
 * A run that works in a pod, with the permissions of the skill {@code tool}.
 *
 * @param account user name of the skill's account
 */
record ActiveRun(String namespace, String name, String uid, String pod, String account) {

  /** Waits until the agent and the skill work. */
  static ActiveRun await(String namespace, String name) {
    String pod = RunWaits.await(namespace, name, "tool");
    String uid = TestCluster.get(namespace, name).getMetadata().getUid();
    String account =
        TestCluster.grants(uid).stream()
            .filter(ServiceAccount.class::isInstance)
            .map(object -> object.getMetadata().getName())
            .findFirst()
            .orElseThrow();
    ActiveRun run =
        new ActiveRun(
            namespace, name, uid, pod, "system:serviceaccount:" + namespace + ":" + account);
    assertThat(PermissionProbe.allowed(run.account, namespace)).isNotEmpty();
    return run;
  }

  /** Lets a command end that waits for a file in the workspace. */
  void release(String file) {
    TestCluster.exec(namespace, pod, "agent", "touch", "/workspace/" + file);
  }

  /** Lets the run write its answer. */
  void complete() {
    release("go");
    release("go2");
  }

  /** Kills the processes of the agent's container. */
  void killAgent() {
    kill(TestCluster.ADMIN.pods().inNamespace(namespace).withName(pod).require(), "agent");
  }

  void deletePod() {
    TestCluster.ADMIN.pods().inNamespace(namespace).withName(pod).withGracePeriod(0).delete();
  }

  /** Waits until the API server allows nothing to the account, and no object of it is left. */
  void awaitNoPermissions() {
    patience("no permission of " + name)
        .untilAsserted(() -> {
          assertThat(PermissionProbe.allowed(account, namespace)).isEmpty();
          assertThat(TestCluster.grants(uid)).isEmpty();
        });
  }

  void awaitAbsent() {
    patience("deletion of " + name)
        .until(() ->
            TestCluster.ADMIN.resources(AgentRun.class).inNamespace(namespace).withName(name).get()
                == null);
  }

  /** Kills the processes of a container, which are processes of this machine. */
  static void kill(Pod pod, String container) {
    String id =
        pod.getStatus().getContainerStatuses().stream()
            .filter(status -> status.getName().equals(container))
            .map(ContainerStatus::getContainerID)
            .findFirst()
            .orElseThrow()
            .replaceFirst(".*://", "");
    List<ProcessHandle> processes =
        ProcessHandle.allProcesses().filter(process -> isIn(id, process)).toList();
    assertThat(processes).isNotEmpty();
    processes.forEach(ProcessHandle::destroyForcibly);
  }

  private static boolean isIn(String container, ProcessHandle process) {
    try {
      return Files.readString(Path.of("/proc/" + process.pid() + "/cgroup")).contains(container);
    } catch (IOException e) {
      return false;
    }
  }

  private static ConditionFactory patience(String alias) {
    return Awaitility.await(alias).atMost(TestCluster.TIMEOUT);
  }
}
