package org.quorumsgd.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.quorumsgd.contender.Contender;

/** Seconds from typing {@code bin/quorum train} to the end of the first round; the amount is rounds of the run. */
public final class StartToFirstRound implements Contender {
    private final Launcher launcher;
    private final Path configuration;
    private int runs;

    public StartToFirstRound(Launcher launcher, Path configuration) {
        this.launcher = launcher;
        this.configuration = configuration;
    }

    @Override
    public String description() {
        return "bin/quorum train " + configuration.getFileName() + ", a new JVM each time";
    }

    @Override
    public long parameters() {
        return 0;
    }

    @Override
    public double run(int amount) {
        List<String> command = launcher.train(List.of(
                configuration.toString(),
                "--set",
                "rounds=" + amount,
                "--out",
                launcher.scratch().toString(),
                "--run-id",
                "start-" + ++runs));
        try {
            long begin = System.nanoTime();
            Process process = new ProcessBuilder(command)
                    .redirectError(launcher.logs().resolve("start.log").toFile())
                    .start();
            double seconds = Double.NaN;
            try (BufferedReader lines =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    if (line.startsWith("round 1/")) {
                        seconds = (System.nanoTime() - begin) * 1e-9;
                    }
                }
            }
            int code = process.waitFor();
            if (code != 0 || Double.isNaN(seconds)) {
                throw new IllegalStateException("training ended with code " + code + "; see " + launcher.logs());
            }
            return seconds;
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
