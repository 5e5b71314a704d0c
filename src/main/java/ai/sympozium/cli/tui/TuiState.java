package ai.sympozium.cli.tui;

import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Everything that decides what the screen shows.
 *
 * @param context the cluster, as the kubeconfig names it
 * @param message the result of the last effect, or an empty text
 * @param failed whether the message is an error
 */
record TuiState(
    int width,
    int height,
    Instant now,
    String context,
    String namespace,
    ClusterView data,
    Tab tab,
    Map<Tab, Cursor> cursors,
    Overlay overlay,
    String message,
    boolean failed) {

  /**
   * The selection of a view.
   *
   * @param id the selected object
   * @param index its position, which is selected when the object is deleted
   */
  record Cursor(String id, int index, String filter) {
    static final Cursor START = new Cursor("", 0, "");
  }

  TuiState {
    cursors = Map.copyOf(cursors);
  }

  static TuiState start(int width, int height, Instant now, String context, String namespace) {
    return new TuiState(
        width,
        height,
        now,
        context,
        namespace,
        ClusterView.loading(),
        Tab.INSTANCES,
        Map.of(),
        new Overlay.None(),
        "",
        false);
  }

  Cursor cursor() {
    return Objects.requireNonNull(cursors.getOrDefault(tab, Cursor.START));
  }

  /** Returns the rows of the view that match its filter. */
  List<? extends Row> rows() {
    String filter = cursor().filter();
    List<? extends Row> all = data.listing(tab).rows();
    return filter.isEmpty() ? all : all.stream().filter(row -> row.matches(filter, now)).toList();
  }

  /** Returns the position of the selected row, or -1 if there are no rows. */
  int selectedIndex() {
    List<? extends Row> rows = rows();
    for (int i = 0; i < rows.size(); i++) {
      if (rows.get(i).id().equals(cursor().id())) {
        return i;
      }
    }
    return Math.min(cursor().index(), rows.size() - 1);
  }

  Optional<Row> selected() {
    int index = selectedIndex();
    return index < 0 ? Optional.empty() : Optional.of(rows().get(index));
  }

  /** Returns the number of lines between the header and the last two lines. */
  int bodyHeight() {
    return Math.max(1, height - 4);
  }

  TuiState withSize(int newWidth, int newHeight) {
    return new TuiState(
        newWidth, newHeight, now, context, namespace, data, tab, cursors, overlay, message, failed);
  }

  TuiState withNow(Instant time) {
    return new TuiState(
        width, height, time, context, namespace, data, tab, cursors, overlay, message, failed);
  }

  TuiState withData(ClusterView view) {
    return new TuiState(
        width, height, now, context, namespace, view, tab, cursors, overlay, message, failed);
  }

  TuiState withTab(Tab other) {
    return new TuiState(
        width, height, now, context, namespace, data, other, cursors, overlay, message, failed);
  }

  TuiState withOverlay(Overlay other) {
    return new TuiState(
        width, height, now, context, namespace, data, tab, cursors, other, message, failed);
  }

  TuiState withMessage(String text, boolean error) {
    return new TuiState(
        width, height, now, context, namespace, data, tab, cursors, overlay, text, error);
  }

  TuiState withCursor(Cursor cursor) {
    Map<Tab, Cursor> all = new EnumMap<>(Tab.class);
    all.putAll(cursors);
    all.put(tab, cursor);
    return new TuiState(
        width, height, now, context, namespace, data, tab, all, overlay, message, failed);
  }

  /** Selects the row at a position. */
  TuiState select(int position) {
    List<? extends Row> rows = rows();
    int index = Math.clamp(position, 0, Math.max(0, rows.size() - 1));
    String id = rows.isEmpty() ? "" : rows.get(index).id();
    return withCursor(new Cursor(id, index, cursor().filter()));
  }

  /** Shows another namespace, of which nothing is known yet. */
  TuiState inNamespace(String other) {
    return new TuiState(
        width,
        height,
        now,
        context,
        other,
        ClusterView.loading(),
        tab,
        Map.of(),
        new Overlay.None(),
        "",
        false);
  }
}
