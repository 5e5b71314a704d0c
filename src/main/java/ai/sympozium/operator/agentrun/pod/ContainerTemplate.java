package ai.sympozium.operator.agentrun.pod;

import static ai.sympozium.contract.PodContract.CONTAINER_AGENT;

import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.SecurityContextBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Builds the parts that containers of a run share.
 *
 * @param image image of the operator, which has the programs of all roles
 * @param resources resources that an administrator sets
 */
public record ContainerTemplate(String image, ContainerResources resources) {
  /** Begins a container of the operator's image. */
  public ContainerBuilder ofRole(String name, String cpu, String memory, String memoryLimit) {
    return restricted(name)
        .withImage(image)
        .withResources(
            (name.equals(CONTAINER_AGENT) ? resources.agent() : resources.helpers())
                .over(
                    new ResourceRequirementsBuilder()
                        .addToRequests("cpu", new Quantity(cpu))
                        .addToRequests("memory", new Quantity(memory))
                        .addToLimits("memory", new Quantity(memoryLimit))
                        .build()));
  }

  /** Begins a container without privileges. */
  static ContainerBuilder restricted(String name) {
    return new ContainerBuilder()
        .withName(name)
        .withImagePullPolicy("IfNotPresent")
        .withSecurityContext(securityContext());
  }

  /** Sets only the fields that a pod's security context cannot set for its containers. */
  private static SecurityContext securityContext() {
    return new SecurityContextBuilder()
        .withAllowPrivilegeEscalation(false)
        .withReadOnlyRootFilesystem(true)
        .withNewCapabilities()
        .withDrop("ALL")
        .endCapabilities()
        .build();
  }

  static EnvVar env(String name, @Nullable String value) {
    // The API server omits empty values, and PodAdoption compares with what it stores.
    boolean empty = value == null || value.isEmpty();
    return new EnvVarBuilder().withName(name).withValue(empty ? null : value).build();
  }

  public static VolumeMount readOnly(String volume, String path) {
    return new VolumeMountBuilder().withName(volume).withMountPath(path).withReadOnly(true).build();
  }

  public static VolumeMount writable(String volume, String path) {
    return new VolumeMountBuilder().withName(volume).withMountPath(path).build();
  }
}
