package ai.sympozium.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;

/** One skill of a run: its source, and when its permissions were granted and revoked. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record SkillStatus(
    @JsonPropertyDescription("Name of the skill, which is its pack's name.") String name,
    @JsonPropertyDescription("The revision of the pack that the run was planned with.")
        SkillPackRevision pack,
    @JsonPropertyDescription("Image of its container; absent for packs that only have documents.")
        @Nullable String image,
    @JsonPropertyDescription("Its ServiceAccount; absent when the pack declares no permissions.")
        @Nullable String serviceAccount,
    @JsonPropertyDescription("When its permissions were granted, RFC 3339.")
        @Nullable String grantedAt,
    @JsonPropertyDescription(
            "When the revocation of its permissions was verified: every object is absent and the API"
                + " server denies access. RFC 3339.")
        @Nullable String revokedAt) {

  public SkillStatus granted(String at) {
    return new SkillStatus(
        name, pack, image, serviceAccount, grantedAt == null ? at : grantedAt, null);
  }

  public SkillStatus revoked(String at) {
    return new SkillStatus(
        name, pack, image, serviceAccount, grantedAt, revokedAt == null ? at : revokedAt);
  }
}
