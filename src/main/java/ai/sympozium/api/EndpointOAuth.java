package ai.sympozium.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** OAuth 2.1 issuer whose access tokens an endpoint accepts. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
    value =
        "!has(self.requiredScopes) || self.requiredScopes.all(scope,"
            + " scope.matches('^[!#-\\\\[\\\\]-~]{1,128}$'))",
    message = "A scope has 1 to 128 printable ASCII characters without space, quote and backslash.")
public record EndpointOAuth(
    @Required
        @Size(max = 512)
        @Pattern("^https://[A-Za-z0-9.:\\[\\]-]+(/[A-Za-z0-9._~!$&'()*+,;=:@%/-]*)?$")
        @JsonPropertyDescription(
            "Issuer, an https URL without query, exactly as in the claim iss of its tokens.")
        String issuer,
    @Size(min = 1, max = 512)
        @JsonPropertyDescription(
            "Value that the claim aud of a token must contain. Default: the URL of the endpoint,"
                + " also with / or the path of MCP.")
        @Nullable String audience,
    @Size(max = 16) @JsonPropertyDescription("Scopes that each token must have. Default: none.")
        List<String> requiredScopes) {

  public EndpointOAuth {
    requiredScopes = requiredScopes == null ? List.of() : List.copyOf(requiredScopes);
  }
}
