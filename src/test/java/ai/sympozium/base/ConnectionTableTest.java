package ai.sympozium.base;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ConnectionTableTest {
  private final ConnectionTable<String> table = new ConnectionTable<>(3);

  @Test
  void shouldCloseOldestOfPeerWithMostWhenThereAreTooMany() {
    table.add("quiet", "q");
    table.add("greedy", "g1");
    table.add("greedy", "g2");

    assertThat(table.add("new", "n")).contains("g1");
  }

  @Test
  void shouldCloseUnconfirmedFirstWhenPeerHasConfirmedOnes() {
    table.add("node", "n1");
    table.add("node", "n2");
    table.add("node", "n3");
    table.confirm("node", "n1");

    assertThat(table.add("node", "n4")).contains("n2");
    assertThat(table.add("node", "n5")).contains("n3");
    assertThat(table.add("node", "n6")).contains("n1");
  }

  @Test
  void shouldNotCountConnectionsThatWereRemoved() {
    table.add("a", "a1");
    table.add("a", "a2");
    table.remove("a", "a1");
    table.remove("a", "a1");
    table.remove("b", "b1");

    assertThat(table.add("a", "a3")).isEmpty();
    assertThat(table.add("a", "a4")).isEmpty();
    assertThat(table.size()).isEqualTo(3);
  }

  @Test
  void shouldNotAddConnectionWhenItIsConfirmedAfterItsEnd() {
    table.add("a", "a1");
    table.remove("a", "a1");

    table.confirm("a", "a1");

    assertThat(table.size()).isZero();
  }
}
