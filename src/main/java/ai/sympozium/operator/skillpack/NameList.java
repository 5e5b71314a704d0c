package ai.sympozium.operator.skillpack;

import ai.sympozium.base.TruncatedText;
import java.util.List;

/** Joins names for a printer column. */
final class NameList {
  /** Limit of the schema, see {@code SchemaBounds}. */
  private static final int MAX_BYTES = 1024;

  private NameList() {}

  static String of(List<String> names) {
    return TruncatedText.ofBytes(String.join(", ", names), MAX_BYTES);
  }
}
