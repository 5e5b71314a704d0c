package ai.sympozium.cli.skill;

import ai.sympozium.cli.usage.ShellTokenizer;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Finds the programs that a shell command starts. */
final class Programs {
  /** Built-in commands of a shell and programs of POSIX, which packs need not list. */
  private static final Set<String> COMMON =
      Set.of(
          ("[ [[ : . alias awk base64 basename break cat cd chmod cmp column comm command continue"
                  + " cp cut date declare df diff dirname du echo env eval exec exit export expr"
                  + " false find fold getopts grep egrep fgrep gzip gunzip head hostname id kill"
                  + " let ln local ls mapfile mkdir mktemp mv nl od paste popd printf ps pushd pwd"
                  + " read readarray readlink readonly return rm rmdir sed seq set sha256sum shift"
                  + " shopt sleep sort source split stat tail tar tee test time timeout touch tr"
                  + " trap true type typeset ulimit umask uname uniq unset wait watch wc which"
                  + " xargs")
              .split(" "));

  /** Words before a command. */
  private static final Set<String> PREFIXES =
      Set.of("if", "then", "elif", "else", "while", "until", "do", "!", "time", "exec", "command");

  /** Words that start or finish a clause without a command. */
  private static final Set<String> CLAUSES =
      Set.of("for", "select", "case", "in", "function", "fi", "done", "esac", "}", "{");

  private Programs() {}

  /** Returns the programs that are neither common nor defined by the command itself. */
  static Set<String> uncommon(String command) {
    Set<String> programs = new LinkedHashSet<>();
    for (List<String> words : ShellTokenizer.split(withoutHeredocs(command))) {
      for (String word : words) {
        if (PREFIXES.contains(word) || word.matches("[A-Za-z_][A-Za-z0-9_]*=.*")) {
          continue;
        }
        if (!CLAUSES.contains(word) && isProgram(word) && !COMMON.contains(word)) {
          programs.add(word);
        }
        break;
      }
    }
    return programs;
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
