package org.quorumsgd.ensemble;

/** A value became non-finite. The command line answers it with exit code 3. */
public final class DivergedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public DivergedException(String message) {
        super(message);
    }
}
