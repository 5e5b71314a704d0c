package ai.sympozium.endpoint.mcp;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Versions of the protocol. Since the newest one, each request states its version and needs no
 * handshake.
 */
enum ProtocolVersion {
  V2026_07_28("2026-07-28"),
  V2025_11_25("2025-11-25"),
  V2025_06_18("2025-06-18"),
  V2025_03_26("2025-03-26");

  /** Version of clients that state none. */
  static final ProtocolVersion ASSUMED = V2025_03_26;

  /** Newest version with a handshake. */
  private static final ProtocolVersion NEWEST_WITH_HANDSHAKE = V2025_11_25;

  private final String value;

  ProtocolVersion(String value) {
    this.value = value;
  }

  String value() {
    return value;
  }

  boolean hasHandshake() {
    return this != V2026_07_28;
  }

  static Optional<ProtocolVersion> of(String value) {
    return Arrays.stream(values()).filter(version -> version.value.equals(value)).findFirst();
  }

  /** Returns the version that a client requests in its handshake, or the newest one. */
  static ProtocolVersion negotiate(String requested) {
    return of(requested).filter(ProtocolVersion::hasHandshake).orElse(NEWEST_WITH_HANDSHAKE);
  }

  /** Returns all versions, the newest first. */
  static List<String> supported() {
    return Arrays.stream(values()).map(ProtocolVersion::value).toList();
  }
}
