/** Agents without a server: each keeps a model of its own and sends the others its gradients over the links of a graph. */
@NullMarked
package org.quorumsgd.decentralized;

import org.jspecify.annotations.NullMarked;
