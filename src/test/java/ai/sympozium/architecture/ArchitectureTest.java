package ai.sympozium.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameStartingWith;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.base.BoundedMap;
import ai.sympozium.operator.grant.RevocationProof;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import io.fabric8.crd.generator.annotation.PreserveUnknownFields;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks the dependencies between packages. */
class ArchitectureTest {
  private static final String ROOT = "ai.sympozium";

  /** Shared with the other tests of this package, because the import takes seconds. */
  static final JavaClasses CLASSES = importClasses();

  private static final String[] POD_SIDE = {
    "ai.sympozium.agent..",
    "ai.sympozium.bridge..",
    "ai.sympozium.channel..",
    "ai.sympozium.executor..",
    "ai.sympozium.ipc..",
    "ai.sympozium.net.."
  };

  /** Shared by the programs of a pod and the operator. */
  private static final String[] SHARED = {"ai.sympozium.base..", "ai.sympozium.contract.."};

  private static final Set<String> SYSTEM_TIME =
      Set.of(
          "java.time.Instant.now",
          "java.time.LocalDate.now",
          "java.time.LocalDateTime.now",
          "java.time.OffsetDateTime.now",
          "java.time.ZonedDateTime.now",
          "java.time.Clock.systemUTC",
          "java.time.Clock.systemDefaultZone",
          "java.lang.System.currentTimeMillis",
          "java.util.Date.<init>");

  @Test
  void shouldImportAllPackages() {
    assertThat(CLASSES.stream().map(JavaClass::getPackageName))
        .contains(
            ROOT + ".api",
            ROOT + ".base",
            ROOT + ".contract",
            ROOT + ".operator.agentrun",
            ROOT + ".executor",
            ROOT + ".ipc");
  }

  /** Each row: a package at the bottom, and the packages that it may depend on. */
  @ParameterizedTest
  @CsvSource({
    "api, api",
    "base, base",
    "contract, contract base",
    "ipc, ipc contract base",
    "net, net base"
  })
  void shouldDependOnLowerPackagesOnlyWhenAtTheBottom(String bottom, String allowed) {
    String[] lower =
        Arrays.stream(allowed.split(" ", -1))
            .map(name -> ROOT + "." + name + "..")
            .toArray(String[]::new);
    noClasses()
        .that()
        .resideInAPackage(ROOT + "." + bottom + "..")
        .should()
        .dependOnClassesThat(resideInAPackage(ROOT + "..").and(not(resideInAnyPackage(lower))))
        .check(CLASSES);
  }

