package org.quorumsgd.config;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigValue;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.zip.CRC32;

/** Names for the runs of a batch: fit for a file name, and no two alike. */
final class RunLabels {
    /** What a run id may be at most, see {@code RunIds}, less the room for a number that makes it unique. */
    private static final int LONGEST = 120;

    private final Set<String> taken = new HashSet<>();

    /** A label as close to {@code wanted} as possible; what may not stand in a run id becomes a hyphen. */
    String unique(String wanted) {
        String label = shortened(safe(wanted));
        String candidate = label;
        for (int number = 2; !taken.add(candidate); number++) {
            candidate = label + "-" + number;
        }
        return candidate;
    }

    /** Characters that no file system, shell pattern or URI treats in its own way. */
    static String safe(String text) {
        String safe = text.strip().replaceAll("[^A-Za-z0-9._=,-]+", "-");
        if (safe.matches("\\.*")) {
            return "run" + safe.replace('.', '-');
        }
        return safe.startsWith(".") ? "run" + safe : safe; // hidden names are Quorum's own
    }

    /** A value as a part of a label: bare scalars, the elements of lists with an x between them. */
    static String text(ConfigValue value) {
        if (value instanceof ConfigList list) {
            return list.isEmpty() ? "none" : list.stream().map(RunLabels::text).collect(Collectors.joining("x"));
        }
        return ValueType.scalar(value).map(Secrets::masked).orElse("none");
    }

    private static String shortened(String label) {
        if (label.length() <= LONGEST) {
            return label;
        }
        CRC32 checksum = new CRC32();
        checksum.update(label.getBytes(StandardCharsets.UTF_8));
        String end = "-" + Long.toHexString(checksum.getValue());
        return label.substring(0, LONGEST - end.length()) + end;
    }
}
