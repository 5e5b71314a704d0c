/** SkillPack: whether a pack can be attached. */
@NullMarked
package ai.sympozium.operator.skillpack;

import org.jspecify.annotations.NullMarked;
