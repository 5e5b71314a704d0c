package ai.sympozium.ipc;

import ai.sympozium.contract.GatewayApi;
import ai.sympozium.contract.OperatorTool;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Names of the files in an IPC volume. */
public final class IpcFiles {
  /** Directory of the requests to an executor and of its results. */
  public static final String TOOLS = "tools";

  /** Directory of the files that the agent writes for the bridge. */
  public static final String OUTPUT = "output";

  /** Announces an executor that accepts requests. */
  public static final String READY = "ready";

  /** Says why an executor is not ready yet, while it repeats a request to the gateway. */
  public static final String WAITING = "waiting";

  /** Marks that the agent has finished. */
  public static final String DONE = "done";

  private static final String REQUEST_PREFIX = "exec-request-";
  private static final String RESULT_PREFIX = "exec-result-";
  private static final String CLAIM_PREFIX = ".claim-";
  private static final String JSON = ".json";

  private IpcFiles() {}

  /** Returns a new random id. */
  public static String newId() {
    var bytes = new byte[12];
    // Not in a static field: a native binary would contain the generator with its seed.
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  public static String execRequest(String id) {
    return REQUEST_PREFIX + id + JSON;
  }

  public static String execResult(String id) {
    return RESULT_PREFIX + id + JSON;
  }

  /** Returns the directory with which an executor claims a request, so that it runs only once. */
  public static String claim(String id) {
    return CLAIM_PREFIX + id;
  }

  /** Returns the id in the file name of a request, or null for another name. */
  public static @Nullable String idOfExecRequest(String fileName) {
    return idWithin(fileName, REQUEST_PREFIX, JSON);
  }

  /** Returns the id in the file name of a tool request, or null for another name. */
  public static @Nullable String idOfToolRequest(OperatorTool tool, String fileName) {
    return idWithin(fileName, tool.requestPrefix(), JSON);
  }

  /** Returns the id in the name of a claim, or null for another name. */
  public static @Nullable String idOfClaim(String fileName) {
    return idWithin(fileName, CLAIM_PREFIX, "");
  }

  private static @Nullable String idWithin(String name, String prefix, String suffix) {
    if (name.length() < prefix.length() + suffix.length()
        || !name.startsWith(prefix)
        || !name.endsWith(suffix)) {
      return null;
    }
    var id = name.substring(prefix.length(), name.length() - suffix.length());
    return isId(id) ? id : null;
  }

  private static boolean isId(String text) {
    for (var i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      var allowed =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || c == '_'
              || c == '-';
      if (!allowed) {
        return false;
      }
    }
    return !text.isEmpty() && text.length() <= GatewayApi.MAX_ID_LENGTH;
  }
}
