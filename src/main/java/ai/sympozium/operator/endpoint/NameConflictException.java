package ai.sympozium.operator.endpoint;

import ai.sympozium.base.SympoziumException;
import io.fabric8.kubernetes.api.model.HasMetadata;

/** Reports an object that has the name of one of an endpoint and does not belong to it. */
final class NameConflictException extends SympoziumException {
  private static final long serialVersionUID = 1L;

  NameConflictException(HasMetadata found) {
    super(
        "The "
            + found.getKind()
            + " "
            + found.getMetadata().getName()
            + " does not belong to the endpoint of this instance. It was neither changed nor"
            + " deleted. Delete it.");
  }
}
