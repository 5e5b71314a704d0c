package ai.sympozium.cli.usage;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An RBAC denial in the output of a program.
 *
 * @param user user name as the API server states it
 * @param request without the name of the object, which denials do not contain
 */
public record DeniedRequest(String user, ApiRequest request) {
  private static final Pattern DENIED =
      Pattern.compile(
          "User \"([^\"]{1,300})\" cannot ([a-z]{1,40}) resource \"([^\"]{1,200})\" in API group"
              + " \"([^\"]{0,200})\" (?:in the namespace \"([^\"]{1,253})\"|at the cluster scope)");

  /** Finds all denials of an output. */
  public static List<DeniedRequest> in(String output) {
    List<DeniedRequest> denied = new ArrayList<>();
    Matcher found = DENIED.matcher(output);
    while (found.find()) {
      denied.add(
          new DeniedRequest(
              found.group(1),
              new ApiRequest(
                  found.group(4), found.group(3), found.group(2), found.group(5), null)));
    }
    return denied;
  }
}
