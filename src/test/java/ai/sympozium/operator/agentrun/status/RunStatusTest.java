package ai.sympozium.operator.agentrun.status;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import ai.sympozium.api.AgentRun;
import ai.sympozium.api.AgentRunPhase;
import ai.sympozium.api.Manifests;
import ai.sympozium.api.RunSummary;
import ai.sympozium.api.SkillStatus;
import ai.sympozium.api.TokenUsage;
import ai.sympozium.operator.agentrun.plan.PlanResult;
import ai.sympozium.operator.agentrun.plan.RunPlan;
import ai.sympozium.operator.grant.RevocationProofs;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunStatusTest {
  private static final Instant T0 = Instant.parse("2026-11-01T10:00:00Z");
  private static final Instant T1 = T0.plusMillis(120);
  private static final Instant T2 = T0.plusMillis(2_600);
  private static final Instant T3 = T0.plusMillis(2_627);
  private static final Instant T4 = T0.plusMillis(2_650);

  private static final RunOutcome SUCCESS = new RunOutcome(true, "Succeeded", "", 0);
  private static final RunOutcome TIMEOUT =
      RunOutcome.failed(ConditionReason.TIMEOUT, "it took too long.", null);
  private static final ReportedResult REPORT =
      new ReportedResult(true, true, "fine", "", 1800, 43, 2, 2500, null);

  private static final RunPlan PLAN =
      Manifests.parse(
          """
          run: {namespace: demo, name: sre-bot-demo, uid: 7f3c0000-1111-2222-3333-444455556666}
          instance: sre-bot
          task: t
          model: {provider: openai, name: m}
          timeoutSeconds: 600
          skills:
          - pack: {namespace: sympozium-system, name: k8s-ops, uid: p1, generation: 4}
            container: {image: skill-k8s-ops, mountWorkspace: true}
            rules: [{resources: [pods], verbs: [get]}]
          - pack: {namespace: demo, name: code-review, uid: p2, generation: 1}
          """,
          RunPlan.class);

  private static final RunPlan WITHOUT_PERMISSIONS =
      Manifests.parse(
          """
          run: {namespace: demo, name: sre-bot-demo, uid: 7f3c0000-1111-2222-3333-444455556666}
          instance: sre-bot
          task: t
          model: {provider: openai, name: m}
          timeoutSeconds: 600
          """,
          RunPlan.class);

  @Test
  void shouldBeNeitherFinalNorRevokedWhenNew() {
    var status = RunStatus.of(run());

    assertThat(status.isFinal()).isFalse();
    assertThat(status.isRevoked()).isFalse();
    assertThat(status.startedAt()).isEmpty();
    assertThat(status.outcome()).isEmpty();
  }

  @Test
  void shouldShowPlanAndGrantsWhenStarted() {
    var status = RunStatus.of(run()).started(PLAN, pod("sre-bot-demo-7f3c0"), T1);

    assertThat(status.value().phase()).isEqualTo(AgentRunPhase.PENDING);
    assertThat(status.value().podName()).isEqualTo("sre-bot-demo-7f3c0");
    assertThat(status.value().observedGeneration()).isEqualTo(3);
    assertThat(status.startedAt()).contains(T1);
    assertThat(status.value().summary())
        .isEqualTo(new RunSummary("k8s-ops, code-review", null, null));
    assertThat(status.value().skills())
        .extracting(SkillStatus::name, SkillStatus::serviceAccount, SkillStatus::grantedAt)
        .containsExactly(
            tuple("k8s-ops", PLAN.grants().getFirst().name(), "2026-11-01T10:00:00.120Z"),
            tuple("code-review", null, null));
    assertThat(status.value().conditions())
        .extracting(
            Condition::getType, Condition::getStatus, Condition::getReason, Condition::getMessage)
        .containsExactly(
            tuple(
                "Planned",
                "True",
                "Planned",
                "k8s-ops from sympozium-system (generation 4), code-review from demo (generation 1)"),
            tuple("PermissionsGranted", "True", "Granted", "1 skill(s) have their permissions"));
  }

  @Test
  void shouldShowThatNoPermissionsWereDeclaredWhenPlanHasNone() {
    var status =
        RunStatus.of(run())
            .started(WITHOUT_PERMISSIONS, pod("p"), T1)
            .revoked(T2, RevocationProofs.at(T3));

    assertThat(status.conditions().find("Planned").orElseThrow().getMessage())
        .isEqualTo("no skills");
    assertThat(status.conditions().find("PermissionsGranted").orElseThrow().getReason())
        .isEqualTo("NoPermissionsDeclared");
    assertThat(status.conditions().find("PermissionsRevoked").orElseThrow().getReason())
        .isEqualTo("NoPermissionsDeclared");
    assertThat(status.value().summary()).isEqualTo(new RunSummary(null, null, null));
  }

  @Test
  void shouldBeRunningWhenAgentRuns() {
    var status = started().running(true, Optional.of(problem("a skill crashes")), T2);

    assertThat(status.value().phase()).isEqualTo(AgentRunPhase.RUNNING);
    assertThat(status.conditions().isTrue("PodStarted")).isTrue();
  }

  @Test
  void shouldShowStartProblemWhenContainerWaits() {
    var status = started().running(false, Optional.of(problem("image i: ErrImagePull")), T2);

    assertThat(status.value().phase()).isEqualTo(AgentRunPhase.PENDING);
    assertThat(status.conditions().find("PodStarted").orElseThrow())
        .extracting(Condition::getStatus, Condition::getReason, Condition::getMessage)
        .containsExactly("False", "ContainerWaiting", "image i: ErrImagePull");
  }

  @Test
  void shouldStayEqualWhenNothingChanged() {
    var status = started();

    assertThat(status.running(false, Optional.empty(), T2).value()).isEqualTo(status.value());
    var running = status.running(true, Optional.empty(), T2);
    assertThat(running.running(true, Optional.empty(), T3).value()).isEqualTo(running.value());
  }

  @Test
  void shouldShowTimeAndDurationWhenRevoked() {
    var status = started().revoked(T2, RevocationProofs.at(T3));

    assertThat(status.isRevoked()).isTrue();
    assertThat(status.isFinal()).isFalse();
    assertThat(status.value().skills())
        .extracting(SkillStatus::grantedAt, SkillStatus::revokedAt)
        .containsExactly(
            tuple("2026-11-01T10:00:00.120Z", "2026-11-01T10:00:02.627Z"), tuple(null, null));
    assertThat(status.value().summary())
        .isEqualTo(new RunSummary("k8s-ops, code-review", "27ms", null));
    assertThat(status.conditions().find("PermissionsRevoked").orElseThrow())
        .extracting(Condition::getReason, Condition::getMessage)
        .containsExactly(
            "RevocationVerified",
            "every grant object is absent and the API server denies access, 27ms after the run completed");
  }

  @Test
  void shouldNameObstacleWhenRevocationIsPending() {
    var status = started().revocationPending("Role r still exists", T2);

    assertThat(status.isRevoked()).isFalse();
    assertThat(status.conditions().find("PermissionsRevoked").orElseThrow())
        .extracting(Condition::getStatus, Condition::getReason, Condition::getMessage)
        .containsExactly("False", "RevocationPending", "Role r still exists");
    assertThat(status.value().skills().getFirst().revokedAt()).isNull();
  }

  @Test
  void shouldReportRevocationWhenItWasPending() {
    var status =
        started().revocationPending("Role r still exists", T2).revoked(T2, RevocationProofs.at(T3));

    assertThat(status.isRevoked()).isTrue();
    assertThat(status.value().skills().getFirst().revokedAt()).isNotNull();
  }

  @Test
  void shouldNotReportRevocationWhenItIsPendingAgain() {
    var status =
        started().revoked(T2, RevocationProofs.at(T3)).revocationPending("Role r exists", T4);

    assertThat(status.isRevoked()).isFalse();
  }

  @Test
  void shouldKeepTimeOfRevocationWhenRevokedTwice() {
    var revoked = started().revoked(T2, RevocationProofs.at(T3));

    assertThat(revoked.revoked(T3, RevocationProofs.at(T4)).value()).isEqualTo(revoked.value());
  }

  @Test
  void shouldKeepRevocationWhenFinished() {
    var status = started().running(true, Optional.empty(), T2).revoked(T2, RevocationProofs.at(T3));

    var done = status.finished(SUCCESS, Optional.of(REPORT), true, T4);

    assertThat(done.isFinal()).isTrue();
    assertThat(done.value().phase()).isEqualTo(AgentRunPhase.SUCCEEDED);
    assertThat(done.value().result()).isEqualTo("fine");
    assertThat(done.value().error()).isNull();
    assertThat(done.value().exitCode()).isZero();
    assertThat(done.value().tokenUsage()).isEqualTo(new TokenUsage(1800, 43, 1843, 2, 2500));
    assertThat(done.value().transcript()).isEqualTo("sre-bot-demo-transcript");
    assertThat(done.value().completedAt()).isEqualTo("2026-11-01T10:00:02.650Z");
    assertThat(done.value().summary())
        .isEqualTo(new RunSummary("k8s-ops, code-review", "27ms", "2.5s"));
    assertThat(done.value().skills().getFirst().revokedAt()).isEqualTo("2026-11-01T10:00:02.627Z");
    assertThat(done.value().conditions())
        .extracting(Condition::getType, Condition::getStatus)
        .containsExactly(
            tuple("Planned", "True"),
            tuple("PermissionsGranted", "True"),
            tuple("PodStarted", "True"),
            tuple("PermissionsRevoked", "True"),
            tuple("Succeeded", "True"));
  }

  @Test
  void shouldShowErrorAndNoResultWhenFailed() {
    var done =
        started()
            .revoked(T2, RevocationProofs.at(T3))
            .finished(TIMEOUT, Optional.of(REPORT), false, T4);

    assertThat(done.value().phase()).isEqualTo(AgentRunPhase.FAILED);
    assertThat(done.value().result()).isNull();
    assertThat(done.value().error()).isEqualTo("it took too long.");
    assertThat(done.value().transcript()).isNull();
    assertThat(done.conditions().find("Succeeded").orElseThrow())
        .extracting(Condition::getStatus, Condition::getReason, Condition::getMessage)
        .containsExactly("False", "Timeout", "it took too long.");
  }

  @Test
  void shouldReadOutcomeUnchangedWhenRecorded() {
    assertThat(started().completed(SUCCESS, T2).outcome()).contains(SUCCESS);
    assertThat(started().completed(TIMEOUT, T2).outcome()).contains(TIMEOUT);
    assertThat(started().completed(TIMEOUT, T2).isFinal()).isFalse();
    assertThat(
            started()
                .completed(RunOutcome.failed(ConditionReason.OOM_KILLED, "why", 137), T2)
                .outcome())
        .contains(RunOutcome.failed(ConditionReason.OOM_KILLED, "why", 137));
  }

  @Test
  void shouldMeasureDurationFromCreationWhenNeverStarted() {
    var done =
        RunStatus.of(run())
            .planned(PLAN, T1)
            .revoked(T1, RevocationProofs.at(T1))
            .finished(
                RunOutcome.failed(ConditionReason.POD_REJECTED, "why", null),
                Optional.empty(),
                false,
                T2);

    assertThat(done.value().summary())
        .isEqualTo(new RunSummary("k8s-ops, code-review", "0ms", "2.6s"));
  }

  @Test
  void shouldShowPlanAndRevocationWhenGrantWasRejected() {
    var status = RunStatus.of(run()).planned(PLAN, T1).revoked(T2, RevocationProofs.at(T3));

    assertThat(status.value().skills())
        .extracting(SkillStatus::name, SkillStatus::grantedAt, SkillStatus::revokedAt)
        .containsExactly(
            tuple("k8s-ops", null, "2026-11-01T10:00:02.627Z"), tuple("code-review", null, null));
    assertThat(status.conditions().isTrue("Planned")).isTrue();
    assertThat(status.conditions().find("PermissionsRevoked").orElseThrow().getReason())
        .isEqualTo("RevocationVerified");
  }

  @Test
  void shouldFailWithReasonOfRefusalWhenRefused() {
    var done =
        RunStatus.of(run())
            .refused(
                new PlanResult.Refused(
                    PlanResult.Reason.SKILL_PACK_NOT_FOUND, "spec.skills[0]: no."),
                T1);

    assertThat(done.isFinal()).isTrue();
    assertThat(done.value().phase()).isEqualTo(AgentRunPhase.FAILED);
    assertThat(done.value().error()).isEqualTo("spec.skills[0]: no.");
    assertThat(done.value().podName()).isNull();
    assertThat(done.value().conditions())
        .extracting(
            Condition::getType, Condition::getStatus, Condition::getReason, Condition::getMessage)
        .containsExactly(tuple("Planned", "False", "SkillPackNotFound", "spec.skills[0]: no."));
  }

  @ParameterizedTest
  @ValueSource(strings = {"m", "ä", "€", "😀"})
  void shouldTruncateResultAtCharacterBoundaryWhenLongerThan8KiB(String character) {
    for (int shift = 0; shift < 4; shift++) {
      var record =
          new ReportedResult(
              true, true, "x".repeat(shift) + character.repeat(9_000), "", 0, 0, 0, 0, null);

      var done =
          started()
              .revoked(T2, RevocationProofs.at(T3))
              .finished(SUCCESS, Optional.of(record), true, T4);

      String result = requireNonNull(done.value().result());
      assertThat(result).endsWith(character + "…").doesNotContain("\uFFFD");
      assertThat(result.getBytes(StandardCharsets.UTF_8)).hasSizeBetween(8 * 1024 - 4, 8 * 1024);
    }
  }

  @Test
  void shouldKeepResultWhenItFits() {
    var record = new ReportedResult(true, true, "m".repeat(8 * 1024), "", 0, 0, 0, 0, null);

    var done =
        started()
            .revoked(T2, RevocationProofs.at(T3))
            .finished(SUCCESS, Optional.of(record), true, T4);

    assertThat(done.value().result()).isEqualTo(record.response());
  }

  /** Result and message come from the pod. */
  @Test
  void shouldMaskTokensInResultAndError() {
    var token = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhIn0.c2lnbmF0dXJlLW9mLXRva2Vu";
    var record = new ReportedResult(true, true, "result " + token, "", 0, 0, 0, 0, null);
    var failure = RunOutcome.failed(ConditionReason.AGENT_FAILED, "error " + token, 1);
    var revoked = started().revoked(T2, RevocationProofs.at(T3));

    var succeeded = revoked.finished(SUCCESS, Optional.of(record), true, T4).value();
    var failed = revoked.finished(failure, Optional.empty(), true, T4).value();
    var recorded = started().completed(failure, T2).value();

    assertThat(succeeded.result()).startsWith("result ***").doesNotContain(token);
    assertThat(failed.error()).startsWith("error ***").doesNotContain(token);
    assertThat(recorded.error()).startsWith("error ***").doesNotContain(token);
  }

  @Test
  void shouldTruncateErrorWhenLongerThan8KiB() {
    var message = "e".repeat(1_000_000);

    var done =
        started()
            .revoked(T2, RevocationProofs.at(T3))
            .finished(
                RunOutcome.failed(ConditionReason.AGENT_FAILED, message, 1),
                Optional.empty(),
                true,
                T4);

    assertThat(done.value().error()).hasSizeLessThanOrEqualTo(8 * 1024).endsWith("e…");
  }

  @Test
  void shouldTruncateTimesToMilliseconds() {
    assertThat(StatusText.time(Instant.parse("2026-11-01T10:00:00.123456789Z")))
        .isEqualTo("2026-11-01T10:00:00.123Z");
  }

  private static RunStatus started() {
    return RunStatus.of(run()).started(PLAN, pod("sre-bot-demo-7f3c0"), T1);
  }

  private static AgentRun run() {
    AgentRun run = new AgentRun();
    run.getMetadata().setName("sre-bot-demo");
    run.getMetadata().setNamespace("demo");
    run.getMetadata().setUid(PLAN.run().uid());
    run.getMetadata().setGeneration(3L);
    run.getMetadata().setCreationTimestamp("2026-11-01T10:00:00Z");
    return run;
  }

  private static ObjectMeta pod(String name) {
    return new ObjectMetaBuilder().withName(name).withUid("pod-uid").build();
  }

  private static StartProblem problem(String message) {
    return new StartProblem(ConditionReason.CONTAINER_WAITING, "r", message, false);
  }
}
