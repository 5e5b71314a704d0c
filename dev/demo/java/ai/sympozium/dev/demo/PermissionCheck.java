package ai.sympozium.dev.demo;

/** Shows that a run has no permissions left, with the commands that a user can repeat. */
record PermissionCheck(KubectlClient kubectl, String run) {
  private static final String KINDS = "sa,role,rolebinding,clusterrole,clusterrolebinding";

  /**
   * Lists the grant objects of the run.
   *
   * @return whether none is left, and a run that succeeded had permissions
   */
  boolean print(boolean succeeded) {
    String[] arguments = {"get", KINDS, "-A", "-l", "sympozium.ai/run=" + run};
    var result = kubectl.attempt(arguments);
    var clean = result.succeeded() && result.all().strip().equals("No resources found");
    System.out.printf(
        "%n%s   %s%n%s%n%n",
        clean ? "No permissions left:" : "PERMISSIONS LEFT:",
        kubectl.commandLine(arguments),
        result.all().strip());
    if (clean && succeeded && !wasGranted()) {
      System.out.println("The run had no permissions, so this proves nothing.");
      return false;
    }
    return clean;
  }

  private boolean wasGranted() {
    return !kubectl
        .run(
            "get",
            "agentrun",
            run,
            "--namespace=" + Demo.NAMESPACE,
            "--output=go-template={{range .status.skills}}{{.grantedAt}}{{end}}")
        .isBlank();
  }
}
