package ai.sympozium.operator.sympoziumschedule;

import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.TestSeed;
import ai.sympozium.api.ConcurrencyPolicy;
import ai.sympozium.api.SympoziumSchedule;
import ai.sympozium.operator.agentrun.cache.RunLister;
import ai.sympozium.operator.agentrun.cache.StoredRunLister;
import ai.sympozium.operator.kube.EventRecorder;
import ai.sympozium.operator.kube.IgnoredEvents;
import ai.sympozium.operator.sympoziumschedule.ScheduleEvaluator.Cron;
import ai.sympozium.operator.sympoziumschedule.ScheduleEvaluator.Fields;
import ai.sympozium.operator.sympoziumschedule.ScheduleEvaluator.OfRuns;
import ai.sympozium.operator.sympoziumschedule.decision.RunSlot;
import ai.sympozium.schedule.TestZones;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Compares the dispatcher with an evaluator of each minute, on a virtual clock over years: changes
 * of the clock of each zone, a leap day, edits of each field, requests of users, rejections, lost
 * responses, clocks that are set back and forward, and a second operator that acts between two
 * requests of the first one. An operator can stop before and after each request, also for days, and
 * a user can delete what it had created. The clock passes only over minutes in which nothing is due
 * and nothing changes.
 */
class ScheduleModelTest {
  private static final Instant START = Instant.parse("2027-03-01T00:00:00Z");
  private static final Instant END = Instant.parse("2029-03-05T00:00:00Z");
  private static final Instant DAY_BEFORE_LEAP_DAY = Instant.parse("2028-02-28T00:00:00Z");
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final Cron SEVEN_MINUTES =
      new Cron("*/7 * * * *", true, t -> t.getMinute() % 7 == 0);
  private static final Cron HOURLY = new Cron("30 * * * *", true, t -> t.getMinute() == 30);
  private static final Cron LEAP_DAY =
      new Cron(
          "0 12 29 2 *",
          false,
          t ->
              t.getMinute() == 0
                  && t.getHour() == 12
                  && t.getDayOfMonth() == 29
                  && t.getMonthValue() == 2);
  private static final Cron IMPOSSIBLE = new Cron("0 12 30 2 *", false, t -> false);

  /** Expressions that a change of the clock affects. */
  private static final List<Cron> AFFECTED =
      List.of(
          new Cron("15 2 * * *", false, t -> t.getMinute() == 15 && t.getHour() == 2),
          new Cron("45 1,23 * * *", false, t -> t.getMinute() == 45 && t.getHour() % 22 == 1),
          new Cron(
              "*/10 0-3 * * 0,6",
              false,
              t -> t.getMinute() % 10 == 0 && t.getHour() < 4 && t.getDayOfWeek().getValue() >= 6),
          HOURLY,
          new Cron("0 0 * * *", false, t -> t.getMinute() == 0 && t.getHour() == 0),
          new Cron(
              "0,50 2,3 * * *",
              false,
              t -> t.getMinute() % 50 == 0 && (t.getHour() == 2 || t.getHour() == 3)));

  private static final List<Cron> CRONS =
      Stream.concat(
              AFFECTED.stream(),
              Stream.of(
                  SEVEN_MINUTES,
                  LEAP_DAY,
                  IMPOSSIBLE,
                  new Cron(
                      "30 4 31 * *",
                      false,
                      t -> t.getMinute() == 30 && t.getHour() == 4 && t.getDayOfMonth() == 31),
                  new Cron(
                      "30 2 13 * 5",
                      false,
                      t ->
                          t.getMinute() == 30
                              && t.getHour() == 2
                              && (t.getDayOfMonth() == 13 || t.getDayOfWeek().getValue() == 5))))
          .toList();

  private static final List<ConcurrencyPolicy> POLICIES =
      List.of(
          ConcurrencyPolicy.FORBID,
          ConcurrencyPolicy.ALLOW,
          ConcurrencyPolicy.REPLACE,
          ConcurrencyPolicy.REPLACE);

