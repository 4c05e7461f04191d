package org.quorumsgd.cli;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListenerEvent;
import org.jspecify.annotations.Nullable;
import org.quorumsgd.agent.AgentReport;
import org.quorumsgd.config.ClockName;
import org.quorumsgd.ensemble.Asynchrony;
import org.quorumsgd.ensemble.GemMeasures;
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

    private static <T> double orNan(@Nullable T measures, ToDoubleFunction<T> measure) {
        return measures == null ? Double.NaN : measure.applyAsDouble(measures);
    }

    /** @param clock the time of a real one is wall time */
    void completed(MeasuredRound round, RoundDetail detail, ClockName clock) {
        RoundRecord record = round.record();
        List<RoundCompleted.Agent> agents =
                record.reports().stream().map(report -> agent(record, report)).toList();
        Asynchrony asynchrony = record.asynchrony();
        GemMeasures gem = asynchrony == null ? null : asynchrony.gem();
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
                orNan(round.gradients(), GradientMeasures::distortion),
                orNan(round.gradients(), gradients -> gradients.noise().agent()),
                orNan(round.gradients(), gradients -> gradients.noise().centre()),
                orNan(round.gradients(), gradients -> gradients.noise().ratio()),
                orNan(round.gradients(), GradientMeasures::centreLoss),
                orNan(round.gradients(), GradientMeasures::meanAgentLoss),
                clock == ClockName.VIRTUAL ? orNan(asynchrony, Asynchrony::time) : Double.NaN,
                orNan(asynchrony, Asynchrony::meanStaleness),
                orNan(asynchrony, Asynchrony::rmsStaleness),
                orNan(asynchrony, Asynchrony::largestStaleness),
                orNan(gem, GemMeasures::centralEnergy),
                orNan(gem, GemMeasures::proxyEnergy),
                orNan(gem, GemMeasures::clampedShare),
                orNan(asynchrony, Asynchrony::gradientsInFlight),
                orNan(asynchrony, Asynchrony::setDifference),
                record.deviceBytes() > 0 ? record.deviceBytes() : Double.NaN,
                agents,
                layers(detail)));
    }

    void ended(Manifest manifest, long endMillis) {
        String failure = manifest.failure();
        post(new RunEnded(
                runId, manifest.status().name().toLowerCase(Locale.ROOT), failure == null ? "" : failure, endMillis));
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
                        : record.agentValidation().get(report.agent()).meanLoss(),
                orNan(
                        record.asynchrony(),
                        asynchrony -> asynchrony.lastStaleness().get(report.agent())));
    }

    private void post(SparkListenerEvent event) {
        context.sc().listenerBus().post(event);
    }
}
