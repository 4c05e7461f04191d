package org.quorumsgd.agent;

import java.io.Serializable;

/**
 * Where an agent lives.
 *
 * @param host its name or address
 * @param executor as Spark numbers it; empty where there is none
 * @param device what its arithmetic runs on, as {@link Problem#device()} says
 */
public record Place(String host, String executor, String device) implements Serializable {}
