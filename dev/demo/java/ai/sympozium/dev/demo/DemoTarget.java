package ai.sympozium.dev.demo;

import ai.sympozium.dev.cluster.Progress;
import java.io.IOException;
import java.net.URI;

/** Where the demo plays: a cluster, and how Sympozium gets there. */
interface DemoTarget {
  /** For the first line: the version of Kubernetes and what else is to be known. */
  String title() throws IOException;

  /** Brings all up that the run needs. */
  Kube install(Progress progress) throws Exception;

  /** The address by which the cluster's pods reach a model's endpoint. */
  URI reach(URI model);

  /** How to use and to stop what was brought up. */
  String farewell();
}
