package org.quorumsgd.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A GPU's memory, as NVIDIA's driver tells it; whether or not this build can compute on it.
 *
 * @param index the driver's number of it
 * @param freeBytes now, with what other programs hold
 */
record GpuMemory(int index, String name, double totalBytes, double freeBytes) {
    private static final Pattern LINE = Pattern.compile("(\\d+), (.+), (\\d+), (\\d+)");
    private static final double MIB = 1 << 20;
    private static final long PATIENCE_SECONDS = 20;

    /** Those of this machine, in the driver's order; none where there is no driver or it does not answer. */
    static List<GpuMemory> ofThisMachine() {
        return of("nvidia-smi");
    }

    static List<GpuMemory> of(String nvidiaSmi) {
        try {
            Process process = new ProcessBuilder(
                            nvidiaSmi,
                            "--query-gpu=index,name,memory.total,memory.free",
                            "--format=csv,noheader,nounits")
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            process.getOutputStream().close();
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) { // some lines: less than a pipe holds
                process.destroyForcibly();
                return List.of();
            }
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return said.lines().map(GpuMemory::read).flatMap(Optional::stream).toList();
        } catch (IOException e) {
            return List.of();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of();
        }
    }

    /** A device whose memory the driver does not tell has a word in a number's place and is left out. */
    private static Optional<GpuMemory> read(String line) {
        Matcher words = LINE.matcher(line.strip());
        return words.matches()
                ? Optional.of(new GpuMemory(
                        Integer.parseInt(words.group(1)),
                        words.group(2),
                        MIB * Long.parseLong(words.group(3)),
                        MIB * Long.parseLong(words.group(4))))
                : Optional.empty();
    }

    /**
     * For {@code check}: the memory and how many agents it holds at once.
     *
     * @param agentBytes estimate of an agent's network, 0 for plain Java
     */
    String text(double agentBytes) {
        String memory = String.format(
                Locale.ROOT, "%s, %s free of %s", name, ByteSizes.text((long) freeBytes), ByteSizes.text((long)
                        totalBytes));
        return agentBytes > 0
                ? memory + String.format(Locale.ROOT, ": about %,d agents", (long) (freeBytes / agentBytes))
                        + " beside the libraries' own"
                : memory;
    }
}
