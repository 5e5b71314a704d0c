package ai.sympozium.dev.cluster;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** Starts kubelet and kube-proxy of the node. */
final class Node {
  private Node() {}

  static void start() throws IOException {
    startKubelet();
    startProxy();
  }

  private static void startKubelet() throws IOException {
    var config = ClusterPaths.STATE.resolve("kubelet.yaml");
    var emptyResolvConf = Files.createFile(ClusterPaths.STATE.resolve("resolv.conf"));
    Files.writeString(
        config,
        """
        apiVersion: kubelet.config.k8s.io/v1beta1
        kind: KubeletConfiguration
        address: %1$s
        authentication:
          anonymous: {enabled: false}
          webhook: {enabled: true}
          x509: {clientCAFile: %2$s}
        authorization: {mode: Webhook}
        tlsCertFile: %3$s
        tlsPrivateKeyFile: %4$s
        containerRuntimeEndpoint: unix://%5$s
        cgroupDriver: cgroupfs
        cgroupRoot: /%6$s
        failCgroupV1: false
        failSwapOn: false
        oomScoreAdj: 0
        clusterDomain: cluster.local
        clusterDNS: [%7$s]
        resolvConf: %8$s
        podLogsDir: %9$s/pod-logs
        volumePluginDir: %9$s/volume-plugins
        maxPods: 250
        serializeImagePulls: false
        # Disks of development machines are often almost full.
        imageGCHighThresholdPercent: 100
        evictionHard: {memory.available: 100Mi, nodefs.available: 1%%, imagefs.available: 1%%}
        # The default of one minute delays evictions of pods that exceed the limit of a volume.
        volumeStatsAggPeriod: 10s
        makeIPTablesUtilChains: false
        eventRecordQPS: 0
        kubeAPIQPS: 300
        kubeAPIBurst: 500
        """
            .formatted(
                Network.NODE,
                Certificates.certificate("ca"),
                Certificates.certificate("kubelet-serving"),
                Certificates.key("kubelet-serving"),
                Containerd.SOCKET,
                ClusterPaths.NAME,
                Network.DNS_SERVICE,
                emptyResolvConf,
                ClusterPaths.STATE));
    new Component(
            "kubelet",
            GoModule.KUBERNETES.program("kubelet").toString(),
            "--config=" + config,
            "--kubeconfig=" + Certificates.kubeconfig("kubelet"),
            "--root-dir=" + ClusterPaths.STATE.resolve("kubelet"),
            "--cert-dir=" + Certificates.FOLDER,
            "--hostname-override=" + ClusterPaths.NODE,
            "--node-ip=" + Network.NODE)
        .start();
  }

  private static void startProxy() throws IOException {
    var config = ClusterPaths.STATE.resolve("kube-proxy.yaml");
    // Zero keeps the conntrack settings of the host.
    Files.writeString(
        config,
        """
        apiVersion: kubeproxy.config.k8s.io/v1alpha1
        kind: KubeProxyConfiguration
        mode: nftables
        bindAddress: %s
        clusterCIDR: %s
        hostnameOverride: %s
        oomScoreAdj: 0
        clientConnection: {kubeconfig: %s}
        conntrack: {maxPerCore: 0, min: 0, tcpEstablishedTimeout: 0s, tcpCloseWaitTimeout: 0s}
        nftables: {minSyncPeriod: 100ms}
        """
            .formatted(
                Network.NODE,
                Network.PODS,
                ClusterPaths.NODE,
                Certificates.kubeconfig("kube-proxy")));
    new Component(
            "kube-proxy",
            GoModule.KUBERNETES.program("kube-proxy").toString(),
            "--config=" + config)
        .start();
  }

  /** Two kubelets on one machine would share the directory of device plugins. */
  static void checkNoOtherKubelet() {
    var socket = Path.of("/var/lib/kubelet/device-plugins/kubelet.sock");
    try (var channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      throw new UserFacingException(
          "the kubelet of another cluster runs on this machine (socket %s). Two kubelets conflict."
                  .formatted(socket)
              + " Use that cluster: ./demo --context NAME");
    } catch (IOException e) {
      // No other kubelet is running.
    }
  }

  static void awaitReady() {
    Await.until(
        "kubelet",
        () ->
            Kubectl.of("wait", "--for=create", "node/" + ClusterPaths.NODE, "--timeout=2s")
                    .attempt()
                    .succeeded()
                && Kubectl.of(
                        "wait",
                        "--for=condition=Ready",
                        "node/" + ClusterPaths.NODE,
                        "--timeout=5s")
                    .attempt()
                    .succeeded());
    Await.until(
        "kube-controller-manager",
        () ->
            Kubectl.of("wait", "--for=create", "serviceaccount/default", "--timeout=2s")
                .attempt()
                .succeeded());
  }
}
