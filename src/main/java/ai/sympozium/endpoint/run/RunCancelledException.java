package ai.sympozium.endpoint.run;

import ai.sympozium.base.SympoziumException;

/** Reports that a request was cancelled before its run was finished. */
public final class RunCancelledException extends SympoziumException {
  private static final long serialVersionUID = 1L;

  RunCancelledException() {
    super("the request was cancelled");
  }
}
