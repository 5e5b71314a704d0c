package ai.sympozium.operator.kube;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;

/** Creates and checks references to owners: with an owner, its objects are deleted too. */
public final class OwnerReferences {
  private OwnerReferences() {}

  public static OwnerReference of(HasMetadata owner) {
    return new OwnerReferenceBuilder()
        .withApiVersion(owner.getApiVersion())
        .withKind(owner.getKind())
        .withName(owner.getMetadata().getName())
        .withUid(owner.getMetadata().getUid())
        .build();
  }

  /** Returns whether an object has an owner with this UID. Names and labels can be forged. */
  public static boolean isOwnedBy(ObjectMeta object, String ownerUID) {
    return object.getOwnerReferences().stream().anyMatch(owner -> ownerUID.equals(owner.getUid()));
  }

  /** Returns whether the owner with this UID also controls the object. */
  public static boolean isControlledBy(ObjectMeta object, String ownerUID) {
    return object.getOwnerReferences().stream()
        .anyMatch(
            owner -> ownerUID.equals(owner.getUid()) && Boolean.TRUE.equals(owner.getController()));
  }

  /** Returns the reference to the one owner that controls the object. */
  public static OwnerReference ofController(HasMetadata owner) {
    return new OwnerReferenceBuilder(of(owner)).withController(true).build();
  }
}
