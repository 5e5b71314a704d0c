package ai.sympozium;

/** Starts the role that the first argument names. */
public final class Main {
  private Main() {}

  public static void main(String... args) {
    System.out.println("hello " + args.length);
  }
}
