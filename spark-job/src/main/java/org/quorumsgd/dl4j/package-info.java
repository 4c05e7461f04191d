/** Deeplearning4j behind the {@code Objective} seam: networks and gradients. */
@NullMarked
package org.quorumsgd.dl4j;

import org.jspecify.annotations.NullMarked;
