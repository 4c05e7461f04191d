package org.quorumsgd.ensemble;

import org.quorumsgd.agent.AgentReport;
import org.quorumsgd.agent.Divergence;

/** A value became non-finite. The command line answers it with exit code 3. */
public final class DivergedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public DivergedException(String message) {
        super(message);
    }

    /**
     * Throws for a report of something that is not finite.
     *
     * @param rounds done before
     */
    public static void refuse(int rounds, AgentReport report) {
        Divergence divergence = report.divergence();
        if (divergence != null) {
            throw new DivergedException("Diverged in round " + (rounds + 1) + ", agent " + report.agent() + ", step "
                    + (divergence.step() + 1) + ": " + divergence.quantity() + " is " + divergence.value());
        }
    }
}