  private static final List<ZoneId> ZONES = TestZones.all();

  private static int replacedRuns;

  /** Ends a process of the operator. */
  private static final class Stop extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /** An event for the schedule or its operators. */
  private enum Event {
    EXPRESSION,
    SUSPEND,
    DEADLINE,
    ZONE,
    POLICY,
    JITTER,
    FIRST_TICK,
    OF_RUNS,
    REQUEST,
    DOWNTIME,
    STOP_WITHIN_WORK,
    SECOND_OPERATOR,
    REJECTIONS,
    CLOCK_BACK,
    CLOCK_FORWARD
  }

  @ParameterizedTest
  @MethodSource("ai.sympozium.schedule.TestZones#withChanges")
  void shouldStartTheSameRunsAsAnEvaluatorOfEachMinute(String zone) {
    Simulation simulation = new Simulation(ZoneId.of(zone));

    simulation.run();

    simulation.assertThatEachEventHasHappened();
    replacedRuns += simulation.evaluator.replaced().size();
  }

  @AfterAll
  static void assertThatRunsWereReplaced() {
    assertThat(replacedRuns).as("runs that a later one replaced").isPositive();
  }

  private static final class Simulation {
    private final ZoneId home;
    private final Random random;
    private final Turns turns;
    private final ModelApiServer server;
    private final ScheduleEvaluator evaluator;
    private final RunLister lister;
    private final EventRecorder events;
    private final List<Operator> operators = new ArrayList<>();
    private final Deque<Instant> changesOfClock = new ArrayDeque<>();
    private final Map<Event, Integer> happened = new EnumMap<>(Event.class);
    private Fields fields;
    private Instant now = START;
    private Instant nextEvent = START.plus(Duration.ofHours(7));
    private Instant restart = START;
    private Instant accepted = START;
    private int requests;

    Simulation(ZoneId home) {
      this.home = home;
      random = new Random(TestSeed.VALUE + home.getId().hashCode());
      turns = new Turns(random);
      fields =
          new Fields(
              any(AFFECTED),
              true,
              home,
              false,
              ConcurrencyPolicy.FORBID,
              0,
              0,
              random.nextBoolean(),
              OfRuns.random(random));
      server = new ModelApiServer(() -> now, fields.spec());
      evaluator = new ScheduleEvaluator(server, START);
      lister = new StoredRunLister(server.runs());
      events = new IgnoredEvents(server.client(() -> {}), () -> now);
      ZoneOffsetTransition change = home.getRules().nextTransition(START);
      while (change.getInstant().isBefore(END)) {
        changesOfClock.add(change.getInstant().minus(Duration.ofHours(20)));
        change = home.getRules().nextTransition(change.getInstant());
      }
    }

    void run() {
      operators.add(new Operator());
      while (now.isBefore(END)) {
        advance();
      }
      assertThat(server.log()).as(this::describe).isEqualTo(evaluator.log());
      assertThat(server.log())
          .as(this::describe)
          .extracting(line -> line.split(" ", -1)[1])
          .doesNotHaveDuplicates();
      assertThat(server.log()).allSatisfy(this::assertThatRunIsNotEarly);
    }

    void assertThatEachEventHasHappened() {
      assertThat(happened).as(this::describe).containsOnlyKeys(Event.values());
      assertThat(server.log()).as(this::describe).hasSizeGreaterThan(100);
    }

    private String describe() {
      return "%s at %s in %s, -Dsympozium.seed=%d".formatted(fields, now, home, TestSeed.VALUE);
    }

    private void assertThatRunIsNotEarly(String line) {
      String[] words = line.split(" ", -1);
      Optional<Instant> time = RunSlot.timeOf(words[1]);
      if (time.isPresent()) {
        assertThat(Instant.parse(words[0])).as(this::describe).isAfterOrEqualTo(time.get());
      }
    }

