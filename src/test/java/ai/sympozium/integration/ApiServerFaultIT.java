package ai.sympozium.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.sympozium.api.AgentRun;
import ai.sympozium.api.AgentRunPhase;
import ai.sympozium.integration.proxy.FaultAction;
import ai.sympozium.integration.proxy.FaultRule;
import ai.sympozium.integration.proxy.ProxiedRequest;
import ai.sympozium.integration.proxy.RunRequestLog;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Runs against an API server that rejects, fails, hangs and loses answers. Each of many runs has
 * its own temporary fault. During the fault, no status reports a revocation that did not happen, an
 * event states the cause, and requests are limited. Afterwards, the run completes soon.
 */
@ControlPlaneTest
class ApiServerFaultIT {
  private static final Duration FAULT = Duration.ofSeconds(15);
  private static final Duration RECOVERY = Duration.ofSeconds(30);
  private static final int MAX_REQUESTS_PER_SECOND = 5;
  private static final int MANY = 60;

  private static final String TRIED_AGAIN = "Retrying";

  private static final FaultAction CONFLICT = FaultAction.fails(409);
  private static final FaultAction FORBIDDEN = FaultAction.fails(403);
  private static final FaultAction BROKEN = FaultAction.fails(500);
  private static final FaultAction BROKEN_BUT_DONE = new FaultAction.Fails(500, 0, true);
  private static final FaultAction BUSY = new FaultAction.Fails(429, 2, false);
  private static final FaultAction HANGS = new FaultAction.Hangs(false);
  private static final FaultAction HANGS_BUT_DONE = new FaultAction.Hangs(true);
  private static final FaultAction CUT = new FaultAction.IsCut(false);
  private static final FaultAction CUT_BUT_DONE = new FaultAction.IsCut(true);

  @RegisterExtension static final ProxiedOperators OPERATORS = new ProxiedOperators("faults");

  /** Number of requests of a run without faults. */
  private static int usual;

  private OperatorProcess operator;

  @BeforeAll
  static void countUsualRequests() {
    OPERATORS.leader();
    RunRequestLog undisturbed = new RunRequestLog(name());
    TestCluster.run(OPERATORS.namespace(), undisturbed.run(), "quick");
    TestCluster.awaitFinal(OPERATORS.namespace(), undisturbed.run());
    usual = (int) OPERATORS.proxy().calls().stream().filter(undisturbed::contains).count();
  }

  @BeforeEach
  void useLeader() {
    operator = OPERATORS.leader();
  }

  @AfterEach
  void requireLeader() {
    assertThat(operator.isAlive()).as("the operator has kept its lease").isTrue();
  }

  /** A fault at the start loses nothing and creates nothing twice. */
  @Test
  void shouldStartRunWhenFaultEnds() {
    suffer(
        rows("POST configmaps", BUSY, BROKEN, BROKEN_BUT_DONE, HANGS, CUT_BUT_DONE),
        rows("PATCH agentruns", CONFLICT, BROKEN_BUT_DONE, HANGS),
        rows("POST serviceaccounts", CONFLICT, BUSY, BROKEN, BROKEN_BUT_DONE),
        rows("POST clusterroles", BROKEN_BUT_DONE, HANGS_BUT_DONE),
        rows("POST rolebindings", BUSY, CUT, CUT_BUT_DONE),
        rows("POST pods", CONFLICT, BUSY, BROKEN, BROKEN_BUT_DONE, HANGS_BUT_DONE, CUT_BUT_DONE),
        rows("PATCH agentruns/status", FORBIDDEN, CONFLICT, BROKEN_BUT_DONE, HANGS),
        rows("POST serviceaccounts/token", FORBIDDEN, BROKEN),
        rows("POST tokenreviews", FORBIDDEN, HANGS));
  }

  /** A fault at the end: the finalizer stays until the revocation is verified. */
  @Test
  void shouldKeepFinalizerUntilRevocationIsVerified() {
    suffer(
        ends("DELETE rolebindings", "RevocationPending", FORBIDDEN, CONFLICT, BUSY, BROKEN, HANGS),
        ends("DELETE clusterrolebindings", "RevocationPending", FORBIDDEN, CUT),
        ends("DELETE roles", "RevocationPending", FORBIDDEN, BROKEN),
        ends("DELETE clusterroles", "RevocationPending", CONFLICT, CUT),
        ends("DELETE serviceaccounts", "RevocationPending", FORBIDDEN, HANGS),
        ends("GET rolebindings", "RevocationPending", FORBIDDEN, BROKEN),
        ends("GET clusterrolebindings", "RevocationPending", FORBIDDEN, CUT),
        ends("POST subjectaccessreviews", "RevocationPending", FORBIDDEN, BUSY, BROKEN, HANGS),
        ends("DELETE pods", TRIED_AGAIN, FORBIDDEN, BROKEN, HANGS),
        // The second of each: the first are at the start.
        ends("PATCH agentruns/status", TRIED_AGAIN, 2, FORBIDDEN, CONFLICT, BROKEN),
        ends("PATCH agentruns", TRIED_AGAIN, 2, FORBIDDEN, CONFLICT, BROKEN, HANGS));
  }

