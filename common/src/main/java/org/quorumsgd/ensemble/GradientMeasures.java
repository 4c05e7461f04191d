package org.quorumsgd.ensemble;

import java.util.ArrayList;
import java.util.List;
import org.quorumsgd.agent.AgentReport;
import org.quorumsgd.agent.GradientDifference;
import org.quorumsgd.agent.GradientProbe;
import org.quorumsgd.agent.Model;
import org.quorumsgd.measure.GradientNoise;

/**
 * What only gradients tell of the agents' synchronization, measured on the probe batch where the agents stand.
 *
 * @param distortion |epsilon|, epsilon = grad f(xbar) - (1/p) sum_i grad f(x^i) (Boffi &amp; Slotine 2020, Thm. 3.2)
 * @param noise of the agents' next minibatches
 * @param centreLoss f(xbar)
 * @param meanAgentLoss (1/p) sum_i f(x^i)
 */
public record GradientMeasures(double distortion, GradientNoise noise, double centreLoss, double meanAgentLoss) {

    /** Costs each agent p + 1 gradients on its part of the probe batch and two minibatches. */
    public static GradientMeasures of(Ensemble ensemble, QuorumLoop loop) {
        List<AgentReport> reports = loop.reports();
        int agents = reports.size();
        List<GradientProbe.Point> points = new ArrayList<>();
        points.add(new GradientProbe.Point(new Model(loop.centre(), loop.statistics()), 1));
        for (AgentReport report : reports) {
            points.add(new GradientProbe.Point(report.model(), -1.0 / agents));
        }
        double[] epsilon = new double[loop.centre().length()];
        double[] losses = new double[points.size()];
        for (int begin = 0; begin < points.size(); begin += Ensemble.MODELS_IN_A_QUESTION) {
            int end = Math.min(points.size(), begin + Ensemble.MODELS_IN_A_QUESTION);
            GradientProbe probe = new GradientProbe(new ArrayList<>(points.subList(begin, end)));
            for (GradientProbe.Answer answer : ensemble.ask("distortion on the probe batch", probe)) {
                for (int j = 0; j < epsilon.length; j++) {
                    epsilon[j] += (double) answer.combination()[j] / agents;
                }
                for (int i = begin; i < end; i++) {
                    losses[i] += answer.losses()[i - begin] / agents;
                }
            }
        }
        double squares = 0;
        for (double each : epsilon) {
            squares += each * each;
        }
        double agentLoss = 0;
        for (int i = 1; i <= agents; i++) {
            agentLoss += losses[i] / agents;
        }
        GradientNoise noise = GradientNoise.of(ensemble.ask("noise of the gradients", new GradientDifference()));
        return new GradientMeasures(Math.sqrt(squares), noise, losses[0], agentLoss);
    }
}
