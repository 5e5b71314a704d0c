package ai.sympozium.operator.kube;

import io.fabric8.kubernetes.client.CustomResource;

/** Creates the objects that server-side apply needs to write a status and nothing else. */
public final class StatusPatch {
  private StatusPatch() {}

  /**
   * Fills an empty object with the identity of a resource and a new status. The UID prevents a
   * write to a resource that was recreated with the same name.
   */
  public static <S, R extends CustomResource<?, S>> R of(R resource, R empty, S status) {
    empty.getMetadata().setName(resource.getMetadata().getName());
    empty.getMetadata().setNamespace(resource.getMetadata().getNamespace());
    empty.getMetadata().setUid(resource.getMetadata().getUid());
    empty.setStatus(status);
    return empty;
  }
}
