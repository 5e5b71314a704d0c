/**
 * Tests of the programs of the packs llmfit and llmfit-probe, with doubles of kubectl, curl and
 * llmfit.
 */
@NullMarked
package ai.sympozium.llmfit;

import org.jspecify.annotations.NullMarked;
