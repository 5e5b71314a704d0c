package ai.sympozium.operator.gateway.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.contract.LogEntry;
import ai.sympozium.contract.LogEntry.Kind;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class StoredLogTest {
  private static List<LogEntry> entries(long from, long to, String text) {
    return LongStream.rangeClosed(from, to)
        .mapToObj(seq -> LogEntry.of(seq, Instant.EPOCH, Kind.MODEL, 0).withText(text))
        .toList();
  }

  private static String lines(List<LogEntry> entries) {
    return StoredLog.EMPTY.plus(entries).data().getOrDefault("log.jsonl", "");
  }

  private static List<Long> numbers(StoredLog log) {
    return log.entries().stream().map(LogEntry::seq).toList();
  }

  @Test
  void shouldReadWhatWasStored() {
    StoredLog log = StoredLog.EMPTY.plus(entries(1, 3, "a\nb"));

    assertThat(StoredLog.of(log.data())).isEqualTo(log);
    assertThat(log.data().getOrDefault("log.jsonl", "").lines()).hasSize(3);
  }

  /** Users can write the ConfigMap. */
  @Test
  void shouldReadTheEndOnlyWhenMoreIsStoredThanALogHas() {
    String lines = lines(entries(1, 1, "x".repeat(1000)));
    String last = lines(entries(2, 2, "last"));

    StoredLog log = StoredLog.of(Map.of("log.jsonl", lines.repeat(900) + last));

    assertThat(log.last()).isEqualTo(2);
    assertThat(log.entries()).hasSizeLessThan(StoredLog.MAX_BYTES / 1000 + 1);
  }

  @Test
  void shouldStoreEachEntryOnceInItsOrder() {
    StoredLog log = StoredLog.EMPTY.plus(entries(2, 3, "first")).plus(entries(3, 5, "again"));

    assertThat(numbers(log)).containsExactly(2L, 3L, 4L, 5L);
    assertThat(log.entries().get(1).text()).isEqualTo("first");
    assertThat(log.plus(entries(3, 5, "again"))).isEqualTo(log);
  }

  @Test
  void shouldRemoveAndCountTheOldestEntriesWhenTheLimitIsExceeded() {
    StoredLog log = StoredLog.EMPTY;
    for (long batch = 0; batch < 10; batch++) {
      log = log.plus(entries(batch * 10 + 1, batch * 10 + 10, "x".repeat(4_000)));
      assertThat(log.data().getOrDefault("log.jsonl", "").length())
          .isLessThanOrEqualTo(StoredLog.MAX_BYTES);
    }

    assertThat(numbers(log)).hasSize(16).endsWith(100L);
    assertThat(log.omitted()).isEqualTo(84);
    assertThat(log.plus(entries(1, 10, "old"))).isEqualTo(log);
  }

  @Test
  void shouldRemovePartsOfMessagesBeforeOtherEntries() {
    StoredLog log = StoredLog.EMPTY.plus(entries(1, 2, "x".repeat(4_000)));
    for (long seq = 3; seq <= 40; seq++) {
      log = log.plus(List.of(part(seq)));
    }

    assertThat(numbers(log)).startsWith(1L, 2L).endsWith(40L).doesNotContain(3L);
    assertThat(log.omitted()).isEqualTo(40 - log.entries().size());
    assertThat(log.plus(List.of(part(3)))).isEqualTo(log);
    assertThat(log.last()).isEqualTo(40);
  }

  private static LogEntry part(long seq) {
    return LogEntry.of(seq, Instant.EPOCH, Kind.TEXT, 0).withPart(0, "p".repeat(4_000));
  }

  @Test
  void shouldSkipInvalidDataWhenItWasChanged() {
    Map<String, String> data = Map.of("log.jsonl", "{\n\nnull\n[]\n", "omitted", "many");

    assertThat(StoredLog.of(data)).isEqualTo(StoredLog.EMPTY);
    assertThat(StoredLog.of(null)).isEqualTo(StoredLog.EMPTY);
  }
}
