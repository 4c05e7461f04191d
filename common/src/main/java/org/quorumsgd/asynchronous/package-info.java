/** Agents that wait for nobody: a server whose centre they pull and commit to, each in its own time. */
@NullMarked
package org.quorumsgd.asynchronous;

import org.jspecify.annotations.NullMarked;
