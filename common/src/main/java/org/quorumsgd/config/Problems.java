package org.quorumsgd.config;

import java.util.ArrayList;
import java.util.List;

/** Collects every problem of an input before any work starts, so that the user sees all of them at once. */
public final class Problems {
    private final List<String> lines = new ArrayList<>();

    /** Adds "Invalid WHAT: VALUE (expected EXPECTED)". */
    public void invalid(String what, Object value, String expected) {
        add("Invalid " + what + ": " + value + " (expected " + expected + ")");
    }

    /** Adds one line of free text; it should name the key or file, the value and what was expected. */
    public void add(String line) {
        lines.add(line);
    }

    public void addAll(InvalidInputException exception) {
        lines.addAll(exception.problems());
    }

    public boolean isEmpty() {
        return lines.isEmpty();
    }

    public List<String> lines() {
        return List.copyOf(lines);
    }

    /** Throws all of them together, or returns when there is none. */
    public void throwIfAny() {
        if (!lines.isEmpty()) {
            throw new InvalidInputException(lines);
        }
    }
}
