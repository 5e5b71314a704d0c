package ai.sympozium.cli.report;

import ai.sympozium.api.SidecarSpec;
import ai.sympozium.api.SkillPack;
import ai.sympozium.api.SkillPackRevision;
import ai.sympozium.api.SkillPackSpec;
import ai.sympozium.cli.cluster.Cluster;
import ai.sympozium.cli.console.CommandException;
import ai.sympozium.cli.console.ExitCode;
import ai.sympozium.cli.console.TerminalSanitizer;
import ai.sympozium.cli.report.Report.SkillReport;
import ai.sympozium.cli.report.Report.Used;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;

/**
 * A pack like the one that a skill had, with the rights that would have been enough. It is meant
 * for the run's namespace, where it comes before one of the same name in the operator's.
 */
final class LeastPrivilegePack {
  private LeastPrivilegePack() {}

  /** The manifest; the pack is read anew, as records keep of it only what a run needs. */
  static String manifest(Report report, SkillReport skill, Used usage, Cluster cluster) {
    SkillPackRevision ref = skill.pack();
    SkillPack now =
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
                    ExitCode.NO,
                    "the pack "
                        + ref.namespace()
                        + "/"
                        + ref.name()
                        + " is gone. Its smaller rules alone: -o json"));
    return manifest(report, skill, usage, now, cluster.client().getKubernetesSerialization());
  }

  static String manifest(
      Report report,
      SkillReport skill,
      Used usage,
      SkillPack now,
      KubernetesSerialization serialization) {
    StringBuilder text = new StringBuilder();
    comment(
        text,
        "The rights that run "
            + report.run()
            + " needed of pack "
            + skill.pack().namespace()
            + "/"
            + skill.name()
            + ", as far as one run can show it. Another run may need more.");
    if (usage.source() == UsageEvidence.Source.COMMANDS) {
      comment(
          text,
          "Only a hint: from command lines, as no audit log was given. Calls that programs made by"
              + " themselves are missing.");
    }
    if (usage.wholeBecause() != null) {
      comment(text, "Not smaller: " + usage.wholeBecause() + ".");
    }
    if (!now.getMetadata().getUid().equals(skill.pack().uid())
        || now.getMetadata().getGeneration() != skill.pack().generation()) {
      comment(
          text,
          "The pack has changed since the run: all but the rules is as it is now (generation "
              + now.getMetadata().getGeneration()
              + ", the run had "
              + skill.pack().generation()
              + ").");
    }
    return text + serialization.asYaml(pack(report, skill, usage, now));
  }

  private static JsonNode pack(Report report, SkillReport skill, Used usage, SkillPack now) {
    SidecarSpec sidecar = now.getSpec().sidecar();
    if (sidecar == null) {
      throw new CommandException(
          ExitCode.NO, "the pack " + skill.name() + " has no container any more, and so no rights");
    }
    SkillPackSpec smaller =
        new SkillPackSpec(
            now.getSpec().skills(),
            now.getSpec().category(),
            now.getSpec().source(),
            now.getSpec().version(),
            new SidecarSpec(
                sidecar.image(),
                sidecar.env(),
                sidecar.mountWorkspace(),
                sidecar.resources(),
                usage.smaller().rbac(),
                usage.smaller().clusterRBAC(),
                sidecar.secretRef(),
                sidecar.secretMountPath()));
    ObjectNode manifest = JsonNodeFactory.instance.objectNode();
    manifest.put("apiVersion", now.getApiVersion()).put("kind", now.getKind());
    manifest.putObject("metadata").put("name", skill.name()).put("namespace", report.namespace());
    manifest.set("spec", new ObjectMapper().valueToTree(smaller));
    return manifest;
  }

  /** What is in it may be anybody's text, and must not end the comment. */
  private static void comment(StringBuilder text, String words) {
    text.append("# ").append(TerminalSanitizer.line(words)).append('\n');
  }
}
