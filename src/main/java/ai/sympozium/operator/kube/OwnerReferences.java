package ai.sympozium.operator.kube;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;

/** Creates references to objects that own others, so that both are garbage-collected together. */
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

  /** Returns the reference to the one owner that controls the object. */
  public static OwnerReference ofController(HasMetadata owner) {
    return new OwnerReferenceBuilder(of(owner)).withController(true).build();
  }
}
