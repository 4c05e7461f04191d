package org.quorumsgd.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.quorumsgd.contender.Contender;

/** Seconds of a whole {@code bin/quorum simulate}, to its last file. The amount is how often, one after another. */
public final class WholeSimulation implements Contender {
    /** Where the time begins. */
    public enum Since {
        /** The command is typed. */
        COMMAND,
        /** Spark has started and the run's directory is made. */
        RUN
    }

    private final Launcher launcher;
    private final Path configuration;
    private final Since since;
    private int runs;

    public WholeSimulation(Launcher launcher, Path configuration, Since since) {
        this.launcher = launcher;
        this.configuration = configuration;
        this.since = since;
    }

    @Override
    public String description() {
        return "bin/quorum simulate " + configuration.getFileName() + ", a new JVM each time";
    }

    @Override
    public long parameters() {
        return 0;
    }

    @Override
    public double run(int amount) {
        double sum = 0;
        for (int i = 0; i < amount; i++) {
            sum += seconds();
        }
        return sum / amount;
    }

    private double seconds() {
        List<String> arguments = List.of(
                configuration.toString(),
                "--out",
                launcher.scratch().toString(),
                "--run-id",
                "simulation-" + since + ++runs);
        try {
            long begin = System.nanoTime();
            Process process = new ProcessBuilder(launcher.quorum("simulate", arguments))
                    .redirectError(launcher.logs().resolve("simulate.log").toFile())
                    .start();
            try (BufferedReader lines =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    if (since == Since.RUN && line.startsWith("Run directory ")) {
                        begin = System.nanoTime();
                    }
                }
            }
            int code = process.waitFor();
            if (code != 0) {
                throw new IllegalStateException("simulation ended with code " + code + "; see " + launcher.logs());
            }
            return (System.nanoTime() - begin) * 1e-9;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {}
}
