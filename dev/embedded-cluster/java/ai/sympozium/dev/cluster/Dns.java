package ai.sympozium.dev.cluster;

import java.io.IOException;
import java.nio.file.Files;
import javax.naming.NamingException;
import javax.naming.directory.InitialDirContext;

/** Resolves names of services. CoreDNS runs outside of pods to be ready immediately. */
final class Dns {
  private Dns() {}

  static void start() throws IOException {
    Kubectl.of("apply", "--filename=-")
        .withInput(
            """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: system:coredns}
            rules:
              - apiGroups: [""]
                resources: [services, namespaces]
                verbs: [list, watch]
              - apiGroups: [discovery.k8s.io]
                resources: [endpointslices]
                verbs: [list, watch]
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRoleBinding
            metadata: {name: system:coredns}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: system:coredns}
            subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: system:coredns}]
            ---
            apiVersion: v1
            kind: Service
            metadata:
              name: kube-dns
              namespace: kube-system
              labels: {k8s-app: kube-dns, kubernetes.io/name: CoreDNS}
            spec:
              clusterIP: %1$s
              ports:
                - {name: dns, port: 53, protocol: UDP}
                - {name: dns-tcp, port: 53, protocol: TCP}
            ---
            apiVersion: discovery.k8s.io/v1
            kind: EndpointSlice
            metadata:
              name: kube-dns
              namespace: kube-system
              labels: {kubernetes.io/service-name: kube-dns}
            addressType: IPv4
            endpoints: [{addresses: [%2$s], conditions: {ready: true}}]
            ports:
              - {name: dns, port: 53, protocol: UDP}
              - {name: dns-tcp, port: 53, protocol: TCP}
            """
                .formatted(Network.DNS_SERVICE, Network.NODE))
        .run();
    var config = ClusterPaths.STATE.resolve("Corefile");
    Files.writeString(
        config,
        """
        . {
          bind %s
          errors
          kubernetes cluster.local in-addr.arpa {
            kubeconfig %s
            ttl 1
          }
        }
        """
            .formatted(Network.NODE, Certificates.kubeconfig("coredns")));
    new Component("coredns", GoModule.COREDNS.program("coredns").toString(), "-conf=" + config)
        .start();
  }

  /** Queries the service's address, which also verifies service routing. */
  static void await() {
    Await.until("coredns", () -> resolves("kubernetes.default.svc.cluster.local"));
  }

  /** JNDI is the only DNS client of the JDK that takes a server. The URL is a constant. */
  @SuppressWarnings("BanJNDI")
  static boolean resolves(String name) {
    try {
      var server = "dns://" + Network.DNS_SERVICE + "/";
      new InitialDirContext().getAttributes(server + name, new String[] {"A"});
      return true;
    } catch (NamingException notYet) {
      return false;
    }
  }
}
