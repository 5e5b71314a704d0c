package ai.sympozium.operator.runas;

import ai.sympozium.api.SympoziumLabels;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.PodSecurityContextBuilder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * User and group of a pod. All its containers have the same ones: separate volumes and process
 * namespaces isolate them. So the first id of any range is enough.
 */
public record RunAsIds(long user, long group) {
  /** OpenShift's restricted SCC accepts users of this range. */
  private static final String OPENSHIFT_USERS = "openshift.io/sa.scc.uid-range";

  /** OpenShift's restricted SCC accepts the first group of these ranges. */
  private static final String OPENSHIFT_GROUPS = "openshift.io/sa.scc.supplemental-groups";

  private static final List<String> USERS =
      List.of(SympoziumLabels.ANNOTATION_UID_RANGE, OPENSHIFT_USERS);
  private static final List<String> GROUPS =
      List.of(SympoziumLabels.ANNOTATION_GID_RANGE, OPENSHIFT_GROUPS);

  /** {@code start/size} or {@code start-end}; OpenShift separates several ranges by commas. */
  private static final Pattern RANGE =
      Pattern.compile("\\s*([0-9]{1,10})\\s*([/-])\\s*([0-9]{1,10})\\s*(,.*)?");

  private static final long MAX_ID = Integer.MAX_VALUE;

  /**
   * Chooses the ids for pods of a namespace.
   *
   * @param annotations annotations of the namespace
   * @param fallback ids for a namespace that prescribes none
   * @throws InvalidIdRangeException if an annotation is not a range of ids
   */
  public static RunAsIds of(String namespace, Map<String, String> annotations, RunAsIds fallback) {
    Optional<Long> user = first(namespace, annotations, USERS);
    Optional<Long> group = first(namespace, annotations, GROUPS).or(() -> user);
    return new RunAsIds(user.orElse(fallback.user()), group.orElse(fallback.group()));
  }

  /** Returns the security context of a restricted pod with these ids. */
  public PodSecurityContext securityContext() {
    return new PodSecurityContextBuilder()
        .withRunAsNonRoot(true)
        .withRunAsUser(user)
        .withRunAsGroup(group)
        .withFsGroup(group)
        .withNewSeccompProfile()
        .withType("RuntimeDefault")
        .endSeccompProfile()
        .build();
  }

  private static Optional<Long> first(
      String namespace, Map<String, String> annotations, List<String> names) {
    return names.stream()
        .filter(name -> !annotations.getOrDefault(name, "").isBlank())
        .findFirst()
        .map(name -> start(namespace, name, annotations.getOrDefault(name, "")));
  }

  private static long start(String namespace, String name, String range) {
    Matcher matcher = RANGE.matcher(range);
    if (matcher.matches()) {
      long start = Long.parseLong(matcher.group(1));
      long sizeOrEnd = Long.parseLong(matcher.group(3));
      long end = "/".equals(matcher.group(2)) ? start + sizeOrEnd - 1 : sizeOrEnd;
      if (start > 0 && end >= start && end <= MAX_ID) {
        return start;
      }
    }
    throw new InvalidIdRangeException(namespace, name, range);
  }
}
