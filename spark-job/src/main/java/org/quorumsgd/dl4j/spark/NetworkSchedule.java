package org.quorumsgd.dl4j.spark;

import org.nd4j.linalg.schedule.ISchedule;
import org.quorumsgd.schedule.Schedule;

/**
 * A schedule of Deeplearning4j, which asks for iteration and epoch, as a function of the agents' step.
 *
 * @param firstStep the step at which the network has made {@code iteration} iterations and {@code epoch} epochs
 * @param stepsAnEpoch steps after which the epoch count goes up
 */
record NetworkSchedule(ISchedule schedule, long firstStep, int iteration, int epoch, int stepsAnEpoch)
        implements Schedule {
    @Override
    public double at(long step) {
        long done = step - firstStep;
        return schedule.valueAt(Math.toIntExact(iteration + done), Math.toIntExact(epoch + done / stepsAnEpoch));
    }
}
