package ai.sympozium.cli.skill;

import java.util.List;
import java.util.Set;

/**
 * Options of curl that decide whether its request can change something on the server.
 *
 * @see <a href="https://curl.se/docs/manpage.html">curl(1)</a>
 */
final class CurlOptions {
  /** Options of a GET or HEAD request. An option that is not listed may send something. */
  private static final Set<String> READING =
      Set.of(
          ("--cacert --compressed --connect-timeout --fail --get --globoff --head --header --include"
                  + " --insecure --location --max-time --no-buffer --output --retry --show-error"
                  + " --silent --url --user --verbose --write-out")
              .split(" "));

  private static final String READING_LETTERS = "fgGHIikLmNosSuvw";

  private CurlOptions() {}

  /** Returns whether the arguments describe a request that only reads (RFC 9110, section 9.2.1). */
  static boolean onlyRead(List<String> arguments) {
    boolean get = arguments.stream().anyMatch(word -> word.equals("--get") || word.equals("-G"));
    return arguments.stream()
        .filter(word -> word.startsWith("-"))
        .allMatch(word -> isReading(word) || get && word.startsWith("--data"));
  }

  private static boolean isReading(String option) {
    return option.startsWith("--")
        ? READING.contains(option)
        : option.chars().skip(1).allMatch(letter -> READING_LETTERS.indexOf(letter) >= 0);
  }
}
