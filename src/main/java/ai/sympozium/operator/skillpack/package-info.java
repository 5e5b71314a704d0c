/** Controller of SkillPack: reports whether runs can attach a pack. */
@NullMarked
package ai.sympozium.operator.skillpack;

import org.jspecify.annotations.NullMarked;
