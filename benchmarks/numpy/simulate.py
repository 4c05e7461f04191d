#!/usr/bin/python3
"""Fig. 1's problem (conf/paper/fig-1.conf) in NumPy: float32, one thread.

Without arguments it answers bin/quorum bench: "run AMOUNT" on standard input, "#contender measured NUMBER" on standard
output, NUMBER in million updates of agents a second, AMOUNT in problems of 6 gains x 30 simulations x 50 agents x 4,000
steps. With --spreads it prints, for each gain, the mean spread of the agents after 4,000 steps.

Arrays have the shape (agents, simulations), so that means and gains run along memory. Every operation writes to an array that
is there; eta and the factors of the loss are multiplied beforehand. As many simulations are stepped at once as is fastest
here: all passes of a step are over three arrays, which should stay in a cache.
"""

import sys
import time

import numpy as np

GAINS = (0, 1, 3, 10, 30, 80)
SIMULATIONS = 30
AGENTS = 50
STEPS = 4000
RATE = 0.01
NOISE = 12
START = 3
SCALE = 0.02
QUARTIC, QUADRATIC, LINEAR = 1, -4, 0.2
AMPLITUDES = (2.4, 1.2)
FREQUENCIES = (20, 35)

UPDATES = len(GAINS) * SIMULATIONS * AGENTS * STEPS
COPIES = (1, 2, 4, 8)
TRIAL_STEPS = 300


class Block:
    """Simulations that are stepped together: each gain SIMULATIONS * copies times."""

    def __init__(self, copies, seed):
        # Debian's NumPy 1.24 has no faster generator of uniform floats.
        self.random = np.random.Generator(np.random.SFC64(seed))
        gains = np.repeat(np.array(GAINS, np.float32), SIMULATIONS * copies)
        self.x = self.random.random((AGENTS, gains.size), np.float32)
        self.x *= 2 * START
        self.x -= START
        self.drift = np.empty_like(self.x)
        self.work = np.empty_like(self.x)
        self.centre = np.empty_like(gains)
        self.pull = (RATE * gains / AGENTS).astype(np.float32)
        self.keep = (1 - RATE * gains - 2 * RATE * SCALE * QUADRATIC).astype(np.float32)
        self.constant = np.float32(RATE * (NOISE - SCALE * LINEAR))

    def step(self):
        """x' = x - eta (f'(x) + zeta) + eta k (xbar - x), zeta = NOISE (2 u - 1)."""
        x, drift, work, centre = self.x, self.drift, self.work, self.centre
        np.add.reduce(x, axis=0, out=centre)
        np.multiply(centre, self.pull, out=centre)
        np.add(centre, self.constant, out=centre)
        self.random.random(out=drift, dtype=np.float32)
        np.multiply(drift, np.float32(-2 * RATE * NOISE), out=drift)
        for amplitude, frequency in zip(AMPLITUDES, FREQUENCIES):
            np.multiply(x, np.float32(frequency), out=work)
            np.cos(work, out=work)
            np.multiply(work, np.float32(-RATE * SCALE * amplitude * frequency), out=work)
            np.add(drift, work, out=drift)
        np.multiply(x, x, out=work)
        np.multiply(work, np.float32(-4 * RATE * SCALE * QUARTIC), out=work)
        np.add(work, self.keep, out=work)
        np.multiply(x, work, out=x)
        np.add(x, drift, out=x)
        np.add(x, centre, out=x)

    def spreads(self):
        """Mean of (1/p) sum_i |x^i - xbar|^2 over the simulations of each gain."""
        return self.x.astype(np.float64).var(axis=0).reshape(len(GAINS), -1).mean(axis=1)


def seconds(block, steps):
    begin = time.perf_counter()
    for _ in range(steps):
        block.step()
    return time.perf_counter() - begin


def fastest():
    """Copies of the problem that are fastest for each simulation."""
    best = {}
    for _ in range(3):
        for copies in COPIES:
            spent = seconds(Block(copies, 1), TRIAL_STEPS // copies) / (TRIAL_STEPS // copies * copies)
            best[copies] = min(best.get(copies, spent), spent)
    return min(best, key=best.get)


def serve():
    copies = fastest()
    simulations = len(GAINS) * SIMULATIONS * copies
    print(f"#contender ready 0 NumPy {np.__version__}, float32, one thread, {simulations} simulations at once", flush=True)
    block = Block(copies, 2)
    for line in sys.stdin:
        problems = int(line.removeprefix("run "))
        steps = -(-problems * STEPS // copies)
        print(f"#contender measured {steps * AGENTS * simulations * 1e-6 / seconds(block, steps)}", flush=True)


def main():
    if "--spreads" in sys.argv[1:]:
        block = Block(8, 3)
        seconds(block, STEPS)
        for gain, spread in zip(GAINS, block.spreads()):
            print(gain, spread)
    else:
        serve()


if __name__ == "__main__":
    main()
