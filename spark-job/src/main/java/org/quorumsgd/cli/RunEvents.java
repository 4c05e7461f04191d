package org.quorumsgd.cli;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListenerEvent;
import org.jspecify.annotations.Nullable;
import org.quorumsgd.agent.AgentReport;
import org.quorumsgd.ensemble.Asynchrony;
import org.quorumsgd.ensemble.GradientMeasures;
import org.quorumsgd.ensemble.RoundRecord;
import org.quorumsgd.event.RoundCompleted;
import org.quorumsgd.event.RunEnded;
import org.quorumsgd.event.RunForecast;
import org.quorumsgd.event.RunStarted;
import org.quorumsgd.run.Forecast;
import org.quorumsgd.run.Manifest;

/** Tells Spark's listener bus about a run. */
final class RunEvents {
    private final JavaSparkContext context;
    private final String runId;

    RunEvents(JavaSparkContext context, String runId) {
        this.context = context;
        this.runId = runId;
    }

    void started(Manifest manifest, String algorithm, long rounds, String configuration) {
        post(new RunStarted(
                runId,
                manifest.name(),
                algorithm,
                manifest.agents(),
                manifest.parameters(),
                rounds,
                configuration,
                manifest.start().toEpochMilli()));
    }

    void forecast(Forecast forecast) {
        post(new RunForecast(
                runId,
                forecast.largestEigenvalue(),
                forecast.agentNoise(),
                forecast.gainThreshold(),
                forecast.gain(),
                orNan(forecast.spreadBound()),
                forecast.learningRate(),
                forecast.learningRateLimit(),
                forecast.couplingStrength(),
                orNan(forecast.couplingLimit())));
    }

    private static double orNan(@Nullable Double value) {
        return value == null ? Double.NaN : value;
    }

    void completed(MeasuredRound round, RoundDetail detail) {
        RoundRecord record = round.record();
        List<RoundCompleted.Agent> agents =
                record.reports().stream().map(report -> agent(record, report)).toList();
        Asynchrony asynchrony = record.asynchrony();
        post(new RoundCompleted(
                runId,
                record.round() + 1L,
                record.step(),
                round.epoch(),
                record.trainLoss(),
                round.validation().meanLoss(),
                round.validation().errorRate(),
                round.test().meanLoss(),
                round.test().errorRate(),
                record.synchronization().spread(),
                record.synchronization().centreNorm(),
                record.synchronization().centreQuorumDistance(),
                record.gradientNorm(),
                record.learningRate(),
                record.gain(),
                round.wallSeconds(),
                round.overheadSeconds(),
                round.imagesPerSecond(),
                detail.pairwiseMaximum(),
                record.updateCosine(),
                round.noiseScale(),
                measured(round, GradientMeasures::distortion),
                measured(round, gradients -> gradients.noise().agent()),
                measured(round, gradients -> gradients.noise().centre()),
                measured(round, gradients -> gradients.noise().ratio()),
                measured(round, GradientMeasures::centreLoss),
                measured(round, GradientMeasures::meanAgentLoss),
                asynchrony == null ? Double.NaN : asynchrony.time(),
                agents,
                layers(detail)));
    }

    void ended(Manifest manifest, long endMillis) {
        String failure = manifest.failure();
        post(new RunEnded(
                runId, manifest.status().name().toLowerCase(Locale.ROOT), failure == null ? "" : failure, endMillis));
    }

    private static double measured(MeasuredRound round, ToDoubleFunction<GradientMeasures> measure) {
        GradientMeasures gradients = round.gradients();
        return gradients == null ? Double.NaN : measure.applyAsDouble(gradients);
    }

    private static List<RoundCompleted.Layer> layers(RoundDetail detail) {
        return IntStream.range(0, detail.blocks().size())
                .mapToObj(block -> new RoundCompleted.Layer(
                        detail.blocks().get(block).name(), detail.blockSpread().get(block)))
                .toList();
    }

    private static RoundCompleted.Agent agent(RoundRecord record, AgentReport report) {
        return new RoundCompleted.Agent(
                report.agent(),
                report.place().host(),
                report.place().device(),
                report.trainLoss(),
                record.synchronization().distances().get(report.agent()),
                report.gradientNorm(),
                report.seconds(),
                record.learningRates().get(report.agent()),
                record.gains().get(report.agent()),
                record.agentValidation().isEmpty()
                        ? Double.NaN
                        : record.agentValidation().get(report.agent()).meanLoss());
    }

    private void post(SparkListenerEvent event) {
        context.sc().listenerBus().post(event);
    }
}
