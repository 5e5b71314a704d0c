package ai.sympozium.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;

/** One skill of a run: where it came from and how long its rights lived. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record SkillStatus(
    @JsonPropertyDescription("Name of the skill, which is its pack's name.") String name,
    @JsonPropertyDescription("The pack as it was when the run was planned.") SkillPackRevision pack,
    @JsonPropertyDescription("Image of its container; absent for packs that have texts only.")
        @Nullable String image,
    @JsonPropertyDescription("ServiceAccount of its own; absent when the pack declares no rights.")
        @Nullable String serviceAccount,
    @JsonPropertyDescription("When its rights existed, RFC 3339.") @Nullable String grantedAt,
    @JsonPropertyDescription(
            "When its rights were proved gone: every object absent and access refused by the API"
                + " server, RFC 3339.")
        @Nullable String revokedAt) {

  public SkillStatus granted(String account, String at) {
    return new SkillStatus(name, pack, image, account, grantedAt == null ? at : grantedAt, null);
  }

  public SkillStatus revoked(String at) {
    return new SkillStatus(
        name, pack, image, serviceAccount, grantedAt, revokedAt == null ? at : revokedAt);
  }
}
