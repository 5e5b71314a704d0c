/**
 * The kinds of group {@code sympozium.ai}: records that say what is stored, and nothing of what is
 * done with it.
 */
@NullMarked
package ai.sympozium.api;

import org.jspecify.annotations.NullMarked;
