/** The commands {@code skill}: test a pack, create a pack. */
@NullMarked
package ai.sympozium.cli.skill;

import org.jspecify.annotations.NullMarked;
