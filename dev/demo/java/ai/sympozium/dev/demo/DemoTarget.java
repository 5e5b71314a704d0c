package ai.sympozium.dev.demo;

import ai.sympozium.dev.cluster.Progress;
import java.io.IOException;
import java.net.URI;

/** A cluster for the demo and the way to install Sympozium on it. */
interface DemoTarget {
  /** Returns the Kubernetes version and other details for the first line. */
  String title() throws IOException;

  /** Installs the operator and its prerequisites. */
  KubectlClient install(Progress progress) throws Exception;

  /** Returns the URL by which pods of the cluster reach the model's endpoint. */
  URI reachableUrl(URI model);

  /** Returns how to use and how to remove the installation. */
  String nextSteps();
}
