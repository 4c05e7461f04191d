/** Runs in real JVMs that are killed, stopped and starved of disk, and what must be true of them afterwards. */
@NullMarked
package org.quorumsgd.faults;

import org.jspecify.annotations.NullMarked;
