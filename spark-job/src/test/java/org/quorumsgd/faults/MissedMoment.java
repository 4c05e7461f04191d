package org.quorumsgd.faults;

/** The moment that a fault waits for did not come. */
final class MissedMoment extends AssertionError {
    private static final long serialVersionUID = 1L;

    MissedMoment(String what, FaultyRun run) {
        super(what + "\n" + run.job().logs());
    }
}
