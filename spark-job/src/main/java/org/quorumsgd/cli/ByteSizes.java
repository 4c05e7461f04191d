package org.quorumsgd.cli;

import java.util.Locale;

/** Sizes as one reads them. */
final class ByteSizes {
    private ByteSizes() {}

    static String text(long bytes) {
        return bytes < 1 << 20
                ? String.format(Locale.ROOT, "%.1f KiB", bytes / 1024.0)
                : String.format(Locale.ROOT, "%.1f MiB", bytes / 1048576.0);
    }
}
