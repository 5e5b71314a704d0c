/** Tests of the program of the pack github-gitops, with a double of GitHub's API and real git. */
@NullMarked
package ai.sympozium.gitops;

import org.jspecify.annotations.NullMarked;