    /** Passes over the minutes in which nothing happens. */
    private void advance() {
      Instant next = nextChange();
      Instant required = operators.isEmpty() ? null : evaluator.next(fields, now, next);
      if (required != null && required.isBefore(next)) {
        next = required;
      }
      now = later(now, next);
      completeRuns();
      happen();
      completeRuns();
      server.forgetAttempts();
      boolean worked = work();
      if (operators.isEmpty()) {
        checkWhatWasWritten();
      } else if (worked) {
        evaluator.check(fields, now, Integer.MAX_VALUE);
        assertThat(server.deleted()).as(this::describe).containsAll(evaluator.replaced());
      } else if (required != null) {
        assertThat(required).as("an operator acts for %s", describe()).isAfter(now);
      }
      assertThat(last(server.log())).as(this::describe).isEqualTo(last(evaluator.log()));
      assertThat(server.log()).as(this::describe).hasSameSizeAs(evaluator.log());
    }

    private Instant nextChange() {
      return Stream.of(
              Stream.of(nextEvent, END),
              server.nextEnd().stream(),
              Stream.ofNullable(changesOfClock.peek()),
              operators.stream().flatMap(operator -> Stream.ofNullable(operator.alarm)),
              operators.isEmpty() ? Stream.of(restart) : Stream.<Instant>of(),
              server.isRejecting() ? Stream.of(accepted) : Stream.<Instant>of())
          .flatMap(instants -> instants)
          .min(Instant::compareTo)
          .orElseThrow();
    }

    private void completeRuns() {
      if (server.completeRuns()) {
        operators.forEach(operator -> operator.wake(now));
      }
    }

    /** All operators have stopped during their work. Their writes are durable. */
    private void checkWhatWasWritten() {
      if (Objects.equals(server.status().observedSchedule(), fields.key())) {
        evaluator.begin(fields, now);
      }
      if (server.log().size() > evaluator.log().size()) {
        evaluator.check(fields, now, server.log().size());
      }
      if (server.status().lastRunName() != null) {
        evaluator.runIsRecorded(server.status().startingRun());
      }
    }

    private void happen() {
      if (server.isRejecting() && !accepted.isAfter(now)) {
        server.reject(false);
      }
      if (operators.isEmpty() && !restart.isAfter(now)) {
        operators.add(new Operator());
      }
      Instant change = changesOfClock.peek();
      if (change != null && !change.isAfter(now)) {
        changesOfClock.remove();
        prepareChangeOfClock();
      } else if (!nextEvent.isAfter(now)) {
        Event event = any(List.of(Event.values()));
        if (happen(event)) {
          happened.merge(event, 1, Integer::sum);
        }
        nextEvent = now.truncatedTo(ChronoUnit.MINUTES).plus(pause());
      }
    }

    /** A frequent expression stays for a short time only. No event is at the time of a run. */
    private Duration pause() {
      int minutes =
          fields.cron() == SEVEN_MINUTES ? 200 : fields.cron() == HOURLY ? 1200 : 5 * 24 * 60;
      return Duration.ofMinutes(1 + random.nextInt(minutes)).plusMillis(30_500);
    }

    private void prepareChangeOfClock() {
      restart = now;
      server.reject(false);
      edit(with(any(AFFECTED), home, false, fields.policy(), 0, fields.jitter()));
      nextEvent = now.truncatedTo(ChronoUnit.MINUTES).plus(Duration.ofHours(30)).plusMillis(30_500);
    }

