package ai.sympozium.endpoint.run;

import ai.sympozium.base.JsonTrees;
import java.io.IOException;

/** Text that an API stores with a run, as JSON. */
public final class RunContext {
  /** Member that is false if the client wants its request not to be retrieved later. */
  public static final String STORED = "stored";

  private RunContext() {}

  /** Returns whether the client of a run can retrieve it. */
  public static boolean isStored(String context) {
    if (context.isEmpty()) {
      return true;
    }
    try {
      return JsonTrees.readObject(context).path(STORED).asBoolean(true);
    } catch (IOException e) {
      return false;
    }
  }
}
