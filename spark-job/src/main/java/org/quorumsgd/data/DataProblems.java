package org.quorumsgd.data;

import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;
import org.quorumsgd.config.InvalidInputException;
import org.quorumsgd.config.Problems;

/** The problems of one pass over files: of each kind the first ten are shown, the others counted. */
final class DataProblems {
    static final int SHOWN_OF_A_KIND = 10;

    private final Problems shown = new Problems();
    private final Map<String, Integer> countOfKind = new LinkedHashMap<>();

    /** One problem that a file can have many of; kind names all of them together, such as "labels in FILE". */
    void invalid(String kind, String what, Object value, String expected) {
        if (countOfKind.merge(kind, 1, Integer::sum) <= SHOWN_OF_A_KIND) {
            shown.invalid(what, value, expected);
        }
    }

    /** A problem that occurs once. */
    void invalid(String what, Object value, String expected) {
        shown.invalid(what, value, expected);
    }

    /** Checks one label; index counts from 0 within the file. */
    void checkLabel(String file, long index, long label, int classes) {
        if (label < 0 || label >= classes) {
            invalid("labels in " + file, "label " + index + " in " + file, label, "0 to " + (classes - 1));
        }
    }

    void addAll(InvalidInputException exception) {
        shown.addAll(exception);
    }

    /** The result of one of several steps; null when it failed, so that the others still run. */
    <T> @Nullable T attempt(Supplier<T> step) {
        try {
            return step.get();
        } catch (InvalidInputException e) {
            shown.addAll(e);
            return null;
        }
    }

    void throwIfAny() {
        if (!shown.isEmpty()) {
            throw exception();
        }
    }

    /** All problems so far, of which there must be one. */
    InvalidInputException exception() {
        List<String> lines = new ArrayList<>(shown.lines());
        countOfKind.forEach((kind, count) -> {
            if (count > SHOWN_OF_A_KIND) {
                lines.add("Invalid " + kind + ": " + (count - SHOWN_OF_A_KIND) + " more (expected none)");
            }
        });
        return new InvalidInputException(lines);
    }

    /** What a failure to read means to the user. */
    static InvalidInputException unreadable(String file, IOException e) {
        if (e instanceof FileNotFoundException) {
            return InvalidInputException.of("Invalid data file: " + file + " (expected an existing, readable file)");
        }
        if (e instanceof ZipException || e instanceof EOFException) {
            return InvalidInputException.of("Invalid gzip data in " + file + ": "
                    + (e.getMessage() == null ? "ends early" : e.getMessage()) + " (expected a complete gzip file)");
        }
        return InvalidInputException.of("Invalid data file: " + file + " (expected a readable file; " + e + ")");
    }
}
