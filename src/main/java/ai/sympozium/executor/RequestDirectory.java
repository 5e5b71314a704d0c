package ai.sympozium.executor;

import static ai.sympozium.ipc.ExecResult.CANNOT_RUN;
import static ai.sympozium.ipc.SecureDirectory.READABLE;

import ai.sympozium.base.JsonTrees;
import ai.sympozium.ipc.ExecRequest;
import ai.sympozium.ipc.ExecResult;
import ai.sympozium.ipc.IpcFiles;
import ai.sympozium.ipc.SecureDirectory;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Reads and writes the files of requests: the request, the claim and the result. The claim is a
 * directory: it survives a restart of the container, so no request runs twice.
 */
final class RequestDirectory {
  static final int MAX_REQUEST_BYTES = 1 << 20;

  private static final Duration INCOMPLETE_POLL_INTERVAL = Duration.ofMillis(20);

  private final Path ipc;
  private final Path tools;
  private final Duration incompleteTimeout;

  /**
   * Creates a directory of requests.
   *
   * @param incompleteTimeout wait for a request that is not complete JSON yet
   */
  RequestDirectory(Path ipc, Duration incompleteTimeout) {
    this.ipc = ipc;
    this.tools = ipc.resolve(IpcFiles.TOOLS);
    this.incompleteTimeout = incompleteTimeout;
  }

  Path create() throws IOException {
    return Files.createDirectories(tools);
  }

  /**
   * Lists the ids of requests without a result, and deletes the claims of withdrawn requests.
   *
   * @param active ids that are being handled
   */
  List<String> open(SecureDirectory volume, Set<String> active) throws IOException {
    var open = new ArrayList<String>();
    try (var directory = tools(volume)) {
      var names = new HashSet<>(directory.names());
      for (var name : names) {
        var id = IpcFiles.idOfExecRequest(name);
        if (id != null && !names.contains(IpcFiles.execResult(id))) {
          open.add(id);
        }
        var claimed = IpcFiles.idOfClaim(name);
        if (claimed != null
            && !names.contains(IpcFiles.execRequest(claimed))
            && !active.contains(claimed)) {
          release(directory, name);
        }
      }
    }
    return open;
  }

  /** Answers the requests that an earlier start of this container claimed and did not finish. */
  void answerInterrupted(SecureDirectory volume) throws IOException {
    try (var directory = volume.child(IpcFiles.TOOLS)) {
      var names = new HashSet<>(directory.names());
      for (var name : names) {
        var id = IpcFiles.idOfClaim(name);
        if (id != null
            && names.contains(IpcFiles.execRequest(id))
            && !names.contains(IpcFiles.execResult(id))) {
          var error =
              "the skill's container restarted while it ran "
                  + commandLine(directory, id)
                  + ", possibly because it ran out of memory; how far the command came is unknown";
          answer(ExecResult.failed(id, CANNOT_RUN, error));
        }
      }
    }
  }

  ExecRequest readWhenComplete(String id) throws IOException, InterruptedException {
    var deadline = System.nanoTime() + incompleteTimeout.toNanos();
    while (true) {
      try (var volume = SecureDirectory.open(ipc);
          var directory = volume.child(IpcFiles.TOOLS)) {
        return read(directory, id);
      } catch (NoSuchFileException e) {
        throw e;
      } catch (IOException e) {
        if (System.nanoTime() > deadline) {
          throw e;
        }
        Thread.sleep(INCOMPLETE_POLL_INTERVAL);
      }
    }
  }

  /** Claims a request. Returns false if it was claimed before, also before a restart. */
  boolean claim(String id) {
    try {
      Files.createDirectory(tools.resolve(IpcFiles.claim(id)));
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    } catch (IOException e) {
      System.err.println("executor: request " + id + " cannot be claimed: " + e);
      return false;
    }
  }

  void answer(ExecResult result) {
    try (var volume = SecureDirectory.open(ipc);
        var directory = tools(volume)) {
      directory.write(
          IpcFiles.execResult(result.id()), JsonTrees.writeBytes(result.toJson()), READABLE);
    } catch (IOException e) {
      System.err.println("executor: the result of " + result.id() + " cannot be written: " + e);
    }
  }

  private SecureDirectory tools(SecureDirectory volume) throws IOException {
    if (!volume.has(IpcFiles.TOOLS)) {
      // A command has cleared the volume, which is allowed.
      Files.createDirectory(tools);
    }
    return volume.child(IpcFiles.TOOLS);
  }

  private static ExecRequest read(SecureDirectory directory, String id) throws IOException {
    var bytes = directory.read(IpcFiles.execRequest(id), MAX_REQUEST_BYTES);
    return ExecRequest.read(id, JsonTrees.readObject(bytes));
  }

  private static String commandLine(SecureDirectory directory, String id) {
    try {
      return "`" + read(directory, id).commandLine() + "`";
    } catch (IOException e) {
      return "the command";
    }
  }

  private static void release(SecureDirectory directory, String claim) {
    try {
      directory.deleteDirectoryIfExists(claim);
    } catch (IOException e) {
      // A command has written something else there. It does no harm.
    }
  }
}
