package org.quorumsgd.agent;

import java.io.Serializable;
import org.quorumsgd.vector.Vector;

/**
 * A model that can be judged, of one agent or of all together.
 *
 * @param parameters shape (n,)
 * @param statistics running statistics (batch norm), shape (m,)
 */
public record Model(Vector parameters, Vector statistics) implements Serializable {}