  /** Many hanging calls block neither the renewal of the lease nor other runs. */
  @Test
  void shouldCompleteRunWhenRequestsOfOtherRunsHang() {
    List<String> stuck = Stream.generate(ApiServerFaultIT::name).limit(MANY).toList();
    Set<String> reached = ConcurrentHashMap.newKeySet();
    OPERATORS
        .proxy()
        .rule(call -> {
          Optional<String> run =
              call.kind().equals("POST pods")
                  ? stuck.stream().filter(call::mentions).findFirst()
                  : Optional.empty();
          run.ifPresent(reached::add);
          return run.isPresent() ? HANGS : FaultAction.PASSES;
        });
    stuck.forEach(run -> TestCluster.run(OPERATORS.namespace(), run, "quick"));
    await("all hang").atMost(TestCluster.TIMEOUT).until(() -> reached.size() == MANY);

    String free = name();
    TestCluster.run(OPERATORS.namespace(), free, "quick");
    await("end of the run that nothing holds up")
        .atMost(RECOVERY)
        .until(() ->
            TestCluster.status(OPERATORS.namespace(), free).phase() == AgentRunPhase.SUCCEEDED);
    assertThat(operator.isAlive()).as("the operator has kept its lease").isTrue();

    var runs = TestCluster.ADMIN.resources(AgentRun.class).inNamespace(OPERATORS.namespace());
    stuck.forEach(run -> runs.withName(run).delete());
    await("the others are gone")
        .atMost(RECOVERY)
        .until(() -> stuck.stream().allMatch(run -> runs.withName(run).get() == null));
    stuck.forEach(run ->
        assertThat(TestCluster.grants(OPERATORS.history().uid(run)))
            .as("permissions left")
            .isEmpty());
  }

  /**
   * One run and its fault.
   *
   * @param from which call of this kind is the first to be hit
   * @param reason of the event that reports it; empty when the run is not at its end
   */
  private record Row(String kind, int from, FaultAction fate, Optional<String> reason) {
    @Override
    public String toString() {
      return kind + " → " + fate;
    }
  }

  private static Stream<Row> rows(String kind, FaultAction... fates) {
    return Stream.of(fates).map(fate -> new Row(kind, 1, fate, Optional.empty()));
  }

  private static Stream<Row> ends(String kind, String reason, FaultAction... fates) {
    return ends(kind, reason, 1, fates);
  }

  private static Stream<Row> ends(String kind, String reason, int from, FaultAction... fates) {
    return Stream.of(fates).map(fate -> new Row(kind, from, fate, Optional.of(reason)));
  }

  private static String name() {
    return "r" + UUID.randomUUID().toString().substring(0, 8);
  }

  @SafeVarargs
  private static void suffer(Stream<Row>... rows) {
    List<Suffering> runs = Stream.of(rows).flatMap(r -> r).map(Suffering::new).toList();
    SoftAssertions softly = new SoftAssertions();
    OPERATORS.proxy().rule(new Sufferings(runs));
    runs.forEach(run -> TestCluster.run(OPERATORS.namespace(), run.name, "quick"));
    List<Suffering> open = new ArrayList<>(runs);
    await("faults begun and runs over: " + runs)
        .atMost(TestCluster.TIMEOUT.plus(FAULT).plus(RECOVERY))
        .pollInterval(Duration.ofMillis(250))
        .until(() -> {
          open.removeIf(run -> run.begun() && run.look(softly));
          return open.isEmpty();
        });
    runs.forEach(run -> run.verify(softly));
    softly.assertAll();
  }

  /**
   * A run whose calls of one kind fail, beginning with one of them. The fault lasts for at least
   * {@link #FAULT} and until the test has read the finalizers during it, however slow the machine.
   */
  private static final class Suffering {
    final Row row;
    final String name = name();
    final RunRequestLog trail = new RunRequestLog(name);
    private volatile Instant begin = Instant.MAX;
    private volatile Instant end = Instant.MAX;
    private volatile int requests;
    private volatile int hits;
    private int ofThisKind;
    private volatile boolean revoking;
    private boolean letGo;

