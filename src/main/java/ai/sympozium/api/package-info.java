/** Kinds of the API group {@code sympozium.ai}, as records without behaviour. */
@NullMarked
package ai.sympozium.api;

import org.jspecify.annotations.NullMarked;
