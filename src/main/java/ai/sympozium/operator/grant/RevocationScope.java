package ai.sympozium.operator.grant;

import ai.sympozium.operator.grant.SkillGrant.RunRef;
import io.fabric8.kubernetes.api.model.HasMetadata;

/** Decides which objects of a grant's name a revocation deletes and requires to be absent. */
enum RevocationScope {
  /**
   * Every object of the name, whatever its labels, owners and content say. For a run that was
   * started: the objects were the run's, so another object of the name has replaced one of them.
   */
  NAME,

  /**
   * Objects with the run's labels and owner. For a run that was not started, possibly because the
   * others have taken its names.
   */
  OWNER;

  boolean includes(RunRef run, HasMetadata live) {
    return this == NAME || GrantObjects.isOwnedBy(run, live);
  }
}
