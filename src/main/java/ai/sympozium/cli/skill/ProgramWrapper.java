package ai.sympozium.cli.skill;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Programs that start another program, which their arguments name. */
enum ProgramWrapper {
  ENV(0, "-u --unset -C --chdir"),
  NICE(0, "-n --adjustment"),
  NOHUP(0, ""),
  STDBUF(0, "-i --input -o --output -e --error"),
  SUDO(0, "-u --user -g --group -h --host -p --prompt -C --close-from -D --chdir"),
  TIME(0, "-f --format -o --output"),
  TIMEOUT(1, "-k --kill-after -s --signal"),
  XARGS(
      0,
      "-a --arg-file -d --delimiter -E -I -L --max-lines -n --max-args -P --max-procs -s"
          + " --max-chars");

  private final int operands;
  private final List<String> optionsWithValue;

  /**
   * Describes a program.
   *
   * @param operands number of operands before the other program
   * @param optionsWithValue options whose value is the next word
   */
  ProgramWrapper(int operands, String optionsWithValue) {
    this.operands = operands;
    this.optionsWithValue = List.of(optionsWithValue.split(" "));
  }

  /** Returns the words of the program that another one starts; empty if it starts none. */
  static List<String> wrapped(String program, List<String> arguments) {
    return Arrays.stream(values())
        .filter(wrapper -> program.equals(wrapper.program()))
        .findFirst()
        .map(wrapper -> wrapper.withoutOwn(arguments))
        .orElse(List.of());
  }

  private String program() {
    return name().toLowerCase(Locale.ROOT);
  }

  private List<String> withoutOwn(List<String> arguments) {
    int i = 0;
    while (i < arguments.size() && arguments.get(i).startsWith("-")) {
      i += optionsWithValue.contains(arguments.get(i)) ? 2 : 1;
    }
    int first = Math.min(i + operands, arguments.size());
    return arguments.subList(first, arguments.size());
  }
}
