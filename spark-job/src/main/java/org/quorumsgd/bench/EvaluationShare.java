package org.quorumsgd.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.quorumsgd.contender.Contender;
import org.quorumsgd.run.Summary;

/** The share of a run's wall time that goes into judging models and probing gradients. The amount is epochs. */
public final class EvaluationShare implements Contender {
    private final Launcher launcher;
    private final Path configuration;
    private int runs;

    public EvaluationShare(Launcher launcher, Path configuration) {
        this.launcher = launcher;
        this.configuration = configuration;
    }

    @Override
    public String description() {
        return "bin/quorum train " + configuration.getFileName();
    }

    @Override
    public long parameters() {
        return 0;
    }

    @Override
    public double run(int amount) {
        String name = configuration.getFileName().toString().replace(".conf", "");
        String id = "evaluation-" + name + "-" + ++runs;
        List<String> arguments = List.of(
                configuration.toString(),
                "--out",
                launcher.scratch().toString(),
                "--run-id",
                id,
                "--set",
                "epochs=" + amount);
        try {
            int code = new ProcessBuilder(launcher.train(arguments))
                    .redirectErrorStream(true)
                    .redirectOutput(launcher.logs()
                            .resolve("evaluation-" + name + ".log")
                            .toFile())
                    .start()
                    .waitFor();
            if (code != 0) {
                throw new IllegalStateException("training ended with code " + code + "; see " + launcher.logs());
            }
            Path summary = launcher.scratch().resolve(id).resolve("summary.json");
            return Objects.requireNonNull(
                    Summary.fromJson(summary.toString(), Files.readAllBytes(summary))
                            .evaluationFraction(),
                    summary::toString);
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
