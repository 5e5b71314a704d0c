package ai.sympozium.endpoint.run;

import ai.sympozium.base.Sha256;
import java.security.SecureRandom;
import java.util.HexFormat;

/** Creates the ids of runs, and the texts that identify requests. */
public final class RunIds {
  private static final int BYTES = 8;

  private final SecureRandom random = new SecureRandom();
  private final String instanceUid;

  public RunIds(String instanceUid) {
    this.instanceUid = instanceUid;
  }

  public String random() {
    var bytes = new byte[BYTES];
    random.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  /**
   * Derives an id, so that a repeated request finds the run of the first one, on every replica.
   *
   * @param key unique among the requests of the client
   */
  public String derived(String client, String key) {
    return Sha256.hex(instanceUid + "\0" + client + "\0" + key).substring(0, 2 * BYTES);
  }

  /** Identifies a request and its client. */
  public String request(String client, byte[] body) {
    return requestPrefix(client) + Sha256.hex(body);
  }

  /** Returns whether the run of a request belongs to a client. */
  public boolean isOwner(String client, String request) {
    return request.startsWith(requestPrefix(client));
  }

  /** Returns the start of the requests of a client, which no other client has. */
  public String requestPrefix(String client) {
    return Sha256.hex(instanceUid + "\0" + client).substring(0, 16) + ".";
  }
}
