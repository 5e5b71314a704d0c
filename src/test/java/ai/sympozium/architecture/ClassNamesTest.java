package ai.sympozium.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Names of classes that a reader cannot guess the purpose from, or takes for another thing. */
class ClassNamesTest {
  /** Earlier names of classes that were renamed because of it. */
  private static final Set<String> UNCLEAR =
      Set.of(
          """
          AfterRush Looks Wakes Watched RunCache SlimStore EveryEvent EndsSeen Planner Planning
          SkillPlanning Plan Stored Start RunStart RunPod Launch Finalizer Outcome RunRecord Owned
          Written Together Remains Limits Ceilings Revocation RightsAlive GrantRefused Sweeper
          Precedence Rush Beans ApiConnections CipherOrder LeaseFence RetryAfter Leadership
          NewerKinds WithoutManagedFields OperatorRole AgentRole BridgeRole ExecutorRole CliRole
          Events ApiFailure Callers Caller Gateway GatewayError ClusterAuthority RunReports
          SkillTokens ToolCalls Seal WebhookTrust Holdings AccessReviews Author Demand PackReview
          SkillPackAdmission AdmissionPath CrdCorrections History Right Danger Rule PackRef
          Sympozium Phase Requires Sidecar Cleanup PullSecret IpcNames OpenDirectory Excerpt Ready
          DirectoryWatch GatewayRefusal UnexpectedJsonException RunResult Json LastWords Tally
          RunLog Instructions Task Answer ToolOutput ModelAnswer StreamedAnswer AnswerJson
          ToolSpec ServerSentEvents ToolFailure FileRoots SkillExecutor Arguments ExecuteCommand
          ReadFile Bridge CutTranscript Commands CannotRun CommandLine KeptOutput Programs
          ApiToken Unknown Ended Ago Plain Page Output Exit RuleLines Connection KubectlSympozium
          Asked InDoubt OperatorsWord Trial WhoMay Origins Permissions LastChange Need Explaining
          ExplainScreen Manifest Risks Reporting ReportScreen Evidence Usage CommandHints Kubectl
          ShellWords Resources Call ScopedRight RuleSet SmallerPack RunRecords AuditLog
          """
              .strip()
              .split("\\s+", -1));

  private static final Set<String> SUFFIXES = Set.of("Utils", "Util", "Manager", "Helper", "Impl");

  @Test
  void shouldHaveClearNamesWhenAtTopLevel() {
    assertThat(topLevelNames()).doesNotContainAnyElementsOf(UNCLEAR);
  }

  @Test
  void shouldNotEndWithEmptyWord() {
    assertThat(topLevelNames()).noneMatch(name -> SUFFIXES.stream().anyMatch(name::endsWith));
  }

  private static Set<String> topLevelNames() {
    return ArchitectureTest.CLASSES.stream()
        .filter(JavaClass::isTopLevelClass)
        .map(JavaClass::getSimpleName)
        .collect(java.util.stream.Collectors.toSet());
  }
}
