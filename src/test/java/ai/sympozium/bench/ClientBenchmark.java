package ai.sympozium.bench;

import ai.sympozium.operator.kube.ManagedFieldsSkippingJsonFactory;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.management.ThreadMXBean;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodList;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Locale;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Measures what two settings of the operator's client save, without a cluster: to skip managed
 * fields, and to prefer ChaCha20 over AES. Each alternates with the plain variant, under the
 * options of the operator's JVM. Prints a Markdown table for {@code docs/design}.
 */
public final class ClientBenchmark {
  private static final int WARM_UP = 20;
  private static final int PODS = 250; // a page of a list
  private static final int RECORD_BYTES = 16 << 10; // of TLS

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final int rounds;

  /** Code of one variant. */
  private interface Work {
    void run() throws Exception;
  }

  /** Median of CPU time, and allocations of the last round. */
  private static final class Variant {
    private final Work work;
    private final LatencySamples millis;
    private long bytes;

    Variant(String name, Work work) {
      this.work = work;
      this.millis = new LatencySamples(name);
    }
  }

  private ClientBenchmark(int rounds) {
    this.rounds = rounds;
  }

  public static void main(String... args) throws Exception {
    new ClientBenchmark(Integer.parseInt(args[0])).measure();
  }

  private void measure() throws Exception {
    String list = ManagedPods.list(PODS);
    String pod = ManagedPods.pod(0).toString();
    System.out.printf(
        Locale.ROOT,
        "Page of %d pods: %.1f MB, a pod: %.1f kB%n",
        PODS,
        list.length() / 1e6,
        pod.length() / 1e3);
    System.out.println("| work | plain, CPU ms | with, CPU ms | ratio | plain, kB | with, kB |");
    System.out.println("|---|---|---|---|---|---|");
    KubernetesSerialization plain = new KubernetesSerialization(new ObjectMapper(), true);
    KubernetesSerialization skipping =
        new KubernetesSerialization(new ObjectMapper(new ManagedFieldsSkippingJsonFactory()), true);
    compare(
        "parse a page of " + PODS + " pods",
        () -> plain.unmarshal(list, PodList.class),
        () -> skipping.unmarshal(list, PodList.class));
    compare(
        "parse a pod",
        () -> plain.unmarshal(pod, Pod.class),
        () -> skipping.unmarshal(pod, Pod.class));
    byte[] text = list.getBytes(StandardCharsets.UTF_8);
    compare(
        "decrypt the page, AES-256-GCM and ChaCha20-Poly1305",
        new Decryption("AES/GCM/NoPadding", "AES", new GCMParameterSpec(128, new byte[12]), text),
        new Decryption("ChaCha20-Poly1305", "ChaCha20", new IvParameterSpec(new byte[12]), text));
  }

  private void compare(String name, Work plain, Work with) throws Exception {
    Variant before = new Variant(name, plain);
    Variant after = new Variant(name, with);
    for (int round = 0; round < WARM_UP + rounds; round++) {
      measure(before, round >= WARM_UP);
      measure(after, round >= WARM_UP);
    }
    System.out.printf(
        Locale.ROOT,
        "| %s | %.2f | %.2f | %.2f | %d | %d |%n",
        name,
        before.millis.median(),
        after.millis.median(),
        after.millis.median() / before.millis.median(),
        before.bytes >> 10,
        after.bytes >> 10);
  }

  private void measure(Variant variant, boolean counts) throws Exception {
    long bytes = threads.getCurrentThreadAllocatedBytes();
    long cpu = threads.getCurrentThreadCpuTime();
    variant.work.run();
    if (counts) {
      variant.millis.add((threads.getCurrentThreadCpuTime() - cpu) / 1e6);
      variant.bytes = threads.getCurrentThreadAllocatedBytes() - bytes;
    }
  }

  /** Decrypts a text in records of TLS. */
  private static final class Decryption implements Work {
    private final String algorithm;
    private final SecretKeySpec key;
    private final AlgorithmParameterSpec nonce;
    private final byte[] record;
    private final int records;

    Decryption(String algorithm, String keyAlgorithm, AlgorithmParameterSpec nonce, byte[] text)
        throws GeneralSecurityException {
      this.algorithm = algorithm;
      this.key = new SecretKeySpec(new byte[32], keyAlgorithm);
      this.nonce = nonce;
      this.records = text.length / RECORD_BYTES;
      this.record = cipher(Cipher.ENCRYPT_MODE).doFinal(text, 0, RECORD_BYTES);
    }

    private Cipher cipher(int mode) throws GeneralSecurityException {
      Cipher cipher = Cipher.getInstance(algorithm);
      cipher.init(mode, key, nonce);
      return cipher;
    }

    @Override
    public void run() throws GeneralSecurityException {
      for (int i = 0; i < records; i++) {
        cipher(Cipher.DECRYPT_MODE).doFinal(record);
      }
    }
  }
}
