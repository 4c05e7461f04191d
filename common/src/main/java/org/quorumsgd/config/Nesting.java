package org.quorumsgd.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** Keeps a file whose brackets or paths nest without end from ending the program: the HOCON library recurses into them. */
final class Nesting {
    /** More than any key has; what nests deeper is looked at as one value. */
    static final int MOST_LEVELS = 8;

    /** A path of a thousand names and more, for which the library allocates the square of its length. */
    private static final Pattern ENDLESS_PATH = Pattern.compile("(?:[^.\\s]{0,40}+\\.){1000}");

    private Nesting() {}

    /** Throws {@link InvalidInputException} for a path without end. */
    static void check(String origin, CharSequence text) {
        if (ENDLESS_PATH.matcher(text).find()) {
            throw tooDeep(origin);
        }
    }

    /** The same of a file's text; pipes, which can be read but once, are let pass. */
    static void check(Path file) {
        if (Files.isRegularFile(file)) {
            try {
                check(file.toString(), new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw InvalidInputException.of(
                        "Invalid configuration file: " + file + " (expected a readable file: " + e.getMessage() + ")");
            }
        }
    }

    private static InvalidInputException tooDeep(String origin) {
        return InvalidInputException.of(
                "Invalid nesting in " + origin + ": too deep (expected sections and lists of a few levels)");
    }

    /**
     * What {@code reading} gives.
     *
     * @param origin names the file in the problem
     * @throws InvalidInputException when it runs out of stack; it leaves nothing half done that anyone could see
     */
    static <T> T limited(String origin, Supplier<T> reading) {
        try {
            return reading.get();
        } catch (StackOverflowError e) {
            throw tooDeep(origin);
        }
    }
}
