package org.quorumsgd.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** What a measurement was made on, in words. */
public final class Machine {
    private static final String UNKNOWN = "unknown";
    private static final double KIB_PER_GIB = 1 << 20;

    private Machine() {}

    /** Processor, cores that this JVM may use, memory, operating system and JVM. */
    public static Map<String, String> description() {
        Map<String, String> machine = new LinkedHashMap<>();
        machine.put("processor", value("/proc/cpuinfo", "model name"));
        machine.put("cores", Integer.toString(Runtime.getRuntime().availableProcessors()));
        machine.put("memory", memory());
        machine.put("system", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        machine.put("jvm", System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"));
        return machine;
    }

    private static String memory() {
        String total = value("/proc/meminfo", "MemTotal");
        return total.endsWith(" kB")
                ? String.format(Locale.ROOT, "%.1f GiB", Double.parseDouble(total.replace(" kB", "")) / KIB_PER_GIB)
                : UNKNOWN;
    }

    private static String value(String file, String name) {
        try {
            return Files.readString(Path.of(file), StandardCharsets.ISO_8859_1)
                    .lines()
                    .filter(line -> line.startsWith(name))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse(UNKNOWN);
        } catch (IOException e) {
            return UNKNOWN;
        }
    }
}
