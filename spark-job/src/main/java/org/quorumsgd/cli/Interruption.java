package org.quorumsgd.cli;

import java.util.concurrent.atomic.AtomicBoolean;
import sun.misc.Signal;

/**
 * Turns SIGINT and SIGTERM into a wish to stop after the current round. A second signal ends the process at once.
 */
final class Interruption implements AutoCloseable {
    private final AtomicBoolean requested = new AtomicBoolean();
    private final sun.misc.SignalHandler previousInt;
    private final sun.misc.SignalHandler previousTerm;

    Interruption() {
        previousInt = Signal.handle(new Signal("INT"), this::request);
        previousTerm = Signal.handle(new Signal("TERM"), this::request);
    }

    boolean requested() {
        return requested.get();
    }

    private void request(Signal signal) {
        if (requested.getAndSet(true)) {
            Runtime.getRuntime().halt(ExitCode.INTERRUPTED.code);
        }
    }

    @Override
    public void close() {
        Signal.handle(new Signal("INT"), previousInt);
        Signal.handle(new Signal("TERM"), previousTerm);
    }
}
