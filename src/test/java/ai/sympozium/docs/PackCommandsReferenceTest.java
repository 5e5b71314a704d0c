package ai.sympozium.docs;

import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.cli.skill.CommandResult;
import ai.sympozium.cli.skill.PermissionResult;
import ai.sympozium.cli.skill.SkillTestResult;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Checks the commands of the built-in packs without executing them, and the recorded results. */
class PackCommandsReferenceTest {
  static List<String> packs() {
    return PackCommands.packs();
  }

  @ParameterizedTest
  @MethodSource("packs")
  void shouldFindNoFailedCommandAndNoUnusedPermission(String pack) {
    SkillTestResult checked = PackCommandsReference.check(pack);

    assertThat(checked.failedCommands())
        .extracting(command -> command.place() + ": " + command.message())
        .isEmpty();
    assertThat(checked.unusedPermissions())
        .extracting(permission -> permission.field() + ": " + permission.describe())
        .isEmpty();
  }

  /** The records name the commands that the documents contain now, and no failure. */
  @ParameterizedTest
  @MethodSource("packs")
  void shouldHaveRecordedResultOfEachCommand(String pack) {
    SkillTestResult checked = PackCommandsReference.check(pack);
    List<String> places = checked.commands().stream().map(CommandResult::place).toList();

    assertThat(PackCommands.recorded(pack).stream().map(line -> line.split("\t")[0]))
        .containsExactlyElementsOf(places);
    assertThat(PackCommands.outcomes(pack).values())
        .allMatch(outcome -> outcome.equals("ok") || outcome.startsWith("exit code"));
  }

  @ParameterizedTest
  @MethodSource("packs")
  void shouldDeclareOnlyPermissionsThatCommandsShow(String pack) {
    assertThat(PackCommandsReference.check(pack).permissions())
        .filteredOn(permission -> permission.use() == PermissionResult.Use.UNOBSERVABLE)
        .allMatch(permission -> permission.verb().equals("use"));
  }
}
