package ai.sympozium.cli.cluster;

/** Something can't be told, mostly because the person who asks may not read what it rests on. */
public final class NotReadableException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final String what;

  public NotReadableException(String what) {
    super(what, null, false, false);
    this.what = what;
  }

  /** Why, in words: {@code you may not get skillpacks/x in demo}. */
  public String what() {
    return what;
  }
}
