/** The command {@code skill}: attach packs to instances. */
@NullMarked
package ai.sympozium.cli.skill;

import org.jspecify.annotations.NullMarked;
