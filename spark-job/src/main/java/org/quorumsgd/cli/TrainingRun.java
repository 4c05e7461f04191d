package org.quorumsgd.cli;

import java.io.IOException;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.quorumsgd.agent.EvaluationSums;
import org.quorumsgd.agent.ParameterBlock;
import org.quorumsgd.agent.Split;
import org.quorumsgd.config.Configuration;
import org.quorumsgd.config.Keys;
import org.quorumsgd.ensemble.DivergedException;
import org.quorumsgd.ensemble.GradientMeasures;
import org.quorumsgd.ensemble.RoundRecord;
import org.quorumsgd.ensemble.TrainingLoop;
import org.quorumsgd.run.RunStatus;

/** Goes round and round until the planned end, a pause, an interruption or a divergence, and tells what happened. */
final class TrainingRun {
    /** Who is told of every round. */
    @FunctionalInterface
    interface Observer {
        void completed(MeasuredRound round) throws IOException;
    }

    /**
     * How a run ended.
     *
     * @param last the last completed round, or null when there was none
     * @param validation the last verdict on the validation split; zero when there was none
     * @param test the last verdict on the test split; zero when there was none
     * @param failure why it diverged, or null
     * @param overheadFraction share of the rounds' wall time not spent in the slowest agent's compute; NaN where agents go in their own time
     * @param evaluationFraction share of the wall time in which models were judged and gradients probed
     * @param imagesPerSecond over all rounds, evaluation not counted
     */
    record Outcome(
            RunStatus status,
            @Nullable MeasuredRound last,
            EvaluationSums validation,
            EvaluationSums test,
            @Nullable String failure,
            double overheadFraction,
            double evaluationFraction,
            double imagesPerSecond,
            double seconds) {}

    private final TrainingLoop loop;
    private final Supplier<@Nullable GradientMeasures> gradientMeasures;
    private final List<ParameterBlock> blocks;
    private final RunLength length;
    private final long plannedRounds;
    private final int logEveryRounds;
    private final long evaluateEverySteps;
    private final long probeEverySteps;
    private final long pauseAfter;
    private final Interruption interruption;
    private final int roundsBefore;
    private final double wallSecondsBefore;

    private final long begin = System.nanoTime();
    private double roundSeconds;
    private double slowestAgentSeconds;
    private double evaluationSeconds;
    private EvaluationSums validation = EvaluationSums.ZERO;
    private EvaluationSums test = EvaluationSums.ZERO;

    /** @param gradientMeasures takes them where the agents stand, or gives null where nobody does */
    TrainingRun(
            TrainingLoop loop,
            Supplier<@Nullable GradientMeasures> gradientMeasures,
            List<ParameterBlock> blocks,
            Configuration configuration,
            RunLength length,
            long pauseAfter,
            Interruption interruption,
            double wallSecondsBefore) {
        this.loop = loop;
        this.gradientMeasures = gradientMeasures;
        this.blocks = blocks;
        this.length = length;
        this.plannedRounds = length.planned(configuration);
        this.logEveryRounds = configuration.value(Keys.LOG_EVERY_ROUNDS);
        this.evaluateEverySteps = length.steps(configuration.value(Keys.EVALUATION_EVERY_EPOCHS));
        double probeEveryEpochs = configuration.value(Keys.PROBE_EVERY_EPOCHS);
        this.probeEverySteps = probeEveryEpochs > 0 ? length.steps(probeEveryEpochs) : Long.MAX_VALUE;
        this.pauseAfter = pauseAfter;
        this.interruption = interruption;
        this.roundsBefore = loop.rounds();
        this.wallSecondsBefore = wallSecondsBefore;
    }

    Outcome run(Observer observer) throws IOException {
        MeasuredRound last = null;
        try {
            while (loop.rounds() < plannedRounds) {
                if (interruption.requested() || loop.rounds() >= pauseAfter) {
                    return outcome(RunStatus.INTERRUPTED, last, null);
                }
                MeasuredRound round = round();
                observer.completed(round);
                last = round.withoutVectors();
            }
        } catch (DivergedException e) {
            return outcome(RunStatus.DIVERGED, last, e.getMessage());
        }
        return outcome(RunStatus.DONE, last, null);
    }

    private MeasuredRound round() {
        long roundBegin = System.nanoTime();
        RoundRecord record = loop.advance();
        double seconds = secondsSince(roundBegin);
        boolean last = record.round() + 1 == plannedRounds;
        long evaluationBegin = System.nanoTime();
        boolean judged = last || completesPeriod(record, evaluateEverySteps);
        if (judged) {
            validation = loop.evaluate(Split.VALIDATION);
            test = loop.evaluate(Split.TEST);
        }
        GradientMeasures gradients = completesPeriod(record, probeEverySteps) ? gradientMeasures.get() : null;
        evaluationSeconds += secondsSince(evaluationBegin);
        boolean logged = judged
                || gradients != null
                || !record.agentValidation().isEmpty()
                || (record.round() + 1) % logEveryRounds == 0;
        MeasuredRound round = new MeasuredRound(
                record,
                length.epochs(record.step()),
                wallSecondsBefore + secondsSince(begin),
                seconds,
                length,
                judged ? validation : EvaluationSums.ZERO,
                judged ? test : EvaluationSums.ZERO,
                logged ? RoundDetail.of(record, blocks) : null,
                gradients);
        roundSeconds += seconds;
        slowestAgentSeconds += round.slowestAgentSeconds();
        return round;
    }

    private boolean completesPeriod(RoundRecord record, long everySteps) {
        long before = record.step() - length.localSteps();
        return record.step() / everySteps > before / everySteps;
    }

    private Outcome outcome(RunStatus status, @Nullable MeasuredRound last, @Nullable String failure) {
        return new Outcome(
                status,
                last,
                validation,
                test,
                failure,
                Math.max(0, 1 - slowestAgentSeconds / roundSeconds),
                evaluationSeconds / secondsSince(begin),
                (loop.rounds() - roundsBefore) * length.imagesPerRound() / roundSeconds,
                wallSecondsBefore + secondsSince(begin));
    }

    private static double secondsSince(long nanoTime) {
        return (System.nanoTime() - nanoTime) * 1e-9;
    }
}
