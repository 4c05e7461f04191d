package org.quorumsgd.config;

import java.util.List;
import java.util.regex.Pattern;

/** Bad usage, configuration or data: every problem found, one line each. The command line answers it with exit code 2. */
public final class InvalidInputException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private static final int LONGEST_LINE = 1_000;
    private static final int KEPT_OF_END = 200;
    private static final Pattern UNPRINTABLE = Pattern.compile("\\R|\\p{Cntrl}");

    private final List<String> problems;

    public InvalidInputException(List<String> problems) {
        this(problems.stream().map(InvalidInputException::line).toList(), System.lineSeparator());
    }

    private InvalidInputException(List<String> lines, String separator) {
        super(String.join(separator, lines));
        this.problems = lines;
    }

    /** Without secrets. What stands in a file may be of any length and drive a terminal; beginning and end tell enough. */
    private static String line(String problem) {
        String line = UNPRINTABLE.matcher(Secrets.masked(problem)).replaceAll(" ");
        return line.length() <= LONGEST_LINE
                ? line
                : line.substring(0, LONGEST_LINE - KEPT_OF_END) + " ... " + line.substring(line.length() - KEPT_OF_END);
    }

    public static InvalidInputException of(String problem) {
        return new InvalidInputException(List.of(problem));
    }

    /** One printable line of at most about 1,000 characters each, in the order in which they were found; never empty. */
    public List<String> problems() {
        return problems;
    }
}
