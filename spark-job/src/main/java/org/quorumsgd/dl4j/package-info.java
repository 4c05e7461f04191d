/** Deeplearning4j as a gradient: native acceleration, network presets and the adapter. */
@NullMarked
package org.quorumsgd.dl4j;

import org.jspecify.annotations.NullMarked;
