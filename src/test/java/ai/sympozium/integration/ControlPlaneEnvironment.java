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
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** An API server without nodes: the operator is a process, and pods are played. */
final class ControlPlaneEnvironment implements TestEnvironment, AutoCloseable {
  private final ControlPlane controlPlane = ControlPlane.start();
  private final LocalOperator operator = new LocalOperator();
  private @Nullable FakeKubelet kubelet;

  private ControlPlaneEnvironment() {}

  /** Starts the control plane, installs the chart and starts the operator. */
  static ControlPlaneEnvironment start() {
    ControlPlaneEnvironment environment = new ControlPlaneEnvironment();
    try {
      environment.install();
      return environment;
    } catch (RuntimeException | Error e) {
      environment.close();
      throw e;
    }
  }

  private void install() {
    controlPlane.installChart();
    System.setProperty(TestCluster.KUBECONFIG_PROPERTY, controlPlane.kubeconfig().toString());
    TestCluster.use(this);
    kubelet = new FakeKubelet(TestCluster.ADMIN);
    operator.start();
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
    kubelet().awaitExecutor(namespace, pod, skill, timeout);
  }

  @Override
  public void release(String namespace, String pod) {
    kubelet().release(namespace, pod);
  }

  private FakeKubelet kubelet() {
    return Objects.requireNonNull(kubelet);
  }

  @Override
  public void close() {
    operator.stop();
    if (kubelet != null) {
      kubelet.close();
    }
    controlPlane.close();
  }
}
