package ai.sympozium.integration;

import ai.sympozium.integration.controlplane.ControlPlane;
import ai.sympozium.integration.controlplane.FakeKubelet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.time.Duration;
import org.junit.jupiter.api.extension.ExtensionContext;

/** An API server without nodes: the operator is a process, and pods are played. */
final class ControlPlaneEnvironment
    implements TestEnvironment, ExtensionContext.Store.CloseableResource {
  private final ControlPlane controlPlane;
  private final FakeKubelet kubelet;
  private final LocalOperator operator;

  private ControlPlaneEnvironment(
      ControlPlane controlPlane, FakeKubelet kubelet, LocalOperator operator) {
    this.controlPlane = controlPlane;
    this.kubelet = kubelet;
    this.operator = operator;
  }

  /** Starts the control plane, installs the chart and starts the operator. */
  static ControlPlaneEnvironment start() {
    ControlPlane controlPlane = ControlPlane.start();
    controlPlane.installChart();
    System.setProperty(TestCluster.KUBECONFIG_PROPERTY, controlPlane.kubeconfig().toString());
    ControlPlaneEnvironment started =
        new ControlPlaneEnvironment(
            controlPlane, new FakeKubelet(TestCluster.ADMIN), new LocalOperator());
    TestCluster.use(started);
    started.operator.start();
    return started;
  }

  @Override
  public InstalledOperator operator() {
    return operator;
  }

  /** Returns an address of this machine other than loopback, which endpoints cannot have. */
  @Override
  public String hostAddress() {
    try {
      return NetworkInterface.networkInterfaces()
          .flatMap(NetworkInterface::inetAddresses)
          .filter(Inet4Address.class::isInstance)
          .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
          .map(InetAddress::getHostAddress)
          .findFirst()
          .orElseThrow(
              () -> new AssertionError("this machine has no IPv4 address except loopback"));
    } catch (SocketException e) {
      throw new UncheckedIOException(new IOException(e));
    }
  }

  @Override
  public void awaitExecutor(String namespace, String pod, String skill, Duration timeout) {
    kubelet.awaitExecutor(namespace, pod, skill, timeout);
  }

  @Override
  public void release(String namespace, String pod) {
    kubelet.release(namespace, pod);
  }

  @Override
  public void close() {
    operator.stop();
    kubelet.close();
    controlPlane.close();
  }
}
