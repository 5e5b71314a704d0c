package ai.sympozium.endpoint.run;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Events of one run. It holds a bounded number of events that were not read yet. */
public interface RunEvents extends AutoCloseable {
  /** Waits for the next event. Returns null if there is none in time, or after {@link #close}. */
  @Nullable RunEvent next(Duration atMost) throws InterruptedException;

  /** Stops following the run. A waiting {@link #next} returns at once. */
  @Override
  void close();
}
