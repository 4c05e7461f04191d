package org.quorumsgd.coupling;

import org.quorumsgd.schedule.Schedule;
import org.quorumsgd.vector.Vector;

/**
 * x' = x + eta k (q - x): the linear pull of QSGD (q = centre of mass; Boffi &amp; Slotine 2020, eq. 41) and of EASGD (q =
 * its low-pass filter; eq. 3, Zhang et al. 2015, eqs. 5-6).
 *
 * @param gainSchedule k
 */
public record ElasticPull(Schedule gainSchedule) implements Coupling {
    @Override
    public double gain(long step) {
        return gainSchedule.at(step);
    }

    @Override
    public void pull(Vector position, Vector quorum, double strength) {
        // Without strength the bits are those of an uncoupled run: 0 (x - q) could still turn -0.0 into 0.0.
        if (strength != 0) {
            position.moveTowards(quorum, (float) strength);
        }
    }
}
