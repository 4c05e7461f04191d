package org.quorumsgd.report;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Names for groups of runs with equal settings: the keys in which a group differs from the others, with their values. */
public final class GroupNames {
    private GroupNames() {}

    /** From {@link RunFacts#settings} to a name, which no other group has, in the order of the groups' first runs. */
    public static Map<Map<String, String>, String> of(List<RunFacts> runs) {
        Map<Map<String, String>, RunFacts> groups = new LinkedHashMap<>();
        runs.forEach(run -> groups.putIfAbsent(run.settings(), run));
        List<String> keys = differing(List.copyOf(groups.keySet()));
        Map<Map<String, String>, String> names = new LinkedHashMap<>();
        Set<String> taken = new HashSet<>();
        groups.forEach((settings, first) -> names.put(settings, unlike(taken, name(settings, keys, first))));
        return names;
    }

    /** The name, or one made of it, that is added to those taken. */
    public static String unlike(Set<String> taken, String name) {
        String unique = name;
        for (int number = 2; !taken.add(unique); number++) {
            unique = name + "-" + number;
        }
        return unique;
    }

    /** The keys whose values are not the same in all. */
    public static List<String> differing(List<Map<String, String>> settings) {
        Set<String> keys = new TreeSet<>();
        settings.forEach(each -> keys.addAll(each.keySet()));
        return keys.stream()
                .filter(key ->
                        settings.stream().map(each -> each.get(key)).distinct().count() > 1)
                .toList();
    }

    private static String name(Map<String, String> settings, List<String> keys, RunFacts first) {
        String named = keys.stream()
                .filter(settings::containsKey)
                .map(key -> named(key, keys) + shortened(settings.getOrDefault(key, "")))
                .collect(Collectors.joining(", "));
        return named.isEmpty() ? first.manifest().name() : named;
    }

    /** The last part of a key where that says which, and nothing for the algorithm, which goes without saying. */
    private static String named(String key, List<String> keys) {
        if (key.equals("algorithm")) {
            return "";
        }
        String last = lastPart(key);
        boolean unique =
                keys.stream().filter(other -> lastPart(other).equals(last)).count() == 1;
        return (unique ? last : key) + "=";
    }

    private static String lastPart(String key) {
        return key.substring(key.lastIndexOf('.') + 1);
    }

    /** Hashes of commits and data are told apart by their first characters. */
    private static String shortened(String value) {
        return value.length() > 32 ? value.substring(0, 12) + "…" : value;
    }
}
