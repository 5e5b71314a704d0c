package ai.sympozium.integration.controlplane;

import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;

/**
 * Replaces scheduler, node and kubelet: plays each pod as a {@link FakePod}, without containers.
 * Its node has no labels, so pods with a node selector stay pending.
 */
public final class FakeKubelet implements AutoCloseable {
  /**
   * Annotation of a pod that is not a run's pod: its containers end at once, with this termination
   * message.
   */
  public static final String TERMINATION_MESSAGE = "sympozium.ai/test-termination-message";

  static final String NODE = "node";
  private static final Logger LOG = Logger.getLogger(FakeKubelet.class);

  private final KubernetesClient client;
  private final KubernetesClient kubelet;
  private final Vertx vertx = Vertx.vertx();
  private final AtomicInteger addresses = new AtomicInteger();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<String, FakePod> pods = new ConcurrentHashMap<>();
  private final Map<String, Future<?>> plays = new ConcurrentHashMap<>();
  private final SharedIndexInformer<Pod> informer;

  /** Starts to play all pods of a cluster, with the permissions of an administrator. */
  public FakeKubelet(KubernetesClient admin) {
    client = admin;
    kubelet =
        new KubernetesClientBuilder()
            .withConfig(
                new ConfigBuilder(admin.getConfiguration())
                    .withImpersonateUsername("system:node:" + NODE)
                    .withImpersonateGroups("system:nodes", "system:authenticated")
                    .build())
            .build();
    client
        .resource(new NodeBuilder().withNewMetadata().withName(NODE).endMetadata().build())
        .create();
    informer = client.pods().inAnyNamespace().inform(new PodHandler());
  }

  /** Waits until the executor of a skill has its token. */
  public void awaitExecutor(String namespace, String pod, String skill, Duration timeout) {
    await("executor of " + skill)
        .atMost(timeout)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> pod(namespace, pod).isReady(skill));
  }

  /** Lets a command that waits for a signal of the test end. */
  public void release(String namespace, String pod) {
    pod(namespace, pod).release();
  }

  private FakePod pod(String namespace, String name) {
    return pods.values().stream()
        .filter(fake -> fake.pod().getMetadata().getName().equals(name))
        .filter(fake -> fake.pod().getMetadata().getNamespace().equals(namespace))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no pod " + namespace + "/" + name));
  }

  private void start(Pod pod) {
    String uid = pod.getMetadata().getUid();
    FakePod fake =
        new FakePod(
            new PodStatusWriter(client, pod),
            new MountedVolumes(client, kubelet, pod),
            new GatewayCaller(client, vertx, nextAddress()));
    boolean fits = pod.getSpec().getNodeSelector().isEmpty();
    if (fits && pods.putIfAbsent(uid, fake) == null) {
      plays.put(uid, submit(pod, fake::play));
    }
  }

  /** Returns a loopback address that no other pod has. */
  private String nextAddress() {
    int number = addresses.incrementAndGet();
    return "127.1.%d.%d".formatted(number / 250 % 250, number % 250 + 1);
  }

  private void terminate(Pod pod) {
    String uid = pod.getMetadata().getUid();
    Future<?> play = plays.remove(uid);
    FakePod fake = pods.get(uid);
    if (play != null && fake != null) {
      play.cancel(true);
      var unused = submit(pod, fake::terminate);
    }
  }

  private interface Work {
    void run() throws InterruptedException;
  }

  private Future<?> submit(Pod pod, Work work) {
    return threads.submit(() -> {
      try {
        work.run();
      } catch (InterruptedException deleted) {
        Thread.currentThread().interrupt();
      } catch (KubernetesClientException e) {
        // Usual when the pod or its ServiceAccount was deleted in between.
        LOG.infof(e, "pod %s", pod.getMetadata().getName());
      } catch (RuntimeException e) {
        LOG.errorf(e, "pod %s", pod.getMetadata().getName());
      }
    });
  }

  private final class PodHandler implements ResourceEventHandler<Pod> {
    @Override
    public void onAdd(Pod pod) {
      start(pod);
      onUpdate(pod, pod);
    }

    @Override
    public void onUpdate(Pod before, Pod pod) {
      if (pod.isMarkedForDeletion()) {
        terminate(pod);
      }
    }

    @Override
    public void onDelete(Pod pod, boolean finalStateUnknown) {
      Future<?> play = plays.remove(pod.getMetadata().getUid());
      if (play != null) {
        play.cancel(true);
      }
      pods.remove(pod.getMetadata().getUid());
    }
  }

  @Override
  public void close() {
    informer.close();
    threads.shutdownNow();
    kubelet.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }
}