    private boolean happen(Event event) {
      Fields f = fields;
      switch (event) {
        case EXPRESSION -> {
          boolean leap = now.isAfter(DAY_BEFORE_LEAP_DAY.minus(Duration.ofDays(9)));
          Cron cron = leap && now.isBefore(DAY_BEFORE_LEAP_DAY) ? LEAP_DAY : any(CRONS);
          edit(with(cron, f.zone(), f.suspended(), f.policy(), f.deadline(), f.jitter()));
        }
        case SUSPEND ->
            edit(with(f.cron(), f.zone(), !f.suspended(), f.policy(), f.deadline(), f.jitter()));
        case DEADLINE -> {
          long deadline = random.nextInt(3) == 0 ? 0 : 10 + random.nextInt(7200);
          edit(with(f.cron(), f.zone(), f.suspended(), f.policy(), deadline, f.jitter()));
        }
        case ZONE ->
            edit(with(f.cron(), any(ZONES), f.suspended(), f.policy(), f.deadline(), f.jitter()));
        case POLICY -> {
          ConcurrencyPolicy policy = any(POLICIES);
          edit(with(f.cron(), f.zone(), f.suspended(), policy, f.deadline(), f.jitter()));
        }
        case JITTER -> {
          long jitter = random.nextBoolean() ? 0 : random.nextInt(3600);
          edit(with(f.cron(), f.zone(), f.suspended(), f.policy(), f.deadline(), jitter));
        }
        case FIRST_TICK ->
            edit(
                new Fields(
                    f.cron(),
                    f.possible(),
                    f.zone(),
                    f.suspended(),
                    f.policy(),
                    f.deadline(),
                    f.jitter(),
                    !f.immediate(),
                    f.ofRuns()));
        case OF_RUNS -> {
          // A run of the earlier fields is created again later, if a stopped operator has left it.
          if (operators.isEmpty()) {
            return false;
          }
          edit(
              new Fields(
                  f.cron(),
                  f.possible(),
                  f.zone(),
                  f.suspended(),
                  f.policy(),
                  f.deadline(),
                  f.jitter(),
                  f.immediate(),
                  OfRuns.random(random)));
        }
        case REQUEST -> {
          requests++;
          String value = "request ".repeat(requests % 2 == 0 ? 1 : 100) + requests;
          server.request(value);
          evaluator.request(value);
          readAgain();
        }
        case DOWNTIME -> {
          operators.clear();
          restart = now.plus(downtime());
        }
        case STOP_WITHIN_WORK -> {
          return false; // Happens within the work.
        }
        case SECOND_OPERATOR -> {
          if (operators.size() == 2) {
            operators.removeFirst();
            readAgain();
          } else if (operators.size() == 1) {
            operators.add(new Operator());
          }
          return operators.size() == 2;
        }
        case REJECTIONS -> {
          accepted = now.plus(Duration.ofMinutes(random.nextInt(2000)));
          server.reject(true);
        }
        case CLOCK_BACK -> {
          if (evaluator.isPending() || server.status().startingRun() != null) {
            return false;
          }
          now = now.minus(Duration.ofMinutes(random.nextInt(300)));
        }
        case CLOCK_FORWARD -> now = now.plus(Duration.ofMinutes(random.nextInt(5000)));
      }
      return true;
    }

    private Fields with(
        Cron cron,
        ZoneId zone,
        boolean suspended,
        ConcurrencyPolicy policy,
        long deadline,
        long jitter) {
      return new Fields(
          cron,
          cron != IMPOSSIBLE,
          zone,
          suspended,
          policy,
          deadline,
          jitter,
          fields.immediate(),
          fields.ofRuns());
    }

    private void edit(Fields edited) {
      fields = edited;
      server.edit(edited.spec());
      readAgain();
    }

    private void readAgain() {
      operators.forEach(Operator::readAgain);
    }

    private Duration downtime() {
      return Duration.ofSeconds(
          random.nextBoolean() ? random.nextInt(900) : random.nextInt(300_000));
    }

