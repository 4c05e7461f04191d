package org.quorumsgd.faults;

import java.io.IOException;
import java.io.UncheckedIOException;

/** Signals that Java has no method for. */
final class Signals {
    /** A shell sends them without starting a process for each, which would take as long as a task. */
    private static final Process SHELL = shell();

    private Signals() {}

    static synchronized void send(String name, long pid) {
        try {
            SHELL.outputWriter().write("kill -" + name + " " + pid + "; echo sent\n");
            SHELL.outputWriter().flush();
            SHELL.inputReader().readLine();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Process shell() {
        try {
            return new ProcessBuilder("sh")
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
