package ai.sympozium.cli.tui;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Objects of one kind.
 *
 * @param loaded whether the first list is complete
 * @param problem why objects are missing, for example a missing permission
 */
record Listing<T extends Row>(List<T> rows, boolean loaded, @Nullable String problem) {
  Listing {
    rows = List.copyOf(rows);
  }

  static <T extends Row> Listing<T> loading() {
    return new Listing<>(List.of(), false, null);
  }

  static <T extends Row> Listing<T> of(List<T> rows) {
    return new Listing<>(rows, true, null);
  }
}
