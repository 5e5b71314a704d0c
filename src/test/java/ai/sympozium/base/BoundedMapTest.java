package ai.sympozium.base;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class BoundedMapTest {
  @Test
  void shouldRemoveOldestInsertionBeyondMaximum() {
    Map<String, Integer> map = BoundedMap.byInsertion(2);
    map.put("a", 1);
    map.put("b", 2);
    map.get("a");

    map.computeIfAbsent("c", key -> 3);

    assertThat(map).containsOnlyKeys("b", "c");
  }

  @Test
  void shouldCountEntryAsNewWhenPutAgain() {
    Map<String, Integer> map = BoundedMap.byInsertion(2);
    map.put("a", 1);
    map.put("b", 2);

    assertThat(map.put("a", 3)).isEqualTo(1);
    map.put("c", 4);

    assertThat(map).containsOnly(Map.entry("a", 3), Map.entry("c", 4));
  }

  @Test
  void shouldRemoveOldestAccessBeyondMaximum() {
    Map<String, Integer> map = BoundedMap.byAccess(2);
    map.put("a", 1);
    map.put("b", 2);
    map.get("a");

    map.put("c", 3);

    assertThat(map).containsOnlyKeys("a", "c");
  }
}
