package ai.sympozium.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/** Certificate authorities that an agent trusts in addition to the public ones. */
public record TlsSettings(
    @Pattern("^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$")
        @JsonPropertyDescription(
            "ConfigMap in the instance's namespace with certificates in PEM format.")
        @Nullable String caCertConfigMapRef,
    @Size(min = 1)
        @Pattern("^[-._a-zA-Z0-9]+$")
        @JsonPropertyDescription("Key of the certificates in the ConfigMap. Default: ca.crt.")
        @Nullable String caCertKey) {}
