package ai.sympozium.cli.skill;

import ai.sympozium.cli.usage.KubectlInvocations;
import ai.sympozium.cli.usage.ShellTokenizer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Finds the programs that a shell command starts. */
final class ProgramFinder {
  /** Built-in commands of a shell and programs of POSIX, which packs need not list. */
  private static final Set<String> COMMON =
      Set.of(
          ("[ [[ : . alias awk base64 basename break cat cd chmod cmp column comm command continue"
                  + " cp cut date declare df diff dirname du echo env eval exec exit export expr"
                  + " false find fold getopts grep egrep fgrep gzip gunzip head hostname id kill"
                  + " let ln local ls mapfile mkdir mktemp mv nice nl nohup od paste popd printf ps"
                  + " pushd pwd read readarray readlink readonly return rm rmdir sed seq set sh"
                  + " sha256sum shift shopt sleep sort source split stat tail tar tee test time"
                  + " timeout touch tr trap true type typeset ulimit umask uname uniq unset wait"
                  + " watch wc which xargs")
              .split(" "));

  /** Words before a command. */
  private static final Set<String> PREFIXES =
      Set.of("if", "then", "elif", "else", "while", "until", "do", "!", "exec", "command");

  /** Words that start or finish a clause without a command. */
  private static final Set<String> CLAUSES =
      Set.of("for", "select", "case", "in", "function", "fi", "done", "esac");

  /** Programs that change at most files of their container. */
  private static final Set<String> FILTERS =
      Set.of(
          ("[ [[ : awk base64 basename cat cd column comm cut date dirname echo egrep exit export"
                  + " expr false fgrep grep head hostname id jq local ls mkdir nl paste printf pwd"
                  + " read return sed seq set sha256sum sleep sort tail tee test tr true uname uniq"
                  + " wc yq")
              .split(" "));

  private static final Pattern FUNCTION =
      Pattern.compile("\\bfunction\\s+([\\w.+-]+)|([\\w.+-]+)\\s*\\(\\s*\\)");

  private ProgramFinder() {}

  /** Returns the programs that are neither common nor defined by the command itself. */
  static Set<String> uncommon(String command) {
    Set<String> programs = new LinkedHashSet<>();
    String text = withoutHeredocs(command);
    for (List<String> words : ShellTokenizer.split(text)) {
      programs(words).stream()
          .filter(word -> isProgram(word) && !COMMON.contains(word))
          .forEach(programs::add);
    }
    FUNCTION
        .matcher(text)
        .results()
        .forEach(function -> {
          programs.remove(function.group(1));
          programs.remove(function.group(2));
        });
    return programs;
  }

  /**
   * Returns whether a command certainly changes nothing: it consists of reads by kubectl and curl,
   * and of programs that only transform text.
   */
  static boolean onlyRead(String command) {
    return !command.contains("<<")
        && ShellTokenizer.split(command).stream().allMatch(ProgramFinder::onlyReads);
  }

  private static boolean onlyReads(List<String> words) {
    if (words.stream().anyMatch(word -> word.contains("$(") || word.contains("`"))) {
      return false; // A command in quotes, which the tokenizer does not split.
    }
    List<String> programs = programs(words);
    if (programs.isEmpty() || FILTERS.contains(programs.getLast())) {
      return true;
    }
    String program = programs.getLast();
    List<String> arguments = words.subList(words.indexOf(program) + 1, words.size());
    return switch (program) {
      case "kubectl" -> KubectlInvocations.onlyReads(arguments);
      case "curl" -> CurlOptions.onlyRead(arguments);
      default -> false;
    };
  }

  /** Returns the program of a simple command, and the one that it starts as its arguments state. */
  private static List<String> programs(List<String> words) {
    List<String> programs = new ArrayList<>();
    List<String> rest = words;
    Optional<String> program = program(rest);
    while (program.isPresent()) {
      programs.add(program.get());
      rest = rest.subList(rest.indexOf(program.get()) + 1, rest.size());
      rest = ProgramWrapper.wrapped(program.get(), rest);
      program = program(rest);
    }
    return programs;
  }

  /** Returns the word of a simple command that names its program; empty for a clause. */
  private static Optional<String> program(List<String> words) {
    return words.stream()
        .filter(word -> !PREFIXES.contains(word) && !word.matches("[A-Za-z_][A-Za-z0-9_]*=.*"))
        .findFirst()
        .filter(word -> !CLAUSES.contains(word));
  }

  private static boolean isProgram(String word) {
    return word.matches("[A-Za-z][\\w.+-]*") && !word.matches("\\d.*");
  }

  /** Removes the bodies of heredocs, which are data. */
  static String withoutHeredocs(String command) {
    int heredoc = command.indexOf("<<");
    int line = heredoc < 0 ? -1 : command.indexOf('\n', heredoc);
    return line < 0 || command.startsWith("<<<", heredoc) ? command : command.substring(0, line);
  }
}
