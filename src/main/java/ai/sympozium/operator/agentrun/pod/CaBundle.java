package ai.sympozium.operator.agentrun.pod;

import static ai.sympozium.contract.PodContract.RUN_FILES_PATH;
import static ai.sympozium.operator.agentrun.pod.ContainerTemplate.env;
import static ai.sympozium.operator.agentrun.pod.ContainerTemplate.readOnly;

import ai.sympozium.contract.PodContract;
import ai.sympozium.operator.agentrun.plan.RunPlan;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import java.util.List;

/**
 * Makes the programs of skills trust the certificate authorities of the cluster. Most programs read
 * the file of a variable instead of their own, so it also contains the public authorities. An init
 * container writes it.
 */
record CaBundle(RunPlan plan) {
  private static final List<String> VARIABLES =
      List.of(
          "SSL_CERT_FILE",
          "REQUESTS_CA_BUNDLE",
          "CURL_CA_BUNDLE",
          "GIT_SSL_CAINFO",
          "NODE_EXTRA_CA_CERTS");

  private static final String TRUSTED = RUN_FILES_PATH + "/" + PodContract.TRUSTED_CA_FILE;

  /** Returns the shell command that writes the file, after the programs have been copied. */
  String install(String target) {
    String file = target + "/" + PodContract.CA_BUNDLE_FILE;
    return applies()
        ? " && "
            + String.join(" ", RoleCommand.AUTHORITIES.command())
            + " > "
            + file
            + " && cat "
            + TRUSTED
            + " >> "
            + file
        : "";
  }

  List<VolumeMount> mountsOfInstall() {
    return applies()
        ? List.of(
            new VolumeMountBuilder(readOnly("run", TRUSTED))
                .withSubPath(PodContract.TRUSTED_CA_FILE)
                .build())
        : List.of();
  }

  List<VolumeMount> mountsOfSkill() {
    return applies()
        ? List.of(
            new VolumeMountBuilder(readOnly("runtime", PodContract.CA_BUNDLE_PATH))
                .withSubPath("sympozium/" + PodContract.CA_BUNDLE_FILE)
                .build())
        : List.of();
  }

  /**
   * Adds the variables of a skill.
   *
   * @param variables of run, instance and pack, which take precedence
   */
  void addTo(List<EnvVar> variables) {
    if (applies()) {
      VARIABLES.stream()
          .filter(name -> variables.stream().noneMatch(v -> v.getName().equals(name)))
          .toList()
          .forEach(name -> variables.add(env(name, PodContract.CA_BUNDLE_PATH)));
    }
  }

  private boolean applies() {
    return plan.settings().network().trustedCA() != null;
  }
}
