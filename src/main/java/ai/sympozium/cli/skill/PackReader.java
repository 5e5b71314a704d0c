package ai.sympozium.cli.skill;

import ai.sympozium.api.SkillPack;
import ai.sympozium.cli.cluster.Cluster;
import ai.sympozium.cli.cluster.ManifestFile;
import ai.sympozium.cli.console.CommandException;
import ai.sympozium.cli.console.ExitCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Reads the pack of a test: the manifest in a file, or a pack of the cluster. */
public final class PackReader {
  private PackReader() {}

  /** Returns whether a word of the command line names a file: a path, or a file that exists. */
  static boolean isFile(String word) {
    return word.equals("-")
        || word.indexOf('/') >= 0
        || word.matches(".*\\.(ya?ml|json)")
        || Files.isRegularFile(Path.of(word));
  }

  /** Reads a manifest. */
  public static SkillPack file(String file) {
    SkillPack pack =
        ManifestFile.convert(
            ManifestFile.parse(ManifestFile.read(file), file, "a SkillPack"),
            SkillPack.class,
            file);
    if (pack.getMetadata() == null || pack.getMetadata().getName() == null) {
      throw new CommandException(ExitCode.USAGE, file + ": metadata.name is missing");
    }
    if (pack.getSpec() == null) {
      throw new CommandException(ExitCode.USAGE, file + ": spec is missing");
    }
    return pack;
  }

  /** Reads a pack as a run in the namespace would: from there, else from that of the operator. */
  static SkillPack ofCluster(Cluster cluster, String name) {
    return Stream.of(cluster.namespace(), cluster.operatorNamespace())
        .flatMap(namespace ->
            cluster
                .read(
                    "get skillpacks/" + name + " in " + namespace,
                    () ->
                        cluster
                            .client()
                            .resources(SkillPack.class)
                            .inNamespace(namespace)
                            .withName(name)
                            .get())
                .stream())
        .findFirst()
        .orElseThrow(() ->
            new CommandException(
                ExitCode.REFUSED,
                "SkillPack \""
                    + name
                    + "\" exists neither in namespace "
                    + cluster.namespace()
                    + " nor in "
                    + cluster.operatorNamespace()
                    + ", and there is no file of this name. See: kubectl get skillpacks -A"));
  }
}
