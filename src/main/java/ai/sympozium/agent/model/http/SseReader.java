package ai.sympozium.agent.model.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** Reads the data of server-sent events. Collects lines as bytes, so that no character is split. */
final class SseReader {
  private static final int MAX_EVENT_LENGTH = 4 << 20;

  private final InputStream in;
  private boolean atEnd;
  private boolean afterCarriageReturn;

  SseReader(InputStream in) {
    this.in = in;
  }

  /** Returns the data of the next event that has data, or null at the end. */
  @Nullable String next() throws IOException {
    var data = new StringBuilder();
    while (true) {
      var line = line();
      if (line == null || line.isEmpty()) {
        if (!data.isEmpty()) {
          return data.toString();
        }
        if (line == null) {
          return null;
        }
      } else if (line.startsWith("data:")) {
        data.append(data.isEmpty() ? "" : "\n").append(line.substring(5).strip());
        if (data.length() > MAX_EVENT_LENGTH) {
          throw new IOException("an event is longer than " + MAX_EVENT_LENGTH + " characters");
        }
      }
    }
  }

  /** Returns the next line; LF, CR and CRLF end a line. */
  private @Nullable String line() throws IOException {
    if (atEnd) {
      return null;
    }
    var bytes = new ByteArrayOutputStream();
    while (true) {
      var b = in.read();
      if (b == '\n' && afterCarriageReturn) {
        afterCarriageReturn = false;
        continue;
      }
      afterCarriageReturn = b == '\r';
      if (b < 0) {
        atEnd = true;
        return bytes.size() == 0 ? null : bytes.toString(UTF_8);
      }
      if (b == '\n' || b == '\r') {
        return bytes.toString(UTF_8);
      }
      bytes.write(b);
      if (bytes.size() > MAX_EVENT_LENGTH) {
        throw new IOException("a line is longer than " + MAX_EVENT_LENGTH + " bytes");
      }
    }
  }
}