    /** Lets all operators work that are due. Returns whether there were any. */
    private boolean work() {
      boolean worked = false;
      for (int round = 0; true; round++) {
        List<Operator> due = operators.stream().filter(Operator::isDue).toList();
        if (due.isEmpty()) {
          return worked;
        }
        assertThat(round).as("rounds without a rest for %s", describe()).isLessThan(200);
        worked = true;
        long version = server.version();
        turns.run(due.stream().<Consumer<Turns.Turn>>map(operator -> operator::work).toList());
        replaceStopped();
        if (version != server.version()) {
          operators.forEach(Operator::readLater);
        }
      }
    }

    private void replaceStopped() {
      long stopped = operators.stream().filter(operator -> operator.stopped).count();
      operators.removeIf(operator -> operator.stopped);
      if (stopped > 0 && random.nextInt(3) == 0) {
        server.deleteWaitingRuns();
      }
      if (stopped > 0 && random.nextInt(4) == 0 && canStopNow()) {
        happened.merge(Event.STOP_WITHIN_WORK, 1, Integer::sum);
        operators.clear();
        restart = now.plus(downtime()).plusMillis(500);
      } else {
        for (int i = 0; i < stopped; i++) {
          operators.add(new Operator());
        }
      }
    }

    /** The run of a request that is recorded has no deadline. It is lost if a time is due first. */
    private boolean canStopNow() {
      String starting = server.status().startingRun();
      return starting == null || RunSlot.timeOf(starting).isPresent();
    }

    private <T> T any(List<T> values) {
      return values.get(random.nextInt(values.size()));
    }

    /** A process of the operator. Its timer is that of {@link ScheduleTimer}. */
    private final class Operator {
      private final ScheduleWriter writer;
      private final DueStart dueStart;
      private final ScheduleDispatcher dispatcher;
      private SympoziumSchedule cached;
      private @Nullable Instant alarm;
      private Turns.@Nullable Turn turn;
      private boolean stopped;

      Operator() {
        KubernetesClient client = server.client(this::step);
        ScheduledRuns runs = new ScheduledRuns(client, lister);
        writer = new ScheduleWriter(client, JSON);
        dueStart = new DueStart(client, runs, writer, () -> now);
        dispatcher =
            new ScheduleDispatcher(
                client, runs, writer, new OutcomeNotifier(client, events), events, () -> now);
        cached = server.read();
        readAgain();
      }

      /** A process can stop at each request, a response can be lost, and another one can act. */
      private void step() {
        int chance = random.nextInt(300);
        if (chance < 4) {
          throw new Stop();
        }
        if (chance < 7) {
          throw new KubernetesClientException("The connection was closed.");
        }
        Objects.requireNonNull(turn).pass();
      }

      boolean isDue() {
        return alarm != null && !alarm.isAfter(now);
      }

      void wake(Instant at) {
        alarm = alarm == null || at.isBefore(alarm) ? at : alarm;
      }

      /** The event of a write. The event of an own write needs no work, and can be late. */
      void readLater() {
        if (!writer.hasWritten(server.read()) || random.nextInt(4) > 0) {
          readAgain();
        }
      }

      void readAgain() {
        cached = server.read();
        boolean own = writer.hasWritten(cached);
        CachedSchedules.trim(cached);
        if (!own) {
          CachedSchedules.nextWork(cached, now).ifPresent(this::wake);
        }
      }

      void work(Turns.Turn own) {
        turn = own;
        alarm = null;
        try {
          alarm = dispatch().orElse(null);
        } catch (Stop e) {
          stopped = true;
        } catch (KubernetesClientException e) {
          alarm = now;
        }
      }

      private Optional<Instant> dispatch() {
        Optional<DueStart.Created> created = Optional.empty();
        try {
          created = dueStart.start(cached);
        } catch (KubernetesClientException e) {
          // The dispatcher continues.
        }
        return created.isPresent()
            ? dispatcher.record(ModelApiServer.ID, created.get())
            : dispatcher.dispatch(ModelApiServer.ID);
      }
    }
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  private static String last(List<String> log) {
    return log.isEmpty() ? "" : log.getLast();
  }
}
