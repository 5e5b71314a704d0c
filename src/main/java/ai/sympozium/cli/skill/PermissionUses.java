package ai.sympozium.cli.skill;

import ai.sympozium.api.SidecarSpec;
import ai.sympozium.cli.console.TerminalSanitizer;
import ai.sympozium.cli.usage.ApiRequest;
import ai.sympozium.cli.usage.KubectlCommandParser;
import ai.sympozium.cli.usage.KubectlInvocations;
import ai.sympozium.cli.usage.KubectlRelatedReads;
import ai.sympozium.cli.usage.KubectlWrites;
import ai.sympozium.cli.usage.PermissionUsage;
import ai.sympozium.cli.usage.ResourceAliases;
import ai.sympozium.cli.usage.ScopedPermission;
import ai.sympozium.cli.usage.WrittenManifests;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.Set;
import java.util.stream.Stream;

/** Collects which declared permission each command uses. */
final class PermissionUses {
  /** Namespace that no test runs in, for commands that work in any namespace. */
  static final String OTHER_NAMESPACE = "another-namespace";

  private static final Set<String> READS = Set.of("get", "list");

  private final List<ScopedPermission> declared;
  private final ResourceAliases resources;
  private final ProgramRequests programs;
  private final String namespace;
  private final Map<ScopedPermission, SequencedSet<String>> uses = new LinkedHashMap<>();
  private final Set<String> notes = new LinkedHashSet<>();
  private final WrittenManifests manifests = new WrittenManifests();

  PermissionUses(
      SidecarSpec sidecar, ResourceAliases resources, ProgramRequests programs, String namespace) {
    this.resources = resources;
    this.programs = programs;
    this.namespace = namespace;
    this.declared =
        Stream.concat(
                ScopedPermission.of(sidecar.rbac(), false).stream(),
                ScopedPermission.of(sidecar.clusterRBAC(), true).stream())
            .toList();
  }

  /**
   * Adds the uses of a command. The placeholder NAMESPACE stands for the namespace of the run and
   * for others, so such a command uses permissions for both, if they are declared.
   *
   * @param place what the result names as user of the permission
   * @return the requests that no permission allows
   */
  Set<ApiRequest> add(String place, String command, Placeholders placeholders) {
    Set<ApiRequest> missing = new LinkedHashSet<>();
    for (ApiRequest request : requests(place, placeholders.inNamespace(namespace), command)) {
      if (!use(place, request)) {
        missing.add(request);
      }
    }
    for (ApiRequest request : requests(place, placeholders.inNamespace(OTHER_NAMESPACE), command)) {
      if (OTHER_NAMESPACE.equals(request.namespace())) {
        use(place, request);
      }
    }
    return missing;
  }

  private boolean use(String place, ApiRequest request) {
    Optional<ScopedPermission> permission = allowing(request);
    permission.ifPresent(found -> uses.computeIfAbsent(found, p -> new LinkedHashSet<>()).add(place));
    return permission.isPresent();
  }

  /** Finds the permission for a request. The name of a test's object stands for any name. */
  private Optional<ScopedPermission> allowing(ApiRequest request) {
    Optional<ScopedPermission> exact =
        PermissionUsage.narrowest(declared, request, namespace);
    if (exact.isPresent() || !Placeholders.OBJECT.equals(request.name())) {
      return exact;
    }
    return declared.stream()
        .filter(permission -> permission.name() != null)
        .filter(permission -> permission.allows(named(request, permission), namespace))
        .findFirst();
  }

  private static ApiRequest named(ApiRequest request, ScopedPermission permission) {
    return new ApiRequest(
        request.apiGroup(),
        request.resource(),
        request.verb(),
        request.namespace(),
        permission.name());
  }

  private List<ApiRequest> requests(String place, Placeholders placeholders, String command) {
    String text = placeholders.fill(command).text();
    List<ApiRequest> requests = new ArrayList<>(ofKubectl(place, text));
    programs.of(text).forEach(line -> requests.addAll(ofKubectl(place, line)));
    return requests;
  }

  private List<ApiRequest> ofKubectl(String place, String line) {
    List<ApiRequest> requests = new ArrayList<>();
    Map<String, List<JsonNode>> files = manifests.after(line);
    for (List<String> arguments : KubectlInvocations.of(line)) {
      List<ApiRequest> found =
          new ArrayList<>(KubectlCommandParser.requests(arguments, resources, namespace));
      if (arguments.contains("--dry-run=client")) {
        found.removeIf(request -> !READS.contains(request.verb()));
      }
      found.addAll(KubectlWrites.requests(arguments, files, resources, namespace));
      if (found.isEmpty() && KubectlInvocations.needsPermissions(arguments)) {
        notes.add(
            place
                + ": the requests of this command are not known: "
                + TerminalSanitizer.value("kubectl " + String.join(" ", arguments)));
      }
      found.forEach(request -> requests.addAll(inAnyNamespace(request)));
      KubectlRelatedReads.of(arguments, found).forEach(request -> use(place, request));
    }
    return requests;
  }

  /** Replaces a shell variable as namespace by the namespaces that it can have. */
  private List<ApiRequest> inAnyNamespace(ApiRequest request) {
    if (request.namespace() == null || request.namespace().indexOf('$') < 0) {
      return List.of(request);
    }
    return Stream.of(namespace, OTHER_NAMESPACE)
        .map(value ->
            new ApiRequest(
                request.apiGroup(), request.resource(), request.verb(), value, request.name()))
        .filter(any -> isOfRun(any) || allowing(any).isPresent())
        .toList();
  }

  boolean isOfRun(ApiRequest request) {
    return namespace.equals(request.namespace());
  }

  List<PermissionResult> results() {
    return declared.stream()
        .map(permission ->
            PermissionResult.of(
                permission,
                List.copyOf(uses.getOrDefault(permission, new LinkedHashSet<>()))))
        .toList();
  }

  Set<String> notes() {
    return notes;
  }
}
