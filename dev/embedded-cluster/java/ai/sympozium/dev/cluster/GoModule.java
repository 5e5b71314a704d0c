package ai.sympozium.dev.cluster;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A Go module of dev/embedded-cluster with the programs that it builds. The build folder is named
 * by a hash of its inputs.
 */
public enum GoModule {
  KUBERNETES(
      "k8s.io/kubernetes/cmd/",
      "kube-apiserver",
      "kube-controller-manager",
      "kube-scheduler",
      "kubelet",
      "kube-proxy",
      "kubectl"),
  ETCD("go.etcd.io/etcd/server/v3", "etcd"),
  COREDNS(".", "coredns"),
  HELM("helm.sh/helm/v4/cmd/helm", "helm"),
  PAUSE(".", "pause"),
  METRICS_SERVER("sigs.k8s.io/metrics-server/cmd/metrics-server", "metrics-server"),
  KWOK("sigs.k8s.io/kwok/cmd/kwok", "kwok");

  /** Modules that every cluster needs. Others are built on request. */
  static final GoModule[] REQUIRED = {KUBERNETES, ETCD, COREDNS, HELM, PAUSE};

  private final String root;
  private final List<String> programs;

  GoModule(String root, String... programs) {
    this.root = root;
    this.programs = List.of(programs);
  }

  /** Returns the module that builds a program. */
  static GoModule of(String program) {
    for (var module : values()) {
      if (module.programs.contains(program)) {
        return module;
      }
    }
    var known = Stream.of(values()).flatMap(module -> module.programs.stream()).toList();
    throw new UserFacingException(
        "unknown program %s. Programs: %s".formatted(program, String.join(" ", known)));
  }

  Path module() {
    return Path.of(System.getProperty("embedded-cluster"), folderName());
  }

  String folderName() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  List<String> programs() {
    return programs;
  }

  List<String> packages() {
    return root.endsWith("/") ? programs.stream().map(root::concat).toList() : List.of(root);
  }

  /** Sets the version: Kubernetes would report v0.0.0 otherwise, which confuses clients. */
  List<String> flags() throws IOException {
    var linkerFlags = "-s -w";
    if (this == KUBERNETES) {
      var version = version();
      var numbers = version.split("\\.");
      var variable = " -X k8s.io/component-base/version.git";
      linkerFlags +=
          "%sVersion=v%s%sMajor=%s%sMinor=%s"
              .formatted(variable, version, variable, numbers[0], variable, numbers[1]);
    }
    return List.of("-trimpath", "-ldflags", linkerFlags);
  }

  /** Returns the version that go.mod pins. */
  public String version() throws IOException {
    var pinned = Pattern.compile("k8s\\.io/kubernetes v(\\S+)");
    var found = pinned.matcher(Files.readString(module().resolve("go.mod")));
    return found.find() ? found.group(1) : "";
  }

  /** Returns the folder of the built programs, named by a hash of the inputs. */
  Path folder() throws IOException {
    try (var files = Files.list(module())) {
      var digest = MessageDigest.getInstance("SHA-256");
      for (var file : files.sorted().toList()) {
        digest.update(file.getFileName().toString().getBytes(StandardCharsets.UTF_8));
        digest.update(Files.readAllBytes(file));
      }
      digest.update(String.join(" ", flags()).getBytes(StandardCharsets.UTF_8));
      var hash = HexFormat.of().formatHex(digest.digest(), 0, 8);
      return Path.of(System.getProperty("cache"), "bin", folderName() + "-" + hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  public Path program(String program) throws IOException {
    return folder().resolve(program);
  }
}
