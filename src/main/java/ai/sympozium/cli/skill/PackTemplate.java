package ai.sympozium.cli.skill;

import java.util.LinkedHashMap;
import java.util.Map;

/** Files of a new pack. Its test passes before anything is changed. */
final class PackTemplate {
  private static final String PACK =
      """
      apiVersion: sympozium.ai/v1alpha1
      kind: SkillPack
      metadata:
        name: %1$s
      spec:
        category: kubernetes
        version: 0.1.0
        skills:
        - name: %1$s
          description: How to list the workloads of a namespace, and find those that are not ready.
          requires: {bins: [kubectl], tools: [execute_command]}
          content: |
            # Find workloads that are not ready
            1. `kubectl get deployments -o wide` lists the Deployments of the run's namespace.
            2. `kubectl get deployment NAME -o jsonpath='{.status.conditions}'` shows why one is not ready.

            Answer with a table: Deployment, ready pods, likely cause. Change nothing.
        sidecar:
          image: %2$s
          resources: {cpu: 50m, memory: 128Mi}
          rbac:
          - apiGroups: [apps]
            resources: [deployments]
            verbs: [get, list]
      """;

  private static final String STOCK_PACK =
      """
      apiVersion: sympozium.ai/v1alpha1
      kind: SkillPack
      metadata:
        name: %1$s
      spec:
        version: 0.1.0
        skills:
        - name: %1$s
          description: How to summarize the files of the workspace.
          requires: {bins: [], tools: [execute_command]}
          content: |
            # Summarize the files of the workspace
            ```sh
            ls -l /workspace
            du -sk /workspace
            ```
            Answer with the number of files and their size. Change nothing.
        sidecar:
          image: %2$s
          resources: {cpu: 50m, memory: 64Mi}
      """;

  private static final String CONTAINERFILE =
      """
      # Programs of the pack %1$s. The operator mounts its executor into the container.
      ARG BASE=debian:12-slim
      ARG KUBECTL_IMAGE=registry.k8s.io/kubectl:v1.35.4

      FROM ${KUBECTL_IMAGE} AS kubectl

      FROM ${BASE}
      RUN apt-get -q update \\
       && apt-get -qy install --no-install-recommends bash ca-certificates \\
       && rm -rf /var/lib/apt/lists/*
      COPY --from=kubectl /bin/kubectl /usr/local/bin/kubectl
      USER 1000:1000
      WORKDIR /tmp
      ENV HOME=/tmp
      CMD ["bash"]
      """;

  private static final String README =
      """
      # %1$s
      A SkillPack: documents for an agent, a container with programs, and the permissions of that container.

      %2$s## Test
      The first command checks syntax, programs and permissions. The others execute each documented command in a
      namespace for tests. `report.xml` has the results in JUnit format.
      ```bash
      sh test.sh
      kubectl create namespace %1$s-test
      sh test.sh %1$s-test
      kubectl delete namespace %1$s-test
      ```

      ## Install
      ```bash
      kubectl apply -f skillpack.yaml
      kubectl wait --for=condition=Ready skillpack/%1$s --timeout=60s
      ```
      """;

  private static final String TEST =
      """
      #!/bin/sh
      # Tests the documented commands of the pack, and writes report.xml.
      #   sh test.sh [NAMESPACE]   with a namespace, the commands are executed in it
      set -eu
      cd "$(dirname "$0")"
      if [ $# -gt 0 ]; then
        set -- --namespace "$1"
      fi
      kubectl sympozium skill test skillpack.yaml --junit report.xml "$@"
      """;

  private static final String BUILD =
      """
      ## Build the image
      ```bash
      docker build -f Containerfile -t %1$s .
      docker push %1$s
      ```

      """;

  private PackTemplate() {}

  /** Returns the files of a pack with kubectl, whose image the user builds. */
  static Map<String, String> built(String name, String image) {
    Map<String, String> files = new LinkedHashMap<>();
    files.put("skillpack.yaml", PACK.formatted(name, image));
    files.put("Containerfile", CONTAINERFILE.formatted(name));
    files.put("test.sh", TEST);
    files.put("README.md", README.formatted(name, BUILD.formatted(image)));
    return files;
  }

  /** Returns the files of a pack with an image that exists, which has at least a shell. */
  static Map<String, String> stock(String name, String image) {
    Map<String, String> files = new LinkedHashMap<>();
    files.put("skillpack.yaml", STOCK_PACK.formatted(name, image));
    files.put("test.sh", TEST);
    files.put("README.md", README.formatted(name, ""));
    return files;
  }
}
