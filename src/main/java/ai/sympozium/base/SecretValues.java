package ai.sympozium.base;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;

/** Derives the texts to mask from known secrets: as they are, in base64, and their parts. */
final class SecretValues {
  /** Longer values are masked in parts, of which an output may contain only some. */
  private static final int MAX_VALUE_LENGTH = 8 << 10;

  /** A multiple of three, so that the parts in base64 follow each other too. */
  private static final int PART_LENGTH = 1023;

  private static final int GROUP = 3;

  private final SecretPatterns patterns = new SecretPatterns();

  private SecretValues() {}

  static SecretPatterns.Automaton of(Collection<String> secrets) {
    var values = new SecretValues();
    secrets.stream().map(String::strip).forEach(values::add);
    // Parts come last: whole values are more important if there is too much to mask.
    var leaves = new SecretLeaves(values::addLeaf);
    secrets.stream().map(String::strip).forEach(leaves::find);
    return values.patterns.build();
  }

  private void add(String value) {
    if (value.length() > MAX_VALUE_LENGTH) {
      addParts(value);
      return;
    }
    switch (SecretStrength.of(value)) {
      case NONE -> {}
      case WORD -> addWord(value);
      case RANDOM -> addRandom(value);
    }
    if (value.startsWith("eyJ") && value.indexOf('.') > 0) {
      String signature = value.substring(value.lastIndexOf('.') + 1);
      if (SecretStrength.of(signature) != SecretStrength.NONE) {
        patterns.addAnywhere(signature);
      }
    }
  }

  private void addLeaf(String key, String leaf) {
    if (SecretStrength.isRandom(leaf)) {
      if (leaf.length() <= MAX_VALUE_LENGTH) {
        addRandom(leaf);
      }
    } else if (SecretLeaves.isSecretKey(key)) {
      add(leaf);
    }
  }

  private void addWord(String value) {
    patterns.addWholeToken(value);
    patterns.addWholeToken(Base64.getEncoder().encodeToString(value.getBytes(UTF_8)));
  }

  private void addRandom(String value) {
    patterns.addAnywhere(value);
    byte[] bytes = value.getBytes(UTF_8);
    for (int shift = 0; shift < GROUP; shift++) {
      patterns.addAnywhere(encode(bytes, shift));
    }
  }

  private void addParts(String value) {
    byte[] bytes = value.getBytes(UTF_8);
    for (int from = 0; from < bytes.length; from += PART_LENGTH) {
      byte[] part = Arrays.copyOfRange(bytes, from, Math.min(from + PART_LENGTH, bytes.length));
      if (part.length >= GROUP * GROUP) {
        patterns.addAnywhere(new String(part, UTF_8));
        patterns.addAnywhere(encode(part, 0));
      }
    }
  }

  /**
   * Encodes a value that other text precedes and follows, so that its first and its last group can
   * be incomplete. Leaves out the characters that depend on the other text.
   */
  static String encode(byte[] value, int shift) {
    byte[] shifted = new byte[shift + value.length];
    System.arraycopy(value, 0, shifted, shift, value.length);
    byte[] whole = Arrays.copyOf(shifted, shifted.length / GROUP * GROUP);
    int undetermined = shift == 0 ? 0 : shift + 1;
    return Base64.getEncoder().encodeToString(whole).substring(undetermined);
  }
}
