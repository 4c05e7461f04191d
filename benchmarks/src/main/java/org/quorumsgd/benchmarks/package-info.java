/** JMH benchmarks; times are printed by JMH, nothing is asserted. */
@NullMarked
package org.quorumsgd.benchmarks;

import org.jspecify.annotations.NullMarked;
