package org.quorumsgd.run;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.regex.Pattern;
import org.quorumsgd.config.Problems;

/** Names of run directories. */
public final class RunIds {
    private static final Pattern VALID = Pattern.compile("(?!\\.)[A-Za-z0-9._=,-]{1,128}");
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final int MAX_NAME_LENGTH = 100;

    private RunIds() {}

    /** {@code <name>-<UTC yyyyMMdd-HHmmss>}; what may not stand in a run id becomes a hyphen. */
    public static String of(String name, Instant start) {
        return safe(name) + "-" + STAMP.format(start);
    }

    /** {@code <name>-<yyyy-MM-dd>}: one id a night. */
    public static String ofNight(String name, LocalDate night) {
        return safe(name) + "-" + night;
    }

    /** A name that may begin a run id. */
    public static String safe(String name) {
        String safe = name.replaceAll("[^A-Za-z0-9._-]+", "-").replaceFirst("^\\.+", "");
        String kept = safe.substring(0, Math.min(safe.length(), MAX_NAME_LENGTH));
        return kept.isEmpty() ? "run" : kept;
    }

    /** Adds a problem unless {@code id} can name one directory inside the output directory. */
    public static void check(String id, Problems problems) {
        if (!VALID.matcher(id).matches()) {
            problems.invalid("run id", id, "1 to 128 of the characters A-Z a-z 0-9 . _ = , -, the first not .");
        }
    }
}
