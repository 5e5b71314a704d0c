package ai.sympozium.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectUniqueId;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicy;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.platform.engine.CancellationToken;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestExecutionResult.Status;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherExecutionRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * Makes the admission policies weaker, one place at a time: a test of the policies must fail each
 * time. The system property {@code sympozium.policy} selects the policies whose names match it, and
 * {@code sympozium.operands=true} changes operands of their validations.
 */
@ExtendWith(ControlPlaneExtension.class)
@Tag("policy-mutation")
class PolicyMutationIT {
  private static final String MARKER = "policy-mutation";
  private static final Path RESULTS = Path.of("target", "policy-mutations.txt");

  /** The fastest first. */
  private static final List<Class<?>> TESTS =
      List.of(
          OperatorObjectPolicyIT.class,
          ModelConditionIT.class,
          EndpointGranterIT.class,
          PackUseAuthorizationIT.class,
          ChangedRunPodIT.class,
          ModelKeyAuthorizationIT.class,
          OperatorAdmissionPolicyIT.class,
          GranterIT.class,
          SkillObjectPolicyIT.class,
          SkillAdmissionPolicyIT.class,
          SchedulePolicyIT.class,
          RunObjectPolicyIT.class);

  /** Tests that take long, by a part of the names of the policies that they test. */
  private static final Map<String, List<Class<?>>> SLOW_TESTS =
      Map.of(
          "endpoint", List.of(EndpointIT.class),
          "ignored-fields", List.of(OriginalManifestsIT.class),
          "schedule", List.of(ErrorsIT.class, ScheduleIT.class),
          "workloads", List.of(WorkloadFieldsIT.class));

  private static final Launcher LAUNCHER =
      LauncherFactory.create(
          LauncherConfig.builder()
              .enableLauncherSessionListenerAutoRegistration(false)
              .enableTestExecutionListenerAutoRegistration(false)
              .build());

  /** Orders the tests of a policy: a test that has noticed a mutant is likely to notice others. */
  private final Map<String, List<DiscoverySelector>> tests = new HashMap<>();

  private static StoredObjects before;

  @BeforeAll
  static void start() throws IOException {
    Files.deleteIfExists(RESULTS);
    DenyPolicy.create(
        MARKER,
        "apiGroups: [''], operations: [CREATE], resources: [configmaps], resourceNames: [%s]"
            .formatted(MARKER),
        "false");
    before = StoredObjects.now();
  }

  @AfterAll
  static void deleteMarker() {
    DenyPolicy.delete(MARKER);
  }

  @TestFactory
  Stream<DynamicTest> shouldFailATestWhenPolicyAdmitsMore() {
    String selected = Objects.requireNonNullElse(System.getProperty("sympozium.policy"), ".*");
    return TestCluster.ADMIN
        .admissionRegistration()
        .v1()
        .validatingAdmissionPolicies()
        .list()
        .getItems()
        .stream()
        .filter(policy -> !policy.getMetadata().getName().equals(MARKER))
        .filter(policy -> policy.getMetadata().getName().matches(selected))
        .sorted(Comparator.comparing(policy -> policy.getMetadata().getName()))
        .flatMap(original ->
            mutants(original)
                .map(mutant -> dynamicTest(mutant.name(), () -> assertNoticed(original, mutant))));
  }

  private static Stream<PolicyMutant> mutants(ValidatingAdmissionPolicy policy) {
    return Boolean.getBoolean("sympozium.operands")
        ? PolicyMutant.withoutOperands(policy)
        : PolicyMutant.of(policy);
  }

  private void assertNoticed(ValidatingAdmissionPolicy original, PolicyMutant mutant)
      throws IOException {
    List<DiscoverySelector> ordered =
        tests.computeIfAbsent(original.getMetadata().getName(), PolicyMutationIT::testsOf);
    Optional<TestIdentifier> failed;
    try {
      write(mutant.policy());
      failed = ordered.stream().flatMap(test -> failure(test).stream()).findFirst();
    } finally {
      write(original);
    }
    List<String> restored = before.restore();
    Optional<DiscoverySelector> test =
        failed.map(identifier -> selectUniqueId(identifier.getUniqueId()));
    boolean confirmed = test.isPresent() && succeeds(test.get());
    report(
        failed.map(PolicyMutationIT::describe).orElse("not noticed")
            + (failed.isPresent() && !confirmed ? " (not confirmed)" : "")
            + ": "
            + mutant.name());
    for (String object : restored) {
      report("  " + object);
    }
    assertThat(confirmed).as("a test fails with this policy only").isTrue();
    ordered.remove(test.get());
    ordered.addFirst(test.get());
  }

