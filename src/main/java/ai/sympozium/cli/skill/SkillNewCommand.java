package ai.sympozium.cli.skill;

import ai.sympozium.cli.console.CommandException;
import ai.sympozium.cli.console.ExitCode;
import ai.sympozium.cli.console.Terminal;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command {@code skill new NAME}. */
@RegisterForReflection
@Command(
    name = "new",
    description = {
      "Create a directory with a SkillPack, its test that passes, a Containerfile and a README.",
      ""
    })
final class SkillNewCommand implements Callable<Integer> {
  private static final String NAME = "[a-z0-9]([-a-z0-9]{0,50}[a-z0-9])?";
  private static final String IMAGE = "[A-Za-z0-9][A-Za-z0-9._:/@-]{0,254}";

  private final Terminal terminal;

  @Parameters(paramLabel = "NAME", description = "Name of the pack, and of its directory.")
  private String name = "";

  @Option(
      names = "--directory",
      paramLabel = "DIRECTORY",
      defaultValue = ".",
      description = "Where the directory of the pack is created. Default: the current directory.")
  private Path directory = Path.of("");

  @Option(
      names = "--image",
      paramLabel = "IMAGE",
      description =
          "Existing image with a shell. Without it, the Containerfile builds one with kubectl.")
  private @Nullable String image;

  SkillNewCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    if (!name.matches(NAME)) {
      throw new CommandException(
          ExitCode.USAGE,
          "NAME: \""
              + name
              + "\" is not a name of at most 52 lower-case letters, digits and inner dashes."
              + " Example: service-check");
    }
    if (image != null && !image.matches(IMAGE)) {
      throw new CommandException(
          ExitCode.USAGE, "--image: \"" + image + "\" is not an image. Example: debian:12");
    }
    Path pack = directory.resolve(name);
    write(
        pack,
        image == null
            ? PackTemplate.built(name, "registry.example/" + name + ":0.1.0")
            : PackTemplate.stock(name, image));
    terminal
        .out()
        .printf(
            "%s created. Test it: kubectl sympozium skill test %s%n",
            pack, pack.resolve("skillpack.yaml"));
    terminal.out().flush();
    return ExitCode.OK;
  }

  /** Writes the files to a new directory, so that no file is replaced. */
  private static void write(Path pack, Map<String, String> files) {
    try {
      if (pack.getParent() != null) {
        Files.createDirectories(pack.getParent());
      }
      Files.createDirectory(pack);
      for (var file : files.entrySet()) {
        Files.writeString(
            pack.resolve(file.getKey()), file.getValue(), StandardOpenOption.CREATE_NEW);
      }
    } catch (FileAlreadyExistsException e) {
      throw new CommandException(
          ExitCode.REFUSED,
          e.getMessage() + " exists. Choose another NAME, or another --directory.");
    } catch (IOException e) {
      throw new CommandException(ExitCode.REFUSED, pack + " cannot be written: " + e.getMessage());
    }
  }
}
