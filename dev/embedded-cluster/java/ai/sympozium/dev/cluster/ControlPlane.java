package ai.sympozium.dev.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Starts etcd, the API server, the controller manager and the scheduler. */
final class ControlPlane {
  static final Path AUDIT_LOG = ClusterPaths.LOGS.resolve("audit.log");
  private static final Path ETCD_SOCKET = ClusterPaths.RUN.resolve("etcd.sock");

  private ControlPlane() {}

  /** The data lives as long as the cluster, so etcd does not wait for the disk. */
  static void startEtcd() throws IOException {
    var client = "unix://" + ETCD_SOCKET;
    new Component(
            "etcd",
            GoModule.ETCD.program("etcd").toString(),
            "--data-dir=" + ClusterPaths.STATE.resolve("etcd"),
            "--listen-client-urls=" + client,
            "--advertise-client-urls=http://localhost:2379", // unused: etcd has one member
            "--listen-peer-urls=unix://" + ClusterPaths.RUN.resolve("etcd-peer.sock"),
            "--initial-advertise-peer-urls=http://localhost:2380",
            "--initial-cluster=default=http://localhost:2380",
            "--unsafe-no-fsync",
            "--auto-compaction-retention=5m",
            "--log-level=warn")
        .start();
    Await.until("etcd", () -> Files.exists(ETCD_SOCKET));
  }

  static void startApiServer() throws IOException {
    new Component(
            "kube-apiserver",
            GoModule.KUBERNETES.program("kube-apiserver").toString(),
            "--advertise-address=" + Network.NODE,
            "--bind-address=" + Network.NODE,
            "--secure-port=" + Network.API_PORT,
            "--etcd-servers=unix://" + ETCD_SOCKET,
            "--service-cluster-ip-range=" + Network.SERVICES,
            "--allow-privileged=true",
            "--authorization-mode=Node,RBAC",
            // PodTolerationRestriction lets a namespace use simulated nodes.
            "--enable-admission-plugins=NodeRestriction,PodTolerationRestriction",
            "--client-ca-file=" + Certificates.certificate("ca"),
            "--tls-cert-file=" + Certificates.certificate("apiserver"),
            "--tls-private-key-file=" + Certificates.key("apiserver"),
            // The name of the node is not in any DNS.
            "--kubelet-preferred-address-types=InternalIP",
            "--kubelet-certificate-authority=" + Certificates.certificate("ca"),
            "--kubelet-client-certificate=" + Certificates.certificate("apiserver-kubelet"),
            "--kubelet-client-key=" + Certificates.key("apiserver-kubelet"),
            "--proxy-client-cert-file=" + Certificates.certificate("front-proxy"),
            "--proxy-client-key-file=" + Certificates.key("front-proxy"),
            "--requestheader-client-ca-file=" + Certificates.certificate("front-proxy-ca"),
            "--requestheader-allowed-names=front-proxy-client",
            "--requestheader-username-headers=X-Remote-User",
            "--requestheader-group-headers=X-Remote-Group",
            "--requestheader-extra-headers-prefix=X-Remote-Extra-",
            "--service-account-issuer=https://kubernetes.default.svc.cluster.local",
            // kubectl sympozium report reads the requests of skills from the audit log.
            "--audit-policy-file="
                + Path.of(System.getProperty("embedded-cluster"), "audit-policy.yaml"),
            "--audit-log-path=" + AUDIT_LOG,
            "--audit-log-maxsize=100",
            "--audit-log-maxbackup=1",
            "--service-account-key-file=" + Certificates.FOLDER.resolve("service-accounts.pub"),
            "--service-account-signing-key-file=" + Certificates.key("service-accounts"))
        .start();
  }

  static void awaitApiServer() {
    Await.until("kube-apiserver", () -> Network.answers(Network.API_PORT));
    Await.until(
        "kube-apiserver", () -> Kubectl.of("get", "--raw", "/readyz").attempt().succeeded());
  }

  static void startControllers() throws IOException {
    var manager = Certificates.kubeconfig("kube-controller-manager");
    new Component(
            "kube-controller-manager",
            GoModule.KUBERNETES.program("kube-controller-manager").toString(),
            "--kubeconfig=" + manager,
            "--authentication-kubeconfig=" + manager,
            "--authorization-kubeconfig=" + manager,
            "--bind-address=" + Network.NODE,
            "--leader-elect=false",
            "--use-service-account-credentials=true",
            "--root-ca-file=" + Certificates.certificate("ca"),
            "--service-account-private-key-file=" + Certificates.key("service-accounts"),
            "--cluster-signing-cert-file=" + Certificates.certificate("ca"),
            "--cluster-signing-key-file=" + Certificates.key("ca"),
            "--kube-api-qps=300",
            "--kube-api-burst=500")
        .start();
    var scheduler = Certificates.kubeconfig("kube-scheduler");
    new Component(
            "kube-scheduler",
            GoModule.KUBERNETES.program("kube-scheduler").toString(),
            "--kubeconfig=" + scheduler,
            "--authentication-kubeconfig=" + scheduler,
            "--authorization-kubeconfig=" + scheduler,
            "--bind-address=" + Network.NODE,
            "--leader-elect=false",
            "--kube-api-qps=300",
            "--kube-api-burst=500")
        .start();
  }
}
