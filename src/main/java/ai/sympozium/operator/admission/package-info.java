/** Who may write a SkillPack: nobody declares a right that he could not grant himself. */
@NullMarked
package ai.sympozium.operator.admission;

import org.jspecify.annotations.NullMarked;
