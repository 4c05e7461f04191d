package org.quorumsgd.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.quorumsgd.contender.Contender;
import org.quorumsgd.run.RoundsTable;
import org.quorumsgd.run.Row;
import org.quorumsgd.run.TableReader;

/**
 * The share of a run's wall time that is not in its rounds: evaluations, the probe batch, tables and events. The amount is epochs,
 * each of which ends with an evaluation.
 */
public final class TimeOutsideRounds implements Contender {
    private final Launcher launcher;
    private final Path configuration;
    private final List<String> settings;
    private int runs;

    /** @param settings of the configuration that are other */
    public TimeOutsideRounds(Launcher launcher, Path configuration, List<String> settings) {
        this.launcher = launcher;
        this.configuration = configuration;
        this.settings = List.copyOf(settings);
    }

    @Override
    public String description() {
        return "bin/quorum train " + configuration.getFileName()
                + (settings.isEmpty() ? ", as it comes" : " with " + String.join(", ", settings));
    }

    @Override
    public long parameters() {
        return 0;
    }

    @Override
    public double run(int amount) {
        String name = configuration.getFileName().toString().replace(".conf", "");
        String id = "evaluation-" + name + "-" + settings.size() + "-" + ++runs;
        List<String> arguments = new ArrayList<>(
                List.of(configuration.toString(), "--out", launcher.scratch().toString(), "--run-id", id));
        Stream.concat(Stream.of("epochs=" + amount, "log.every-rounds=1"), settings.stream())
                .forEach(setting -> arguments.addAll(List.of("--set", setting)));
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
            return share(launcher.scratch().resolve(id).resolve("rounds.csv"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static double share(Path table) throws IOException {
        List<Row> rows = TableReader.readAll(table.toString(), Files.newInputStream(table), RoundsTable.SCHEMA);
        double inRounds = rows.stream()
                .mapToDouble(
                        row -> row.number(RoundsTable.OVERHEAD_SECONDS) + row.number(RoundsTable.SLOWEST_AGENT_SECONDS))
                .sum();
        return 1 - inRounds / rows.get(rows.size() - 1).number(RoundsTable.WALL_SECONDS);
    }

    @Override
    public void close() {}
}
