package org.quorumsgd.config;

import java.util.List;

/** Bad usage, configuration or data: every problem found, one line each. The command line answers it with exit code 2. */
public final class InvalidInputException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final List<String> problems;

    public InvalidInputException(List<String> problems) {
        super(String.join(System.lineSeparator(), problems));
        this.problems = List.copyOf(problems);
    }

    public static InvalidInputException of(String problem) {
        return new InvalidInputException(List.of(problem));
    }

    /** One line each, in the order in which they were found; never empty. */
    public List<String> problems() {
        return problems;
    }
}
