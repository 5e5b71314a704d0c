package ai.sympozium.operator.agentrun.pod;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.Capabilities;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.SeccompProfile;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.Volume;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Checks the controls of the Pod Security Standard <em>restricted</em>, which includes
 * <em>baseline</em>, independently of the API server.
 *
 * @see <a href="https://kubernetes.io/docs/concepts/security/pod-security-standards/">Pod Security
 *     Standards</a>
 */
final class RestrictedProfile {
  private static final Set<String> SAFE_SYSCTLS =
      Set.of(
          "kernel.shm_rmid_forced",
          "net.ipv4.ip_local_port_range",
          "net.ipv4.ip_unprivileged_port_start",
          "net.ipv4.tcp_syncookies",
          "net.ipv4.ping_group_range",
          "net.ipv4.ip_local_reserved_ports",
          "net.ipv4.tcp_keepalive_time",
          "net.ipv4.tcp_fin_timeout",
          "net.ipv4.tcp_keepalive_intvl",
          "net.ipv4.tcp_keepalive_probes");
  private static final Set<String> SELINUX_TYPES =
      Set.of("", "container_t", "container_init_t", "container_kvm_t", "container_engine_t");
  private static final Set<String> VOLUME_TYPES =
      Set.of(
          "configMap",
          "csi",
          "downwardAPI",
          "emptyDir",
          "ephemeral",
          "persistentVolumeClaim",
          "projected",
          "secret");

  private static final ObjectMapper JSON = new ObjectMapper();

  private final List<String> violations = new ArrayList<>();

  private RestrictedProfile() {}

  /** Returns the violations of a pod; empty for a restricted pod. */
  static List<String> violations(Pod pod) {
    var profile = new RestrictedProfile();
    profile.check(pod.getSpec());
    return profile.violations;
  }

  static List<Container> containers(PodSpec spec) {
    return Stream.concat(spec.getInitContainers().stream(), spec.getContainers().stream()).toList();
  }

  private void check(PodSpec spec) {
    forbid(Boolean.TRUE.equals(spec.getHostNetwork()), "hostNetwork");
    forbid(Boolean.TRUE.equals(spec.getHostPID()), "hostPID");
    forbid(Boolean.TRUE.equals(spec.getHostIPC()), "hostIPC");
    forbid(!spec.getEphemeralContainers().isEmpty(), "ephemeralContainers");
    PodSecurityContext pod =
        Objects.requireNonNullElseGet(spec.getSecurityContext(), PodSecurityContext::new);
    forbid(
        pod.getWindowsOptions() != null
            && Boolean.TRUE.equals(pod.getWindowsOptions().getHostProcess()),
        "hostProcess");
    forbid(Objects.equals(0L, pod.getRunAsUser()), "runAsUser 0");
    forbid(pod.getSysctls().stream().anyMatch(s -> !SAFE_SYSCTLS.contains(s.getName())), "sysctls");
    forbid(
        pod.getAppArmorProfile() != null && "Unconfined".equals(pod.getAppArmorProfile().getType()),
        "appArmor");
    seLinux(pod.getSeLinuxOptions(), "pod");
    spec.getVolumes().forEach(this::check);
    containers(spec).forEach(container -> check(container, pod));
  }

  private void check(Volume volume) {
    List<String> types = new ArrayList<>();
    JSON.<JsonNode>valueToTree(volume).fieldNames().forEachRemaining(types::add);
    types.remove("name");
    forbid(types.size() != 1 || !VOLUME_TYPES.containsAll(types), "volume " + volume.getName());
  }

  private void check(Container container, PodSecurityContext pod) {
    String name = container.getName();
    SecurityContext own =
        Objects.requireNonNullElseGet(container.getSecurityContext(), SecurityContext::new);
    forbid(Boolean.TRUE.equals(own.getPrivileged()), name + ": privileged");
    forbid(
        !Boolean.FALSE.equals(own.getAllowPrivilegeEscalation()),
        name + ": allowPrivilegeEscalation");
    Boolean nonRoot = own.getRunAsNonRoot() == null ? pod.getRunAsNonRoot() : own.getRunAsNonRoot();
    forbid(!Boolean.TRUE.equals(nonRoot), name + ": runAsNonRoot");
    forbid(Objects.equals(0L, own.getRunAsUser()), name + ": runAsUser 0");
    SeccompProfile seccomp =
        own.getSeccompProfile() == null ? pod.getSeccompProfile() : own.getSeccompProfile();
    forbid(
        seccomp == null || !Set.of("RuntimeDefault", "Localhost").contains(seccomp.getType()),
        name + ": seccompProfile");
    Capabilities capabilities =
        Objects.requireNonNullElseGet(own.getCapabilities(), Capabilities::new);
    forbid(!capabilities.getDrop().contains("ALL"), name + ": capabilities.drop");
    forbid(
        !Set.of("NET_BIND_SERVICE").containsAll(capabilities.getAdd()),
        name + ": capabilities.add");
    forbid(
        own.getProcMount() != null && !own.getProcMount().equals("Default"), name + ": procMount");
    forbid(
        own.getAppArmorProfile() != null && "Unconfined".equals(own.getAppArmorProfile().getType()),
        name + ": appArmor");
    forbid(
        own.getWindowsOptions() != null
            && Boolean.TRUE.equals(own.getWindowsOptions().getHostProcess()),
        name + ": hostProcess");
    seLinux(own.getSeLinuxOptions(), name);
    forbid(
        container.getPorts().stream()
            .anyMatch(p -> p.getHostPort() != null && p.getHostPort() != 0),
        name + ": hostPort");
    forbid(
        container.getLivenessProbe() != null
            || container.getReadinessProbe() != null
            || container.getStartupProbe() != null
            || container.getLifecycle() != null,
        name + ": probes and hooks, whose hosts the standard restricts");
  }

  private void seLinux(
      io.fabric8.kubernetes.api.model.@Nullable SELinuxOptions options, String where) {
    if (options != null) {
      String type = Objects.requireNonNullElse(options.getType(), "");
      forbid(!SELINUX_TYPES.contains(type), where + ": seLinux type");
      forbid(options.getUser() != null || options.getRole() != null, where + ": seLinux");
    }
  }

  private void forbid(boolean violated, String control) {
    if (violated) {
      violations.add(control);
    }
  }
}
