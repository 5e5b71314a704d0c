package ai.sympozium.architecture;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.api.AgentRun;
import ai.sympozium.api.AgentRunPhase;
import ai.sympozium.api.ChannelMessage;
import ai.sympozium.api.PolicyRule;
import ai.sympozium.api.SkillPack;
import ai.sympozium.api.SkillPackRevision;
import ai.sympozium.api.SympoziumInstance;
import ai.sympozium.api.SympoziumSchedule;
import ai.sympozium.cli.explain.CheckResult;
import ai.sympozium.cli.explain.Explanation;
import ai.sympozium.cli.report.Report;
import ai.sympozium.cli.run.RunEvent;
import ai.sympozium.cli.skill.SkillTestResult;
import ai.sympozium.operator.agentrun.plan.RunPlan;
import ai.sympozium.operator.gateway.SkillToken;
import ai.sympozium.operator.gateway.TokenResource.SkillTokenRequest;
import ai.sympozium.operator.grant.SkillGrant;
import ai.sympozium.operator.http.ErrorResponse;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.tngtech.archunit.core.domain.JavaClass;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Checks that the native binary can read and write every type that the code gives to Jackson.
 * Jackson needs a type registered for reflection, and so are the types of its components; a missing
 * one fails at run time only.
 *
 * <p>The Kubernetes client and Operator SDK extensions register the kinds and everything reachable
 * from their spec and status. All other types carry {@link RegisterForReflection}. The records of
 * {@code contract} and {@code ipc} need none: {@code JsonTrees} reads and writes trees only.
 */
class ReflectionRegistrationTest {
  private static final Set<Class<?>> KINDS =
      reachable(
          AgentRun.class,
          ChannelMessage.class,
          SkillPack.class,
          SympoziumInstance.class,
          SympoziumSchedule.class);

  @ParameterizedTest
  @ValueSource(
      classes = {
        RunPlan.class,
        Report.class,
        Explanation.class,
        RunEvent.class,
        SkillTestResult.class,
        ErrorResponse.class,
        SkillTokenRequest.class,
        SkillToken.class
      })
  void shouldBeRegisteredWhenTypeIsReachable(Class<?> type) {
    Set<Class<?>> registered = registeredByAnnotation();

    assertThat(reachable(type))
        .contains(type)
        .allMatch(found -> KINDS.contains(found) || registered.contains(found));
  }

  @Test
  void shouldFindNestedGenericAndEnumTypesWhenWalking() {
    assertThat(reachable(RunPlan.class, Explanation.class, Report.class))
        .contains(
            SkillGrant.RunRef.class,
            RunPlan.Container.class,
            SkillPackRevision.class,
            PolicyRule.class,
            AgentRunPhase.class,
            CheckResult.Verdict.class);
    assertThat(KINDS).contains(PolicyRule.class, SkillPackRevision.class, AgentRunPhase.class);
  }

  @Test
  void shouldBindNoTypesWhenRoleOfPodOrEndpoint() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "ai.sympozium.agent..",
            "ai.sympozium.base..",
            "ai.sympozium.bridge..",
            "ai.sympozium.channel..",
            "ai.sympozium.contract..",
            "ai.sympozium.endpoint..",
            "ai.sympozium.executor..",
            "ai.sympozium.ipc..")
        .should()
        .callMethodWhere(
            target(owner(assignableTo(ObjectMapper.class)))
                .and(target(nameMatching("readValue.*|convertValue|treeToValue|valueToTree"))))
        .check(ArchitectureTest.CLASSES);
  }

  private static Set<Class<?>> registeredByAnnotation() {
    return ArchitectureTest.CLASSES.stream()
        .filter(type -> type.isAnnotatedWith(RegisterForReflection.class))
        .map(JavaClass::reflect)
        .flatMap(ReflectionRegistrationTest::registeredBy)
        .collect(toSet());
  }

  private static Stream<Class<?>> registeredBy(Class<?> annotated) {
    RegisterForReflection registration = annotated.getAnnotation(RegisterForReflection.class);
    if (registration.targets().length > 0) {
      return Arrays.stream(registration.targets());
    }
    return registration.ignoreNested() ? Stream.of(annotated) : withNested(annotated);
  }

  private static Stream<Class<?>> withNested(Class<?> type) {
    return Stream.concat(
        Stream.of(type),
        Arrays.stream(type.getDeclaredClasses()).flatMap(ReflectionRegistrationTest::withNested));
  }

  private static Set<Class<?>> reachable(Class<?>... roots) {
    Set<Class<?>> found = new LinkedHashSet<>();
    for (Class<?> root : roots) {
      walk(root, found);
    }
    return found;
  }

  private static void walk(Type type, Set<Class<?>> found) {
    switch (type) {
      case ParameterizedType generic -> {
        walk(generic.getRawType(), found);
        walkAll(generic.getActualTypeArguments(), found);
      }
      case GenericArrayType array -> walk(array.getGenericComponentType(), found);
      case WildcardType wildcard -> walkAll(wildcard.getUpperBounds(), found);
      case Class<?> plain when plain.isArray() -> walk(plain.getComponentType(), found);
      case Class<?> plain when plain.getName().startsWith("ai.sympozium.") && found.add(plain) ->
          walkMembers(plain, found);
      default -> {}
    }
  }

  private static void walkMembers(Class<?> type, Set<Class<?>> found) {
    if (type.isRecord()) {
      for (RecordComponent component : type.getRecordComponents()) {
        walk(component.getGenericType(), found);
      }
    }
    if (type.isSealed()) {
      walkAll(type.getPermittedSubclasses(), found);
    }
    if (type.getGenericSuperclass() != null) {
      // The spec and the status of a kind.
      walk(type.getGenericSuperclass(), found);
    }
    Arrays.stream(type.getDeclaredMethods())
        .filter(method -> method.isAnnotationPresent(JsonProperty.class))
        .forEach(method -> walk(method.getGenericReturnType(), found));
  }

  private static void walkAll(Type[] types, Set<Class<?>> found) {
    for (Type type : types) {
      walk(type, found);
    }
  }
}
