package ai.sympozium.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.random.RandomGenerator;
import javax.net.ssl.HttpsURLConnection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Finds code that works on the JVM and fails, or silently does something else, natively. */
class NativeRulesTest {
  /** Static initializers run at build time, so the binary would contain the seed. */
  @Test
  void shouldHoldNoRandomGeneratorInStaticField() {
    noFields()
        .that()
        .areStatic()
        .should()
        .haveRawType(
            describe(
                "random generator", type -> RandomGenerator.class.isAssignableFrom(type.reflect())))
        .check(ArchitectureTest.CLASSES);
  }

  /** The JDK reads many of its properties at build time. */
  @Test
  void shouldSetNoSystemProperty() {
    noClasses()
        .should()
        .callMethodWhere(
            target(owner(assignableTo(System.class)))
                .and(target(nameMatching("setPropert(y|ies)|clearProperty"))))
        .check(ArchitectureTest.CLASSES);
  }

  /** A default of the JVM also changes connections to other servers. */
  @Test
  void shouldSetNoDefaultOfAllHttpsConnections() {
    noClasses()
        .should()
        .callMethodWhere(
            target(owner(assignableTo(HttpsURLConnection.class)))
                .and(target(nameMatching("setDefault.*"))))
        .check(ArchitectureTest.CLASSES);
  }

  /** The JDK would send a failed POST to the model again, on its own and natively too. */
  @Test
  void shouldDisableSecondPostForJvmAndBinary() throws IOException {
    String property = "-Dsun.net.http.retryPost=false";
    Properties application = new Properties();
    try (var in = Files.newInputStream(Path.of("src/main/resources/application.properties"))) {
      application.load(in);
    }

    assertThat(Files.readAllLines(arguments("agent"))).contains(property);
    assertThat(application.getProperty("quarkus.native.additional-build-args"))
        .contains("-J" + property);
  }

  /** Quarkus initializes all classes at build time, and these hold addresses of functions. */
  @Test
  void shouldLookUpForeignFunctionsAtRunTime() throws IOException {
    assertThat(Files.readString(Path.of("src/main/resources/application.properties")))
        .containsPattern(
            "(?m)^quarkus.native.additional-build-args=.*"
                + ",--initialize-at-run-time=org.jline.terminal.impl.ffm\\b");
  }

  @Test
  void shouldIncludeFilesOfChatPage() throws IOException {
    assertThat(Files.readString(Path.of("src/main/resources/application.properties")))
        .containsPattern(
            "(?m)^quarkus.native.resources.includes=.*,ai/sympozium/endpoint/page/\\*");
  }

  /** {@code GatewayClient} brings its own authorities; reading the default ones takes 50 ms. */
  @ParameterizedTest
  @ValueSource(strings = {"bridge", "executor"})
  void shouldReadNoDefaultAuthoritiesWhenRoleTrustsGatewayOnly(String role) throws IOException {
    assertThat(Files.readAllLines(arguments(role))).contains("-Djavax.net.ssl.trustStore=NONE");
  }

  private static Path arguments(String role) {
    return Path.of("images/sympozium/arguments", role + ".args");
  }
}
