/** Keyed random streams: every draw is a function of (seed, purpose, agent, step). */
@NullMarked
package org.quorumsgd.random;

import org.jspecify.annotations.NullMarked;
