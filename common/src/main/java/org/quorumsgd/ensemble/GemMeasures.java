package org.quorumsgd.ensemble;

import java.util.List;

/**
 * The energies that gradient energy matching compares (Hermans and Louppe 2018), each summed over the n parameters. Where the central
 * one is not above the proxy the centre moves no faster than momentum SGD would move it.
 *
 * @param centralEnergy 1/2 |W' - s|^2, how far the centre, this commit included, is from where the agent counts its move from
 * @param proxyEnergy 1/2 |kappa m|^2, of the agent's own momentum m
 * @param clampedShare the share of the parameters whose scaling is outside [0, 5], in [0, 1]; those that are clamped, where any are
 */
public record GemMeasures(double centralEnergy, double proxyEnergy, double clampedShare) {
    /** Of several commits, at least one. */
    public static GemMeasures mean(List<GemMeasures> commits) {
        double central = 0;
        double proxy = 0;
        double clamped = 0;
        for (GemMeasures commit : commits) {
            central += commit.centralEnergy;
            proxy += commit.proxyEnergy;
            clamped += commit.clampedShare;
        }
        return new GemMeasures(central / commits.size(), proxy / commits.size(), clamped / commits.size());
    }
}
