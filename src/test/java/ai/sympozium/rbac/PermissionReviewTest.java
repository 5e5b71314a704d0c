package ai.sympozium.rbac;

import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.api.PolicyRule;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Checks that every permission that the API server knows is judged: it is dangerous, or listed as
 * harmless with a reason.
 */
class PermissionReviewTest {
  private static final List<HarmlessPermissions> HARMLESS = HarmlessPermissions.read();

  @Test
  void shouldJudgeEachPermissionOfTheApiServer() {
    assertThat(reviews().filter(r -> !r.dangerous() && r.harmless() == 0).map(Review::describe))
        .as(
            "not judged. Add each to DangerousPermission if a holder can do more than it states or"
                + " harm other users, otherwise to %s with the reason",
            HarmlessPermissions.FILE)
        .isEmpty();
  }

  @Test
  void shouldJudgeEachPermissionOnce() {
    assertThat(reviews().filter(r -> r.dangerous() && r.harmless() > 0).map(Review::describe))
        .as("dangerous, and listed as harmless")
        .isEmpty();
    assertThat(reviews().filter(r -> r.harmless() > 1).map(Review::describe))
        .as("listed as harmless twice")
        .isEmpty();
  }

  @Test
  void shouldListOnlyHarmlessPermissionsThatExist() {
    Set<Permission> existing = new HashSet<>();
    ApiResource.all().forEach(resource -> resource.permissions().forEach(existing::add));

    assertThat(HARMLESS)
        .allSatisfy(line -> {
          assertThat(Permission.of(line.rule()))
              .filteredOn(permission -> !existing.contains(permission))
              .isEmpty();
          assertThat(line.scope()).isIn("namespace", "cluster", "anywhere");
          assertThat(line.reason()).matches("[a-z].{8,}[^.]");
        });
  }

  /** One permission in one scope, with both judgements. */
  private record Review(
      Permission permission, boolean clusterWide, boolean dangerous, long harmless) {
    String describe() {
      return permission.describe() + (clusterWide ? " in the whole cluster" : " in a namespace");
    }
  }

  private static Stream<Review> reviews() {
    List<Review> reviews = new ArrayList<>();
    for (ApiResource resource : ApiResource.all()) {
      resource
          .permissions()
          .forEach(permission -> {
            reviews.add(review(permission, true));
            if (resource.isReachableByRole()) {
              reviews.add(review(permission, false));
            }
          });
    }
    return reviews.stream();
  }

  private static Review review(Permission permission, boolean clusterWide) {
    PolicyRule rule =
        new PolicyRule(
            List.of(permission.group()),
            List.of(permission.resource()),
            List.of(permission.verb()),
            List.of());
    return new Review(
        permission,
        clusterWide,
        !DangerousPermission.of(rule, clusterWide).isEmpty(),
        HARMLESS.stream()
            .filter(line -> line.appliesTo(clusterWide) && line.includes(permission))
            .count());
  }
}
