/** JMH benchmarks of what runs in every round; nothing is asserted. All of them: {@code bin/jmh}. */
@NullMarked
package org.quorumsgd.benchmarks;

import org.jspecify.annotations.NullMarked;
