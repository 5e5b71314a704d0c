package ai.sympozium.cli.skill;

import ai.sympozium.api.SkillPack;
import ai.sympozium.api.SympoziumLabels;
import ai.sympozium.cli.console.CommandException;
import ai.sympozium.cli.console.ExitCode;
import ai.sympozium.cli.usage.ShellTokenizer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Requests of programs other than kubectl, which an annotation of the pack describes. Each line is
 * {@code PROGRAM [SUBCOMMAND]: KUBECTL COMMAND}, for example {@code helm list: kubectl get
 * secrets}.
 *
 * @param lines commands of kubectl that send the same requests, by first words of the program
 */
record ProgramRequests(Map<List<String>, List<String>> lines) {
  static ProgramRequests of(SkillPack pack) {
    Map<String, String> annotations = pack.getMetadata().getAnnotations();
    String text =
        annotations == null
            ? ""
            : annotations.getOrDefault(SympoziumLabels.ANNOTATION_PROGRAM_REQUESTS, "");
    Map<List<String>, List<String>> lines = new LinkedHashMap<>();
    text.lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty())
        .forEach(line -> {
          String[] parts = line.split(":\\s+", 2);
          if (parts.length < 2 || !parts[1].startsWith("kubectl ")) {
            throw new CommandException(
                ExitCode.USAGE,
                "metadata.annotations["
                    + SympoziumLabels.ANNOTATION_PROGRAM_REQUESTS
                    + "]: \""
                    + line
                    + "\" is not PROGRAM: KUBECTL COMMAND. Example: helm list: kubectl get"
                    + " secrets");
          }
          lines
              .computeIfAbsent(List.of(parts[0].split("\\s+")), key -> new ArrayList<>())
              .add(parts[1]);
        });
    return new ProgramRequests(lines);
  }

  /** Returns the kubectl commands that stand for the programs of a command. */
  List<String> of(String command) {
    List<String> found = new ArrayList<>();
    for (List<String> words : ShellTokenizer.split(command)) {
      lines.forEach((program, kubectl) -> {
        if (contains(words, program)) {
          found.addAll(kubectl);
        }
      });
    }
    return found;
  }

  private static boolean contains(List<String> words, List<String> program) {
    for (int i = 0; i + program.size() <= words.size(); i++) {
      if (words.subList(i, i + program.size()).equals(program)) {
        return true;
      }
    }
    return false;
  }
}
