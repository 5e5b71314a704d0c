package ai.sympozium.ipc;

import java.security.SecureRandom;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** The names of the files in an IPC volume. */
public final class IpcFiles {
  /** Directory of requests to an executor and of its answers. */
  public static final String TOOLS = "tools";

  /** Directory of what the agent hands to the bridge. */
  public static final String OUTPUT = "output";

  /** Says that an executor is there and what it is. */
  public static final String READY = "ready";

  /** Says that the agent has ended. */
  public static final String DONE = "done";

  /** The result of the run, in {@link #OUTPUT}. */
  public static final String RESULT = "result.json";

  /** The transcript of the run, in {@link #OUTPUT}. */
  public static final String TRANSCRIPT = "transcript.jsonl";

  private static final String REQUEST_PREFIX = "exec-request-";
  private static final String RESULT_PREFIX = "exec-result-";
  private static final String CLAIM_PREFIX = ".claim-";
  private static final String JSON = ".json";
  private static final int LONGEST_ID = 64;

  private IpcFiles() {}

  /** A new id that nobody can guess. */
  public static String newId() {
    var bytes = new byte[12];
    // Not in a static field: a native binary would contain the generator with its seed.
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  /** The file of a request. */
  public static String execRequest(String id) {
    return REQUEST_PREFIX + id + JSON;
  }

  /** The file of the answer to a request. */
  public static String execResult(String id) {
    return RESULT_PREFIX + id + JSON;
  }

  /**
   * The directory by which an executor marks a request as its own, so that it is never run twice.
   */
  public static String claim(String id) {
    return CLAIM_PREFIX + id;
  }

  /** The id in the name of a request's file, or null when it is no such name. */
  public static @Nullable String idOfExecRequest(String fileName) {
    return idWithin(fileName, REQUEST_PREFIX, JSON);
  }

  /** The id in the name of a claim, or null when it is no such name. */
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
      var fine =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || c == '_'
              || c == '-';
      if (!fine) {
        return false;
      }
    }
    return !text.isEmpty() && text.length() <= LONGEST_ID;
  }
}
