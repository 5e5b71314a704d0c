package ai.sympozium.integration;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs {@code kubectl sympozium} as users do, in its own process. */
record Cli(Path kubeconfig) {
  private static final int TIMEOUT_SECONDS = 120;

  /** Result of a command. */
  record Answer(int exit, String out, String err) {}

  /** Kubeconfig of the administrator. */
  static Cli admin() {
    return new Cli(Path.of(System.getProperty("sympozium.kubeconfig")));
  }

  /** Kubeconfig of a user who has only these rules, in YAML, in one namespace. */
  static Cli person(Path folder, String namespace, String name, String... rules) {
    TestCluster.apply(
        namespace, "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: " + name + "}\n");
    allow(namespace, namespace, name, rules);
    Config admin = TestCluster.ADMIN.getConfiguration();
    String token =
        TestCluster.ADMIN
            .serviceAccounts()
            .inNamespace(namespace)
            .withName(name)
            .tokenRequest()
            .getStatus()
            .getToken();
    try {
      return new Cli(
          Files.writeString(
              folder.resolve(name),
              """
              apiVersion: v1
              kind: Config
              clusters: [{name: c, cluster: {server: "%s", certificate-authority-data: %s}}]
              users: [{name: u, user: {token: %s}}]
              contexts: [{name: c, context: {cluster: c, user: u, namespace: %s}}]
              current-context: c
              """
                  .formatted(admin.getMasterUrl(), admin.getCaCertData(), token, namespace)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Gives a user more permissions, in this or another namespace. */
  static void allow(String namespace, String home, String name, String... rules) {
    List<PolicyRule> policy = new ArrayList<>();
    for (String rule : rules) {
      policy.add(Serialization.unmarshal("# a rule\n" + rule, PolicyRule.class));
    }
    TestCluster.ADMIN
        .resource(
            new RoleBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(namespace)
                .endMetadata()
                .withRules(policy)
                .build())
        .create();
    TestCluster.ADMIN
        .resource(
            new RoleBindingBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(namespace)
                .endMetadata()
                .withNewRoleRef("rbac.authorization.k8s.io", "Role", name)
                .addNewSubject()
                .withKind("ServiceAccount")
                .withName(name)
                .withNamespace(home)
                .endSubject()
                .build())
        .create();
  }

  Answer run(String... words) {
    try {
      Path out = Files.createTempFile("sympozium", ".out");
      Path err = Files.createTempFile("sympozium", ".err");
      List<String> command = new ArrayList<>(List.of("dev/kubectl-sympozium"));
      command.addAll(List.of(words));
      ProcessBuilder builder =
          new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
      builder.environment().put("KUBECONFIG", kubeconfig.toString());
      Process process = builder.start();
      process.getOutputStream().close();
      if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError(String.join(" ", command) + " did not end");
      }
      Answer answer =
          new Answer(
              process.exitValue(), Files.readString(out, UTF_8), Files.readString(err, UTF_8));
      Files.delete(out);
      Files.delete(err);
      return answer;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
