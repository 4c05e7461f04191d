package org.quorumsgd.contender;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

/**
 * A contender's side of the line protocol. It says once {@code ready PARAMETERS DESCRIPTION}; to each {@code run AMOUNT} it
 * answers {@code measured NUMBER}; the end of its input ends it. Its lines begin with a mark: a library may print others.
 */
public final class ContenderServer {
    static final String MARK = "#contender ";
    static final String READY = MARK + "ready ";
    static final String RUN = "run ";
    static final String MEASURED = MARK + "measured ";

    private ContenderServer() {}

    /** Serves on standard input and output until the input ends; what else is printed goes to standard error. */
    public static void serve(Supplier<? extends Contender> start) {
        PrintStream out = System.out;
        System.setOut(System.err);
        try {
            serve(start, System.in, out);
        } finally {
            System.setOut(out);
        }
    }

    static void serve(Supplier<? extends Contender> start, InputStream requests, PrintStream answers) {
        try (Contender contender = start.get()) {
            answer(answers, READY + contender.parameters() + " " + contender.description());
            BufferedReader lines = new BufferedReader(new InputStreamReader(requests, StandardCharsets.UTF_8));
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.startsWith(RUN)) {
                    throw new IllegalArgumentException("Invalid request: " + line + " (expected run AMOUNT)");
                }
                int amount = Integer.parseInt(line.substring(RUN.length()));
                answer(answers, MEASURED + contender.run(amount));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void answer(PrintStream answers, String line) {
        answers.println(line);
        answers.flush();
    }
}
