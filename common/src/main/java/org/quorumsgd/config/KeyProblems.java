package org.quorumsgd.config;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The problems of one configuration, and the keys that have one. */
final class KeyProblems {
    private static final int SHOWN_CHARACTERS = 80;

    private final Problems problems = new Problems();
    private final Set<Key<?>> invalidKeys = new HashSet<>();

    void invalid(Key<?> key, String value) {
        invalid(key, value, key.expected());
    }

    void invalid(Key<?> key, String value, String expected) {
        invalid(key.name(), value, expected);
        invalidKeys.add(key);
    }

    void invalid(String what, String value, String expected) {
        problems.invalid(what, shown(value), expected);
    }

    void unknown(String path, String where) {
        unknown(path, where, Keys.all().stream().map(Key::name).toList());
    }

    void unknown(String path, String where, List<String> known) {
        String hint = NearestName.to(path, known)
                .map(name -> "did you mean " + name + "?")
                .orElse("conf/reference.conf lists every key");
        add("Unknown key " + path + " in " + where + " (" + hint + ")");
    }

    void add(String line) {
        problems.add(oneLine(line));
    }

    /** Adds what does not go together among the keys that are valid by themselves. */
    void checkTogether(Configuration configuration) {
        CrossChecks.run(configuration, invalidKeys, problems);
    }

    void addTo(Problems others) {
        problems.lines().forEach(others::add);
    }

    void throwIfAny() {
        problems.throwIfAny();
    }

    private static String shown(String value) {
        String line = oneLine(value);
        if (line.isEmpty()) {
            return "\"\"";
        }
        return line.length() <= SHOWN_CHARACTERS ? line : line.substring(0, SHOWN_CHARACTERS) + "...";
    }

    private static String oneLine(String text) {
        return text.replaceAll("\\R", " ");
    }
}