  private static void report(String line) throws IOException {
    Files.writeString(RESULTS, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  /** Returns the name of a test with those of its containers. */
  private static String describe(TestIdentifier test) {
    return test.getUniqueIdObject().getSegments().stream()
        .skip(1)
        .map(segment -> segment.getValue().replaceFirst("^ai.sympozium.integration.", ""))
        .collect(Collectors.joining(" "));
  }

  private static List<DiscoverySelector> testsOf(String policy) {
    return Stream.concat(
            TESTS.stream(),
            SLOW_TESTS.entrySet().stream()
                .filter(entry -> policy.contains(entry.getKey()))
                .flatMap(entry -> entry.getValue().stream()))
        .<DiscoverySelector>map(DiscoverySelectors::selectClass)
        .collect(Collectors.toCollection(ArrayList::new));
  }

  /**
   * Returns once the API server uses the policy, because it uses a marker that was written later,
   * and once the types of the policy are checked.
   */
  private static void write(ValidatingAdmissionPolicy policy) {
    var policies = TestCluster.ADMIN.admissionRegistration().v1().validatingAdmissionPolicies();
    var written = policies.withName(policy.getMetadata().getName());
    written.edit(stored -> {
      stored.setSpec(policy.getSpec());
      return stored;
    });
    String version = Long.toString(System.nanoTime());
    policies
        .withName(MARKER)
        .edit(marker -> {
          marker.getSpec().getValidations().getFirst().setMessage(version);
          return marker;
        });
    await()
        .atMost(TestCluster.TIMEOUT)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> markerMessage().contains(version) && isChecked(written.require()));
  }

  private static boolean isChecked(ValidatingAdmissionPolicy policy) {
    return policy.getMetadata().getGeneration().equals(policy.getStatus().getObservedGeneration());
  }

  private static String markerMessage() {
    try {
      TestCluster.ADMIN
          .configMaps()
          .inNamespace("default")
          .resource(new ConfigMapBuilder().withNewMetadata().withName(MARKER).endMetadata().build())
          .dryRun()
          .create();
      return "";
    } catch (KubernetesClientException e) {
      return String.valueOf(e.getMessage());
    }
  }

  /**
   * Executes tests until an assertion of one fails. Other exceptions do not count: they come from
   * objects that a policy has admitted before.
   */
  private static Optional<TestIdentifier> failure(DiscoverySelector tests) {
    return results(tests).entrySet().stream()
        .filter(entry -> isFailedAssertion(entry.getValue()))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  private static boolean succeeds(DiscoverySelector test) {
    List<TestExecutionResult> results = List.copyOf(results(test).values());
    return results.size() == 1 && results.getFirst().getStatus() == Status.SUCCESSFUL;
  }

  private static boolean isFailedAssertion(TestExecutionResult result) {
    return result.getThrowable().filter(AssertionError.class::isInstance).isPresent();
  }

  private static Map<TestIdentifier, TestExecutionResult> results(DiscoverySelector tests) {
    CancellationToken cancellation = CancellationToken.create();
    Map<TestIdentifier, TestExecutionResult> results = new ConcurrentHashMap<>();
    TestExecutionListener listener =
        new TestExecutionListener() {
          @Override
          public void executionFinished(TestIdentifier executed, TestExecutionResult result) {
            if (executed.isTest()) {
              results.put(executed, result);
            }
            if (isFailedAssertion(result)) {
              cancellation.cancel();
            }
          }
        };
    LAUNCHER.execute(
        LauncherExecutionRequestBuilder.request(
                LauncherDiscoveryRequestBuilder.request().selectors(tests).build())
            .listeners(listener)
            .cancellationToken(cancellation)
            .build());
    return results;
  }
}