  @Test
  void shouldUseOnlyJavaAndJsonLibrariesWhenShared() {
    classes()
        .that()
        .resideInAnyPackage(SHARED)
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(
                    "java..",
                    "javax.net.ssl..",
                    "com.fasterxml.jackson..",
                    "dev.harrel.jsonschema..",
                    "org.jspecify..")
                .or(resideInAnyPackage(SHARED)))
        .check(CLASSES);
  }

  @Test
  void shouldExtendSympoziumExceptionUnlessAnInputOutputError() {
    classes()
        .that()
        .resideInAPackage(ROOT + "..")
        .and(describe("are exceptions", ArchitectureTest::isException))
        .should()
        .beAssignableTo("ai.sympozium.base.SympoziumException")
        .orShould()
        .haveSimpleName("JsonShapeException")
        .andShould()
        .haveSimpleNameEndingWith("Exception")
        .check(CLASSES);
  }

  @Test
  void shouldUseOnlyJavaAndKindsWhenRbac() {
    classes()
        .that()
        .resideInAPackage(ROOT + ".rbac..")
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage("java..", "org.jspecify..", ROOT + ".rbac..", ROOT + ".api.."))
        .check(CLASSES);
  }

  @Test
  void shouldStartWithoutQuarkusAndLoggingWhenRoleOfPod() {
    noClasses()
        .that()
        .resideInAnyPackage(POD_SIDE)
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(
                "io.quarkus..",
                "io.quarkiverse..",
                "io.fabric8..",
                "io.javaoperatorsdk..",
                "jakarta..",
                "org.jboss..",
                "org.slf4j..",
                "io.vertx..",
                "java.util.logging.."))
        .check(CLASSES);
  }

  @ParameterizedTest
  @ValueSource(strings = {"agent", "bridge", "channel", "executor"})
  void shouldKnowOnlyFilesAndContractWhenRoleOfPod(String name) {
    String role = ROOT + "." + name + "..";
    noClasses()
        .that()
        .resideInAPackage(role)
        .should()
        .dependOnClassesThat(
            resideInAPackage(ROOT + "..")
                .and(not(resideInAnyPackage(role, ROOT + ".ipc..", ROOT + ".net..")))
                .and(not(resideInAnyPackage(SHARED))))
        .check(CLASSES);
  }

  @Test
  void shouldKnowNoRoleOfPodWhenOperator() {
    noClasses()
        .that()
        .resideInAPackage(ROOT + ".operator..")
        .should()
        .dependOnClassesThat(resideInAnyPackage(POD_SIDE))
        .check(CLASSES);
  }

  @Test
  void shouldKnowNoOtherRoleWhenEndpoint() {
    noClasses()
        .that()
        .resideInAPackage(ROOT + ".endpoint..")
        .should()
        .dependOnClassesThat(
            resideInAPackage(ROOT + "..")
                .and(
                    not(
                        resideInAnyPackage(
                            ROOT + ".endpoint..",
                            ROOT + ".api..",
                            ROOT + ".ipc..",
                            ROOT + ".net..")))
                .and(not(resideInAnyPackage(SHARED))))
        .orShould()
        .dependOnClassesThat(
            resideInAnyPackage(
                "io.quarkus..",
                "io.quarkiverse..",
                "io.javaoperatorsdk..",
                "jakarta..",
                "org.jboss..",
                "org.slf4j.."))
        .check(CLASSES);
  }

  @Test
  void shouldNotKnowEndpointUnlessMain() {
    noClasses()
        .that()
        .resideInAPackage(ROOT + "..")
        .and()
        .resideOutsideOfPackage(ROOT + ".endpoint..")
        .and()
        .doNotHaveFullyQualifiedName(ROOT + ".Main")
        .should()
        .dependOnClassesThat(resideInAPackage(ROOT + ".endpoint.."))
        .check(CLASSES);
  }

  /** Each row: a package of the endpoint, and the packages of the endpoint that it may know. */
  @ParameterizedTest
  @CsvSource({
    "run, none",
    "auth, none",
    "http, none",
    "cluster, run",
    "openai, run http",
    "page, http",
    "mcp, run http auth",
    "oauth, http"
  })
  void shouldKnowLowerPackagesOnlyWhenPartOfEndpoint(String part, String lower) {
    String endpoint = ROOT + ".endpoint";
    String[] allowed =
        Stream.concat(
                Stream.of(endpoint + "." + part),
                Arrays.stream(lower.split(" ", -1)).map(name -> endpoint + "." + name))
            .toArray(String[]::new);
    noClasses()
        .that()
        .resideInAPackage(endpoint + "." + part)
        .should()
        .dependOnClassesThat(
            resideInAPackage(endpoint + "..").and(not(resideInAnyPackage(allowed))))
        .check(CLASSES);
  }

  /** The runs can be replaced, and so can the server. */
  @ParameterizedTest
  @CsvSource({"cluster, io.fabric8..", "http, io.vertx..", "oauth, org.jose4j.."})
  void shouldUseLibraryInOnePackageOnlyWhenEndpoint(String owner, String library) {
    noClasses()
        .that()
        .resideInAPackage(ROOT + ".endpoint..")
        .and()
        .resideOutsideOfPackages(ROOT + ".endpoint." + owner, ROOT + ".endpoint")
        .should()
        .dependOnClassesThat(resideInAPackage(library))
        .check(CLASSES);
  }

  @Test
  void shouldHaveNoCyclesBetweenPackages() {
    slices()
        .assignedFrom(assignment("packages", JavaClass::getPackageName))
        .should()
        .beFreeOfCycles()
        .check(CLASSES);
  }

  /** The base class of fabric8's HTTP clients requires that a client and its factory are a pair. */
  @Test
  void shouldHaveNoCyclesBetweenFiles() {
    String client = ROOT + ".operator.kube.ApiServerHttpClient";

    slices()
        .assignedFrom(assignment("files", ArchitectureTest::topLevelClass))
        .should()
        .beFreeOfCycles()
        .ignoreDependency(nameStartingWith(client + "Factory"), nameStartingWith(client))
        .check(CLASSES);
  }

  @Test
  void shouldHaveNoCyclesBetweenPackagesOfOperator() {
    slices().matching(ROOT + ".operator.(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void shouldHaveNoCyclesBetweenPackagesOfCli() {
    slices().matching(ROOT + ".cli.(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void shouldNotKnowCliUnlessMain() {
    noClasses()
        .that()
        .resideInAPackage(ROOT + "..")
        .and()
        .resideOutsideOfPackage(ROOT + ".cli..")
        .and()
        .doNotHaveFullyQualifiedName(ROOT + ".Main")
        .should()
        .dependOnClassesThat(resideInAPackage(ROOT + ".cli.."))
        .check(CLASSES);
  }

  @Test
  void shouldUseOnlyDecisionsOfOperatorWhenCli() {
    noClasses()
        .that()
        .resideInAPackage(ROOT + ".cli..")
        .should()
        .dependOnClassesThat(
            resideInAPackage(ROOT + "..")
                .and(
                    not(
                        resideInAnyPackage(
                            ROOT + ".cli..",
                            ROOT + ".api..",
                            ROOT + ".base..",
                            ROOT + ".contract..",
                            ROOT + ".rbac..",
                            ROOT + ".schedule..",
                            ROOT + ".operator.agentrun..",
                            ROOT + ".operator.grant.."))))
        .orShould()
        .dependOnClassesThat()
        .areAnnotatedWith("jakarta.enterprise.context.ApplicationScoped")
        .check(CLASSES);
  }

  @Test
  void shouldStartWithoutQuarkusWhenCli() {
    noClasses()
        .that()
        .resideInAPackage(ROOT + ".cli..")
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(
                    "io.quarkus..",
                    "io.quarkiverse..",
                    "io.javaoperatorsdk..",
                    "jakarta..",
                    "org.jboss..",
                    "io.smallrye..",
                    "io.micrometer..")
                .and(not(type(RegisterForReflection.class))))
        .check(CLASSES);
  }

  @Test
  void shouldBeRegisteredForReflectionWhenPicocliReadsIt() {
    classes()
        .that()
        .resideInAPackage(ROOT + ".cli..")
        .and(
            describe(
                "hold options or commands",
                c ->
                    c.isAnnotatedWith("picocli.CommandLine$Command")
                        || c.getFields().stream()
                            .anyMatch(f -> f.isAnnotatedWith("picocli.CommandLine$Option"))))
        .should()
        .beAnnotatedWith(RegisterForReflection.class)
        .check(CLASSES);
  }

  @Test
  void shouldNotKnowGatewayWhenRunOrGrant() {
    noClasses()
        .that()
        .resideInAnyPackage(ROOT + ".operator.agentrun..", ROOT + ".operator.grant..")
        .should()
        .dependOnClassesThat(resideInAPackage(ROOT + ".operator.gateway.."))
        .check(CLASSES);
  }

  @Test
  void shouldNotKnowRunsWhenGrantOrKube() {
    noClasses()
        .that()
        .resideInAnyPackage(ROOT + ".operator.grant..", ROOT + ".operator.kube..")
        .should()
        .dependOnClassesThat(resideInAPackage(ROOT + ".operator.agentrun.."))
        .check(CLASSES);
  }

  @Test
  void shouldCreateProofOfRevocationOnlyByVerification() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName(ROOT + ".operator.grant.AccessDenialVerifier")
        .should()
        .callConstructor(RevocationProof.class, Instant.class)
        .check(CLASSES);
  }

  @Test
  void shouldNotKnowMain() {
    noClasses()
        .that()
        .resideInAPackage(ROOT + "..")
        .and()
        .doNotHaveFullyQualifiedName(ROOT + ".Main")
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName(ROOT + ".Main")
        .check(CLASSES);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "operator.agentrun.plan",
        "operator.agentrun.pod",
        "operator.agentrun.status",
        "operator.grant.ceiling",
        "operator.sympoziumschedule.decision",
        "schedule",
        "rbac"
      })
  void shouldBePureWhenPackageDecides(String decisions) {
    noClasses()
        .that()
        .resideInAPackage(ROOT + "." + decisions)
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(
                "io.fabric8.kubernetes.client.dsl..",
                "io.fabric8.kubernetes.client.informers..",
                "io.javaoperatorsdk..",
                "jakarta..",
                "io.micrometer..",
                "io.vertx..",
                "java.net.http..",
                "java.nio.file.."))
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("io.fabric8.kubernetes.client.KubernetesClient")
        .check(CLASSES);
  }

  /** Each row: a package, and the packages of the run controller that it must not know. */
  @ParameterizedTest
  @CsvSource({
    "plan, pod status cache lifecycle",
    "pod, status cache lifecycle",
    "status, pod cache lifecycle",
    "cache, pod status lifecycle",
    "lifecycle, none"
  })
  void shouldNotDependUpwardsWhenPackageIsBelow(String below, String above) {
    String controller = ROOT + ".operator.agentrun";
    String[] forbidden =
        Stream.concat(
                Stream.of(controller),
                Arrays.stream(above.split(" ", -1)).map(name -> controller + "." + name + ".."))
            .toArray(String[]::new);
    noClasses()
        .that()
        .resideInAPackage(controller + "." + below + "..")
        .should()
        .dependOnClassesThat(resideInAnyPackage(forbidden))
        .check(CLASSES);
  }

  @Test
  void shouldUseInjectedClockWhenOperator() {
    noClasses()
        .that()
        .resideInAnyPackage(ROOT + ".operator..", ROOT + ".schedule..", ROOT + ".rbac..")
        .should()
        .accessTargetWhere(
            describe(
                "read the system's own clock",
                access ->
                    SYSTEM_TIME.contains(
                        access.getTargetOwner().getFullName() + "." + access.getName())))
        .check(CLASSES);
  }

  @Test
  void shouldHaveNoMeaninglessSuffix() {
    noClasses()
        .should()
        .haveSimpleNameEndingWith("Utils")
        .orShould()
        .haveSimpleNameEndingWith("Util")
        .orShould()
        .haveSimpleNameEndingWith("Manager")
        .orShould()
        .haveSimpleNameEndingWith("Impl")
        .orShould()
        .haveSimpleNameEndingWith("Helper")
        .check(CLASSES);
  }

  @Test
  void shouldBeNullMarkedWhenPackage() {
    List<String> unmarked =
        CLASSES.stream()
            .map(JavaClass::getPackage)
            .distinct()
            .filter(p -> !p.isAnnotatedWith(NullMarked.class))
            .map(JavaPackage::getName)
            .toList();
    assertThat(unmarked).isEmpty();
  }

  /** A list without options is not read page by page. */
  @Test
  void shouldListObjectsWithOptionsWhenOperator() {
    noClasses()
        .that()
        .resideInAPackage(ROOT + ".operator..")
        .should()
        .callMethodWhere(
            describe(
                "lists everything at once",
                call ->
                    call.getTarget().getName().equals("list")
                        && call.getTarget().getRawParameterTypes().isEmpty()
                        && call.getTargetOwner()
                            .getPackageName()
                            .startsWith("io.fabric8.kubernetes.client")))
        .check(CLASSES);
  }

  /** Copies of this map had no tests of their limits. */
  @Test
  void shouldLimitMapsInOnePlace() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName(BoundedMap.class.getName())
        .and(not(nameStartingWith(BoundedMap.class.getName() + "$")))
        .should()
        .beAssignableTo(LinkedHashMap.class)
        .check(CLASSES);
  }

  /** A tree takes many times the memory of its text, so it is limited while it is read. */
  @Test
  void shouldLimitFieldsOfKindsWithoutSchema() {
    fields()
        .that()
        .areAnnotatedWith(PreserveUnknownFields.class)
        .should()
        .beAnnotatedWith(JsonDeserialize.class)
        .check(CLASSES);
  }

  @Test
  void shouldBeRecordsWhenKinds() {
    classes()
        .that()
        .resideInAPackage(ROOT + ".api")
        .and()
        .areNotEnums()
        .and()
        .areNotAssignableTo(io.fabric8.kubernetes.client.CustomResource.class)
        .and()
        .doNotHaveSimpleName("SympoziumLabels")
        .and()
        .doNotHaveSimpleName("LimitedJson")
        .and()
        .doNotHaveSimpleName("package-info")
        .and()
        .areTopLevelClasses()
        .should()
        .beRecords()
        .check(CLASSES);
  }

  private static SliceAssignment assignment(
      String description, Function<JavaClass, String> identifier) {
    return new SliceAssignment() {
      @Override
      public SliceIdentifier getIdentifierOf(JavaClass javaClass) {
        return SliceIdentifier.of(identifier.apply(javaClass));
      }

      @Override
      public String getDescription() {
        return description;
      }
    };
  }

  private static String topLevelClass(JavaClass type) {
    return type.getEnclosingClass().map(ArchitectureTest::topLevelClass).orElse(type.getName());
  }

  /** The superclasses of JDK classes are not imported, so the nearest JDK class decides. */
  private static boolean isException(JavaClass type) {
    return type.getAllRawSuperclasses().stream()
        .anyMatch(s ->
            s.getPackageName().startsWith("java.")
                && (s.getSimpleName().endsWith("Exception")
                    || s.getSimpleName().endsWith("Error")
                    || s.getSimpleName().equals("Throwable")));
  }

  /** Imports the classes of the project. Reading classes of libraries too would take seconds. */
  private static JavaClasses importClasses() {
    ArchConfiguration.get().setResolveMissingDependenciesFromClassPath(false);
    return new ClassFileImporter()
        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
        .importPackages(ROOT);
  }
}
