package org.quorumsgd.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;

/** A command run in the test's JVM: what it printed and how it ended. */
record InProcess(int exitCode, List<String> out, List<String> err) {
    static InProcess run(String... arguments) {
        return runOn("local[2]", arguments);
    }

    /** What spark-submit would set stands in system properties while the command runs. */
    static InProcess runOn(String master, String... arguments) {
        Map<String, String> settings = Map.of(
                "spark.master", master,
                "spark.ui.enabled", "false",
                "spark.driver.host", "127.0.0.1",
                "spark.driver.bindAddress", "127.0.0.1");
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream outBytes = new ByteArrayOutputStream();
        ByteArrayOutputStream errBytes = new ByteArrayOutputStream();
        settings.forEach(System::setProperty);
        System.setOut(new PrintStream(outBytes, true, UTF_8));
        System.setErr(new PrintStream(errBytes, true, UTF_8));
        try {
            int code = Quorum.execute(arguments);
            return new InProcess(code, lines(outBytes), lines(errBytes));
        } finally {
            System.setOut(out);
            System.setErr(err);
            settings.keySet().forEach(System::clearProperty);
        }
    }

    private static List<String> lines(ByteArrayOutputStream bytes) {
        return bytes.toString(UTF_8).lines().toList();
    }
}
