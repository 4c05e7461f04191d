package org.quorumsgd.files;

import java.util.List;
import org.quorumsgd.config.InvalidInputException;
import org.quorumsgd.run.CheckpointState;

/** What the numbers of a checkpoint have to be for a loop to go on from them. Each refuses with one line. */
final class StateChecks {
    private StateChecks() {}

    static void require(boolean holds, String what, Object value, String expected) {
        if (!holds) {
            throw InvalidInputException.of("Invalid " + what + ": " + value + " (expected " + expected + ")");
        }
    }

    /** Of any loop whose agents are part of its state. */
    static void common(CheckpointState state, int agents) {
        require(agents >= 1 && agents == state.agents(), "number of agents", agents, state.agents() + ", at least 1");
        require(state.rounds() >= 0, "rounds", state.rounds(), "at least 0");
        require(state.averaged() >= 1, "averaged", state.averaged(), "at least 1");
    }

    static void count(String what, long value) {
        require(value >= 0, what, value, "at least 0");
    }

    static void time(String what, double value) {
        require(value >= 0 && value < Double.POSITIVE_INFINITY, what, value, "a finite number of at least 0");
    }

    static void index(String what, int value, int size) {
        require(value >= 0 && value < size, what, value, "at least 0 and below " + size);
    }

    static void size(String what, List<?> list, int expected) {
        require(list.size() == expected, "length of " + what, list.size(), String.valueOf(expected));
    }
}
