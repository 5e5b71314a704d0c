package ai.sympozium.dev.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Creates the certificate authorities, certificates, keys and kubeconfigs of a new cluster. */
final class Certificates {
  static final Path FOLDER = ClusterPaths.STATE.resolve("pki");
  private static final String SERVER = "serverAuth";
  private static final String CLIENT = "clientAuth";

  private Certificates() {}

  static Path certificate(String name) {
    return FOLDER.resolve(name + ".crt");
  }

  static Path key(String name) {
    return FOLDER.resolve(name + ".key");
  }

  static Path kubeconfig(String name) {
    return FOLDER.resolve(name + ".kubeconfig");
  }

  static void create() throws Exception {
    var ownerOnly = PosixFilePermissions.fromString("rwx------");
    Files.createDirectory(FOLDER, PosixFilePermissions.asFileAttribute(ownerOnly));
    // The distribution's defaults would make every certificate an authority.
    Files.writeString(FOLDER.resolve("openssl.cnf"), "[req]\ndistinguished_name=dn\n[dn]\n");
    inParallel(
        () -> sign("ca", null, "/CN=kubernetes", "", ""),
        () -> sign("front-proxy-ca", null, "/CN=front-proxy-ca", "", ""),
        Certificates::serviceAccountKeys);
    var apiNames =
        "DNS:kubernetes,DNS:kubernetes.default,DNS:kubernetes.default.svc,"
            + "DNS:kubernetes.default.svc.cluster.local,DNS:localhost,IP:127.0.0.1,"
            + "IP:%s,IP:%s".formatted(Network.API_SERVICE, Network.NODE);
    var nodeNames = "DNS:%s,IP:%s".formatted(ClusterPaths.NODE, Network.NODE);
    var node = "/O=system:nodes/CN=system:node:" + ClusterPaths.NODE;
    inParallel(
        () -> sign("apiserver", "ca", "/CN=kube-apiserver", SERVER, apiNames),
        () -> sign("kubelet-serving", "ca", node, SERVER, nodeNames),
        () -> sign("apiserver-kubelet", "ca", "/O=system:masters/CN=apiserver-kubelet", CLIENT, ""),
        () -> sign("front-proxy", "front-proxy-ca", "/CN=front-proxy-client", CLIENT, ""),
        () -> client("admin", "/O=system:masters/CN=admin"),
        () -> client("kube-controller-manager", "/CN=system:kube-controller-manager"),
        () -> client("kube-scheduler", "/CN=system:kube-scheduler"),
        () -> client("kube-proxy", "/CN=system:kube-proxy"),
        () -> client("coredns", "/CN=system:coredns"),
        () -> client("kubelet", node));
  }

  private interface Task {
    void run() throws IOException;
  }

  private static void inParallel(Task... tasks) throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> running = new ArrayList<>();
      for (var task : tasks) {
        running.add(
            threads.submit(() -> {
              task.run();
              return null;
            }));
      }
      for (var task : running) {
        task.get();
      }
    } catch (ExecutionException e) {
      throw e.getCause() instanceof UserFacingException failure ? failure : e;
    }
  }

  private static void serviceAccountKeys() {
    var key = key("service-accounts").toString();
    openssl("genpkey -algorithm EC -pkeyopt ec_paramgen_curve:prime256v1 -out " + key);
    openssl("pkey -pubout -in " + key + " -out " + FOLDER.resolve("service-accounts.pub"));
  }

  private static void sign(String name, String issuer, String subject, String use, String names) {
    var arguments = new ArrayList<String>();
    // The Java client reads every key of a kubeconfig as an RSA key.
    var kind = name.equals("admin") ? "rsa:2048" : "ec -pkeyopt ec_paramgen_curve:prime256v1";
    arguments.add("req -x509 -newkey " + kind + " -nodes -days 3650");
    arguments.add("-config " + FOLDER.resolve("openssl.cnf") + " -subj " + subject);
    arguments.add("-keyout " + key(name) + " -out " + certificate(name));
    if (issuer == null) {
      arguments.add("-addext basicConstraints=critical,CA:TRUE");
      arguments.add("-addext keyUsage=critical,keyCertSign,digitalSignature");
    } else {
      arguments.add("-CA " + certificate(issuer) + " -CAkey " + key(issuer));
      arguments.add("-addext basicConstraints=critical,CA:FALSE -addext extendedKeyUsage=" + use);
    }
    if (!names.isEmpty()) {
      arguments.add("-addext subjectAltName=" + names);
    }
    openssl(String.join(" ", arguments));
  }

  private static void client(String name, String subject) throws IOException {
    sign(name, "ca", subject, CLIENT, "");
    Files.writeString(
        kubeconfig(name),
        """
        apiVersion: v1
        kind: Config
        clusters:
          - name: %1$s
            cluster:
              server: https://%2$s:%3$d
              certificate-authority-data: %4$s
        users:
          - name: %5$s
            user:
              client-certificate-data: %6$s
              client-key-data: %7$s
        contexts:
          - name: %1$s
            context: {cluster: %1$s, user: %5$s}
        current-context: %1$s
        """
            .formatted(
                ClusterPaths.NAME,
                Network.NODE,
                Network.API_PORT,
                base64(certificate("ca")),
                name,
                base64(certificate(name)),
                base64(key(name))));
  }

  private static String base64(Path file) throws IOException {
    return Base64.getEncoder().encodeToString(Files.readAllBytes(file));
  }

  private static void openssl(String arguments) {
    Command.of(("openssl " + arguments).split(" ")).run();
  }
}
