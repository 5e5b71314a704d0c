package ai.sympozium.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.kubernetes.api.model.ConfigMapKeySelector;
import io.fabric8.kubernetes.api.model.SecretKeySelector;
import org.jspecify.annotations.Nullable;

/** Source of the value of a variable, in the run's namespace. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record EnvVarSource(
    @JsonPropertyDescription("Key of a Secret.") @Nullable SecretKeySelector secretKeyRef,
    @JsonPropertyDescription("Key of a ConfigMap.")
        @Nullable ConfigMapKeySelector configMapKeyRef) {}
