package org.quorumsgd.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** {@code quorum train} in this JVM with one configuration, whose runs stand in one directory. */
record Training(Path directory, Path configuration) {
    static Training of(Path directory, String text) throws IOException {
        return new Training(directory, Files.writeString(directory.resolve("run.conf"), text));
    }

    InProcess run(String id, String... options) {
        return runOn("local[2]", id, options);
    }

    InProcess runOn(String master, String id, String... options) {
        List<String> arguments = new ArrayList<>(
                List.of("train", configuration.toString(), "--out", directory.toString(), "--run-id", id));
        arguments.addAll(List.of(options));
        return InProcess.runOn(master, arguments.toArray(String[]::new));
    }

    RunFiles files(String id) {
        return new RunFiles(directory.resolve(id));
    }

    /** For one thread and for four; gives these bits. */
    String assertEveryMasterGivesTheBitsOfTheOracle() {
        String expected = Oracle.sha256(configuration);
        for (int threads : List.of(1, 4)) {
            String id = "threads-" + threads;
            InProcess run = runOn("local[" + threads + "]", id);
            assertThat(run.exitCode()).as("%s", run).isZero();
            assertThat(Objects.requireNonNull(files(id).summary().quorumSha256()))
                    .isEqualTo(expected);
        }
        return expected;
    }
}
