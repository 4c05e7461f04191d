package org.quorumsgd.ensemble;

import java.util.ArrayList;
import java.util.List;
import org.quorumsgd.agent.AgentReport;
import org.quorumsgd.agent.GradientDifference;
import org.quorumsgd.agent.GradientProbe;
import org.quorumsgd.agent.Model;
import org.quorumsgd.measure.CentreOfMass;
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
        List<GradientProbe.Answer> answers = ensemble.ask("distortion on the probe batch", new GradientProbe(points));
        double distortion = CentreOfMass.of(
                        answers.stream().map(GradientProbe.Answer::combination).toList())
                .norm();
        double centreLoss = 0;
        double agentLoss = 0;
        for (GradientProbe.Answer answer : answers) {
            centreLoss += answer.losses()[0] / agents;
            for (int i = 1; i <= agents; i++) {
                agentLoss += answer.losses()[i] / ((double) agents * agents);
            }
        }
        GradientNoise noise = GradientNoise.of(ensemble.ask("noise of the gradients", new GradientDifference()));
        return new GradientMeasures(distortion, noise, centreLoss, agentLoss);
    }
}
