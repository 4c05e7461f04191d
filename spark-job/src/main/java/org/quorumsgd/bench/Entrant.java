package org.quorumsgd.bench;

import java.util.function.Supplier;
import org.quorumsgd.contender.Contender;

/**
 * A contender as a comparison enters it.
 *
 * @param unit of what it measures
 * @param warmUp amount that it runs once, before all; 0 for none
 * @param amount that it runs in each repetition
 * @param start makes it; should not wait until it is ready, so that several get ready at a time
 */
public record Entrant(String name, String unit, int warmUp, int amount, Supplier<Contender> start) {}
