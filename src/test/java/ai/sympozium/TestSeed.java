package ai.sympozium;

/**
 * The seed of the random input of property tests. The default is fixed, so that a build gives the
 * same result each time. {@code -Dsympozium.seed=N} tries other input.
 */
public final class TestSeed {
  public static final long VALUE = Long.getLong("sympozium.seed", 11);

  private TestSeed() {}
}
