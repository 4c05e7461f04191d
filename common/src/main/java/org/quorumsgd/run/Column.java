package org.quorumsgd.run;

/**
 * One column of a table.
 *
 * @param unit the unit of its numbers, or "" for counts, ratios and text
 * @param text one line that says what it holds
 */
public record Column(String name, String unit, Type type, String text) {

    /** What a cell holds when it is measured. */
    public enum Type {
        LONG,
        DOUBLE,
        STRING
    }
}
