/** Deeplearning4j behind the {@code Objective} seam; the only package that knows it. */
@NullMarked
package org.quorumsgd.dl4j;

import org.jspecify.annotations.NullMarked;
