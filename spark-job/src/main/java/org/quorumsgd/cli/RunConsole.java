package org.quorumsgd.cli;

import java.io.PrintStream;
import org.jspecify.annotations.Nullable;
import org.quorumsgd.config.Secrets;

/** What a run tells the person in front of it: everything, or nothing where it is one of many. */
final class RunConsole {
    private final @Nullable PrintStream out;

    private RunConsole(@Nullable PrintStream out) {
        this.out = out;
    }

    static RunConsole talking(PrintStream out) {
        return new RunConsole(out);
    }

    static RunConsole silent() {
        return new RunConsole(null);
    }

    void println(String text) {
        if (out != null) {
            out.println(Secrets.masked(text));
        }
    }

    Progress progress(String name, long rounds) {
        return out == null ? Progress.silent(rounds) : Progress.of(name, rounds);
    }

    /** How Spark's UI calls the run: one of many is told from the others by its id. */
    String runName(String name, String id) {
        return out == null ? id : name;
    }
}
