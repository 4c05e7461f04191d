package org.quorumsgd.simulate;

import java.io.Serializable;
import org.quorumsgd.schedule.Schedule;

/**
 * What all simulations of a run have in common (Boffi &amp; Slotine 2020, sec. 4.3).
 *
 * <pre>
 *   x' = x - eta (f'(x) + zeta) + eta k (q - x)                                                  without momentum (eq. 41)
 *   v' = delta v - eta (f'(x + delta v) + zeta),   x' = x + v' + eta k (q - x)                   with it (eqs. 42-43)
 * </pre>
 *
 * with zeta uniform in [-w, w], drawn for every simulation, step, agent and coordinate; agents start uniformly in [-r, r] with v = 0,
 * and q at their mean.
 *
 * @param agents p, at least 1
 * @param common what q is
 * @param learningRate eta
 * @param momentum delta in [0, 1)
 * @param noiseHalfWidth w
 * @param startHalfWidth r
 * @param steps how many there are, at least 1
 * @param measureEverySteps steps between two points of the curves, at least 1
 */
public record SimulationRules(
        Loss loss,
        int agents,
        CommonVariable common,
        Schedule learningRate,
        double momentum,
        double noiseHalfWidth,
        double startHalfWidth,
        int steps,
        int measureEverySteps)
        implements Serializable {

    /** Agents times dimension, so that an array holds one of each for all lanes of the widest vectors there are (64). */
    public static final int MOST_NUMBERS = 1 << 24;

    public SimulationRules {
        if (agents < 1 || steps < 1 || measureEverySteps < 1) {
            throw new IllegalArgumentException("Invalid simulation: " + agents + " agents, " + steps
                    + " steps, measured every " + measureEverySteps + " (expected at least 1 each)");
        }
        if (Math.multiplyFull(agents, loss.dimension()) > MOST_NUMBERS) {
            throw new IllegalArgumentException("Invalid simulation: " + agents + " agents in " + loss.dimension()
                    + " dimensions (expected at most " + MOST_NUMBERS + " numbers)");
        }
    }

    /** Is the state after so many steps a point of the curves? The first and the last are. */
    boolean isMeasured(int step) {
        return step % measureEverySteps == 0 || step == steps;
    }

    /** Points of each curve. */
    public int measurements() {
        return (steps - 1) / measureEverySteps + 2;
    }

    /** The step that a point of the curves shows. */
    public int measuredStep(int measurement) {
        return (int) Math.min((long) measurement * measureEverySteps, steps);
    }
}
