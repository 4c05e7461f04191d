package org.quorumsgd.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the name that a mistyped one was probably meant to be. */
final class NearestName {
    /** Longer than any name; the cost grows with the product of the lengths. */
    private static final int LONGEST = 200;

    private NearestName() {}

    /** The nearest candidate, the earlier of equals; empty when nothing is near. */
    static Optional<String> to(String name, Collection<String> candidates) {
        if (name.length() > LONGEST) {
            return Optional.empty();
        }
        return candidates.stream()
                .min(Comparator.comparingInt(candidate -> cost(name, candidate)))
                .filter(nearest -> cost(name, nearest) <= (name.length() + 1) / 3);
    }

    /** Edits between the two; a forgotten or wrong section, or a section without its key, counts as one more. */
    private static int cost(String name, String candidate) {
        int section = candidate.lastIndexOf('.');
        int whole = editDistance(name, candidate);
        if (section < 0) {
            return whole;
        }
        int withoutSection = editDistance(name.substring(name.lastIndexOf('.') + 1), candidate.substring(section + 1));
        int sectionAlone = editDistance(name, candidate.substring(0, section));
        return Math.min(whole, 1 + Math.min(withoutSection, sectionAlone));
    }

    /** Fewest insertions, deletions, substitutions and swaps of neighbours (optimal string alignment), ignoring case. */
    static int editDistance(String left, String right) {
        String a = left.toLowerCase(Locale.ROOT);
        String b = right.toLowerCase(Locale.ROOT);
        int[][] distance = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    distance[i][j] = i + j;
                    continue;
                }
                int substitution = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                int best = Math.min(distance[i - 1][j], distance[i][j - 1]) + 1;
                best = Math.min(best, distance[i - 1][j - 1] + substitution);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    best = Math.min(best, distance[i - 2][j - 2] + 1);
                }
                distance[i][j] = best;
            }
        }
        return distance[a.length()][b.length()];
    }
}
