package org.quorumsgd.config;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Keeps credentials out of what a run writes and says: those inside URIs, and values of keys that look like a secret's. What is
 * masked reads {@code *********}, as in Spark's own pages.
 */
public final class Secrets {
    static final String MASK = "*********";

    private static final String SECRET_WORD = "(?:password|passwd|secret|token|credential|access[._-]?key)";
    private static final Pattern IN_KEY = Pattern.compile(SECRET_WORD, Pattern.CASE_INSENSITIVE);
    /** {@code scheme://user:secret@host} and {@code scheme://secret@host}. */
    private static final Pattern USER_INFO = Pattern.compile("(?<=://)[^/\\s@\"']+@");

    /** Begins at the word, not at the key: else a long text without any would cost the square of its length. */
    private static final Pattern ASSIGNMENT = Pattern.compile(
            "(" + SECRET_WORD + "[\\w.-]{0,99}[\"']?\\s{0,9}[=:]\\s{0,9}[\"']?)([^\\s\"',;&)]+)",
            Pattern.CASE_INSENSITIVE);

    private Secrets() {}

    /** Whether the value of a key of this name is not for reading. */
    public static boolean isSecretKey(String name) {
        return IN_KEY.matcher(name).find();
    }

    /** The text without the credentials of URIs and without what follows {@code some.secret.key =}. */
    public static String masked(String text) {
        String withoutUsers = USER_INFO.matcher(text).replaceAll(MASK + "@");
        return ASSIGNMENT.matcher(withoutUsers).replaceAll("$1" + MASK);
    }

    /** Names, texts and whole values, of maps and lists within as well. */
    public static <V> Map<String, V> masked(Map<String, V> values) {
        Map<String, V> masked = new LinkedHashMap<>();
        values.forEach((name, value) -> {
            @SuppressWarnings("unchecked") // a text for a text, a map for a map
            V same = (V) (isSecretKey(name) && value instanceof String ? MASK : maskedValue(value));
            masked.put(masked(name), same);
        });
        return masked;
    }

    private static @Nullable Object maskedValue(@Nullable Object value) {
        if (value instanceof String text) {
            return masked(text);
        }
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> texts = new LinkedHashMap<>();
            map.forEach((name, inner) -> texts.put(String.valueOf(name), inner));
            return masked(texts);
        }
        if (value instanceof Collection<?> list) {
            return list.stream().map(Secrets::maskedOf).toList();
        }
        return value;
    }

    private static Object maskedOf(Object element) {
        return element instanceof String text ? masked(text) : element;
    }
}
