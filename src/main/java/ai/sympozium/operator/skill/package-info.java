/** SkillPack: whether a pack can be attached. */
@NullMarked
package ai.sympozium.operator.skill;

import org.jspecify.annotations.NullMarked;
