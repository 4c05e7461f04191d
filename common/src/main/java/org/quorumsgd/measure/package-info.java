/** What a run measures of its agents: centre of mass, synchronization, noise. */
@NullMarked
package org.quorumsgd.measure;

import org.jspecify.annotations.NullMarked;
