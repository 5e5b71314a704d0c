package ai.sympozium.cli.report;

import ai.sympozium.api.PolicyRule;
import ai.sympozium.api.SkillPack;
import ai.sympozium.api.SkillPackRevision;
import ai.sympozium.cli.cluster.Cluster;
import ai.sympozium.cli.console.CommandException;
import ai.sympozium.cli.console.ExitCode;
import ai.sympozium.cli.console.TerminalSanitizer;
import ai.sympozium.cli.report.Report.SkillReport;
import ai.sympozium.cli.report.Report.SkillUsage;
import ai.sympozium.cli.usage.UsageEvidence;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.List;

/**
 * Builds the manifest of a pack that has only the permissions a run used. It is meant for the run's
 * namespace, where it has priority over a pack of the same name in the operator's namespace.
 */
final class LeastPrivilegePack {
  private static final ObjectMapper JSON = new ObjectMapper();

  private LeastPrivilegePack() {}

  /**
   * Reads the pack, because the plan of a run does not contain all of it, and builds the manifest.
   */
  static String manifest(Report report, SkillReport skill, SkillUsage usage, Cluster cluster) {
    SkillPackRevision ref = skill.pack();
    SkillPack pack =
        cluster
            .read(
                "get skillpacks/" + ref.name() + " in " + ref.namespace(),
                () ->
                    cluster
                        .client()
                        .resources(SkillPack.class)
                        .inNamespace(ref.namespace())
                        .withName(ref.name())
                        .get())
            .orElseThrow(() ->
                new CommandException(
                    ExitCode.REFUSED,
                    "the pack "
                        + ref.namespace()
                        + "/"
                        + ref.name()
                        + " no longer exists. Use -o json to print its minimal rules."));
    return manifest(report, skill, usage, pack, cluster.client().getKubernetesSerialization());
  }

  static String manifest(
      Report report,
      SkillReport skill,
      SkillUsage usage,
      SkillPack pack,
      KubernetesSerialization serialization) {
    StringBuilder text = new StringBuilder();
    comment(
        text,
        "Permissions that run "
            + report.run()
            + " used of pack "
            + skill.pack().namespace()
            + "/"
            + skill.name()
            + ". Other runs may need more.");
    if (usage.source() == UsageEvidence.Source.COMMANDS) {
      comment(
          text,
          "Estimated from commands, because no audit log was given. Requests of programs are"
              + " missing.");
    }
    if (usage.notMinimizedReason() != null) {
      comment(text, "Not minimized: " + usage.notMinimizedReason() + ".");
    }
    if (!pack.getMetadata().getUid().equals(skill.pack().uid())
        || pack.getMetadata().getGeneration() != skill.pack().generation()) {
      comment(
          text,
          "The pack has changed since the run. Everything except the rules is from generation "
              + pack.getMetadata().getGeneration()
              + "; the run had generation "
              + skill.pack().generation()
              + ".");
    }
    return text + serialization.asYaml(build(report, skill, usage, pack));
  }

  private static JsonNode build(
      Report report, SkillReport skill, SkillUsage usage, SkillPack pack) {
    ObjectNode spec = JSON.valueToTree(pack.getSpec());
    if (!(spec.get("sidecar") instanceof ObjectNode sidecar)) {
      throw new CommandException(
          ExitCode.REFUSED, "the pack " + skill.name() + " no longer has a container");
    }
    replace(sidecar, "rbac", usage.minimal().rbac());
    replace(sidecar, "clusterRBAC", usage.minimal().clusterRBAC());
    ObjectNode manifest = JsonNodeFactory.instance.objectNode();
    manifest.put("apiVersion", pack.getApiVersion()).put("kind", pack.getKind());
    manifest.putObject("metadata").put("name", skill.name()).put("namespace", report.namespace());
    manifest.set("spec", spec);
    return manifest;
  }

  private static void replace(ObjectNode sidecar, String field, List<PolicyRule> rules) {
    if (rules.isEmpty()) {
      sidecar.remove(field);
    } else {
      sidecar.set(field, JSON.valueToTree(rules));
    }
  }

  /** Sanitizes the text of other users in it, which must not end the comment. */
  private static void comment(StringBuilder text, String sentence) {
    text.append("# ").append(TerminalSanitizer.line(sentence)).append('\n');
  }
}
