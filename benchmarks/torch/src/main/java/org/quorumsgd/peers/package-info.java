/** Libraries that the Spark job is measured against; each peer is a process with a class path of its own. */
@NullMarked
package org.quorumsgd.peers;

import org.jspecify.annotations.NullMarked;
