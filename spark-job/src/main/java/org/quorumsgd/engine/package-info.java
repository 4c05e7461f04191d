/** Agents on Spark: one partition an agent, one job a round. */
@NullMarked
package org.quorumsgd.engine;

import org.jspecify.annotations.NullMarked;
