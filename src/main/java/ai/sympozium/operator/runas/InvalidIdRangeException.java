package ai.sympozium.operator.runas;

import ai.sympozium.base.SympoziumException;
import ai.sympozium.base.TruncatedText;

/** Reports a range of ids in an annotation that cannot be used; the message states the fix. */
public final class InvalidIdRangeException extends SympoziumException {
  private static final long serialVersionUID = 1L;
  private static final int MAX_BYTES = 100;

  InvalidIdRangeException(String namespace, String annotation, String range) {
    super(
        "metadata.annotations of namespace "
            + namespace
            + ": "
            + annotation
            + " is \""
            + TruncatedText.ofBytes(range, MAX_BYTES)
            + "\", which is not a range of ids above 0. Use the first id and the number of ids,"
            + " such as 20000/1000.");
  }
}