    Suffering(Row row) {
      this.row = row;
    }

    boolean begun() {
      return !begin.equals(Instant.MAX);
    }

    private boolean isOver() {
      return !end.equals(Instant.MAX);
    }

    FaultAction fate(ProxiedRequest call) {
      if (call.kind().startsWith("DELETE ")) {
        revoking = true;
      }
      boolean hit = call.kind().equals(row.kind) && canBegin() && ++ofThisKind >= row.from;
      if (hit && !begun()) {
        begin = Instant.now();
      }
      if (!begun() || isOver()) {
        return FaultAction.PASSES;
      }
      requests += 1;
      hits += hit ? 1 : 0;
      return hit ? row.fate : FaultAction.PASSES;
    }

    /**
     * Whether a call is at the start or at the end, as the row requires. A repeated start also
     * reads objects, so calls of the end count after the first deletion.
     */
    private boolean canBegin() {
      return row.reason.isEmpty() || row.from > 1 || revoking;
    }

    /**
     * Reads finalizers during the fault and the status afterwards. Returns true when the run has
     * completed or is late.
     */
    boolean look(SoftAssertions softly) {
      AgentRun run = TestCluster.get(OPERATORS.namespace(), name);
      if (!isOver()) {
        letGo |= run.getFinalizers().isEmpty();
        Instant now = Instant.now();
        if (now.isAfter(begin.plus(FAULT))) {
          end = now;
        }
        return false;
      }
      boolean isDone =
          run.getStatus() != null
              && run.getStatus().phase() != null
              && run.getStatus().phase().isFinal()
              && run.getFinalizers().isEmpty()
              // The watches of the history can lag behind this read.
              && OPERATORS.history().isOver(run.getMetadata().getUid());
      boolean late = Instant.now().isAfter(end.plus(RECOVERY));
      if (late && !isDone) {
        softly.fail("%s: not over 30 s after the fault: %s", row, run.getStatus());
      }
      return isDone || late;
    }

    void verify(SoftAssertions softly) {
      AgentRun run = TestCluster.get(OPERATORS.namespace(), name);
      row.reason.ifPresent(reason -> {
        softly.assertThat(letGo).as("%s: finalizer gone while the fault lasted", row).isFalse();
        softly
            .assertThat(TestCluster.eventsBefore(end, OPERATORS.namespace(), name))
            .as("%s: events while the fault lasted", row)
            .contains(reason);
      });
      softly
          .assertThat(run.getStatus().phase())
          .as("%s: phase, %s", row, run.getStatus().error())
          .isEqualTo(AgentRunPhase.SUCCEEDED);
      String uid = run.getMetadata().getUid();
      softly.assertThat(TestCluster.grants(uid)).as("%s: permissions left", row).isEmpty();
      if (!OPERATORS.history().isOver(uid)) {
        return; // Reported as late.
      }
      softly
          .assertThat(OPERATORS.history().permissionsBeyond(uid))
          .as("%s: rights beyond", row)
          .isEmpty();
      softly.assertThat(OPERATORS.history().leftItsEnd(uid)).as("%s: left its end", row).isFalse();
      softly.assertThat(OPERATORS.history().made(uid, "Pod", "")).as("%s: pods", row).isOne();
      softly
          .assertThat(OPERATORS.history().made(uid, "ConfigMap", "-plan"))
          .as("%s: plans", row)
          .isOne();
      int lasted = (int) Duration.between(begin, end).toSeconds();
      softly
          .assertThat(requests - usual)
          .as("%s: requests in %d s beyond the usual %d", row, lasted, usual)
          .isLessThanOrEqualTo(lasted * MAX_REQUESTS_PER_SECOND);
      if (row.fate instanceof FaultAction.Fails fails && fails.retryAfterSeconds() > 0) {
        // Two permissions of a skill are reviewed at the same time.
        softly
            .assertThat(hits)
            .as("%s: calls in spite of Retry-After", row)
            .isLessThanOrEqualTo(2 * lasted / fails.retryAfterSeconds());
      }
    }

    @Override
    public String toString() {
      return row + (begun() ? "" : " (not yet)");
    }
  }

  private record Sufferings(List<Suffering> runs) implements FaultRule {
    @Override
    public FaultAction fate(ProxiedRequest call) {
      return runs.stream()
          .filter(run -> run.trail.contains(call))
          .findFirst()
          .map(run -> run.fate(call))
          .orElse(FaultAction.PASSES);
    }
  }
}
