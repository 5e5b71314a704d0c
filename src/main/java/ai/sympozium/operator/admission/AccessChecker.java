package ai.sympozium.operator.admission;

import ai.sympozium.rbac.Permission;
import io.fabric8.kubernetes.api.model.authentication.UserInfo;
import org.jspecify.annotations.Nullable;

/** Checks the permissions of users. */
interface AccessChecker {
  /** Checks one permission in a namespace, or in the whole cluster if that is null. */
  boolean isAllowed(UserInfo user, Permission permission, @Nullable String namespace);
}
