/** One agent: its objective, its immutable state, its share of a round. */
@NullMarked
package org.quorumsgd.agent;

import org.jspecify.annotations.NullMarked;
