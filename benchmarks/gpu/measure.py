"""Trains and measures Quorum where gpu-bench has unpacked it; writes gpu-bench.json and gpu-bench.md. Python's standard library alone.

Trainings: lenet and boffi-cnn on the shipped digits, p = 1, 2, 4, each twice, for the bits. Speed: images per second of the whole Spark
job with boffi-cnn on noise of 3 x 32 x 32, p = 1, 2, 4 agents on one device, and of this machine's PyTorch with the same network, in
turn, so that what disturbs the machine hits both; ratios are taken within a repetition.
"""
import argparse
import csv
import json
import os
import platform
import statistics
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
QUORUM = HERE / "quorum" / "bin" / "quorum"
PRESETS = ("lenet", "boffi-cnn")
AGENTS = (1, 2, 4)
SPEED = ("name=bench", "model.preset=boffi-cnn", "model.dropout=0.5", "batch-size=128", "learning-rate.initial=0.001", "data.validation-fraction=0")
TARGET = 0.95


def settings(pairs):
    return [word for pair in pairs for word in ("--set", pair)]


def train(options, preset, agents, repetition):
    """One run; what its files say."""
    identity = f"{preset}-p{agents}-{repetition}"
    pairs = [f"agents={agents}", f"model.preset={preset}", f"model.backend={options.backend}"]
    if options.quick:
        pairs.append("epochs=2")
    command = [str(QUORUM), "train", str(HERE / "quorum/conf/digits.conf"), "--master", f"local[{agents}]"]
    command += ["--out", str(options.out / "runs"), "--run-id", identity, *settings(pairs)]
    with open(options.out / f"{identity}.log", "w", encoding="utf-8") as log:
        code = subprocess.run(command, stdout=log, stderr=subprocess.STDOUT, check=False).returncode
    row = {"preset": preset, "agents": agents, "repetition": repetition, "exit_code": code}
    if code == 0:
        run = options.out / "runs" / identity
        summary = json.loads((run / "summary.json").read_text(encoding="utf-8"))
        row.update({name: summary[name] for name in ("test_error", "test_loss", "images_per_second", "overhead_fraction", "quorum_sha256")})
        with open(run / "agents.csv", encoding="utf-8", newline="") as table:
            row["devices"] = sorted({agent.get("device", "") for agent in csv.DictReader(table)})
        with open(run / "rounds.csv", encoding="utf-8", newline="") as table:
            crossed = [int(cells["device_bytes"]) for cells in csv.DictReader(table) if cells["device_bytes"]]
        row["device_bytes"] = statistics.mode(crossed) if crossed else None
    print(row, file=sys.stderr, flush=True)
    return row


class Contender:
    """A process that measures itself when it is told to."""

    def __init__(self, command, log):
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=open(log, "w", encoding="utf-8"), text=True)
        self.parameters, self.description = self.answer("ready").split(" ", 1)

    def answer(self, kind):
        for line in self.process.stdout:
            if line.startswith(f"#contender {kind} "):
                return line.removeprefix(f"#contender {kind} ").strip()
        raise RuntimeError(f"{self.process.args[0]} has ended without an answer")

    def run(self, amount):
        self.process.stdin.write(f"run {amount}\n")
        self.process.stdin.flush()
        return float(self.answer("measured"))

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def speed(options, agents):
    """The job and PyTorch in turn."""
    steps = 4 if options.quick else 400
    pairs = [*SPEED, f"agents={agents}", f"model.backend={options.backend}"]
    job = [str(QUORUM), "contender", "JOB", "--master", f"local[{agents}]", *settings(pairs)]
    row = {"agents": agents, "steps": steps, "job": [], "pytorch": []}
    contenders = {"job": Contender(job, options.out / f"job-p{agents}.log")}
    try:
        row["job_is"] = contenders["job"].description
        if options.pytorch:
            peer = [options.python, str(HERE / "peer.py"), "--device", "cpu" if options.cpu else "cuda"]
            contenders["pytorch"] = Contender(peer, options.out / f"pytorch-p{agents}.log")
            row["pytorch_is"] = contenders["pytorch"].description
            same = contenders["job"].parameters == contenders["pytorch"].parameters
            if not same:
                raise RuntimeError("the job's network and PyTorch's differ in their parameters")
        for contender in contenders.values():
            contender.run(steps)  # warms up
        for _ in range(options.repetitions):
            for name, contender in contenders.items():
                row[name].append(contender.run(steps))
    finally:
        for contender in contenders.values():
            contender.close()
    row["ratios"] = [ours / theirs for ours, theirs in zip(row["job"], row["pytorch"])]
    print(row, file=sys.stderr, flush=True)
    return row


def said(command):
    """The first line that a program prints; none where it is missing or fails."""
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()[0]
    except (OSError, subprocess.CalledProcessError, IndexError):
        return None


def machine(options):
    return {
        "gpu": None if options.cpu else said(["nvidia-smi", "--query-gpu=name,memory.total,driver_version", "--format=csv,noheader"]),
        "cores": os.cpu_count(),
        "kernel": platform.release(),
        "pytorch": said([options.python, "-c", "import torch; print(torch.__version__)"]),
        "backend": options.backend,
        "quick": options.quick,
    }


def number(value, form):
    return "" if value is None else format(value, form)


def markdown(result):
    lines = [f"Machine: {json.dumps(result['machine'])}", ""]
    lines += ["| network on digits | p | device | test error | images/s | overhead | bytes a round | same bits twice |", "|---|---|---|---|---|---|---|---|"]
    groups = {}
    for row in result["trainings"]:
        groups.setdefault((row["preset"], row["agents"]), []).append(row)
    for (preset, agents), rows in groups.items():
        first = rows[0]
        if any(row["exit_code"] for row in rows):
            lines.append(f"| {preset} | {agents} | | failed | | | | |")
            continue
        hashes = {row["quorum_sha256"] for row in rows}
        same = "not repeated" if len(rows) == 1 else "yes" if len(hashes) == 1 else "no"
        cells = [preset, str(agents), ", ".join(first["devices"]), number(first["test_error"], ".4f")]
        cells += [number(first["images_per_second"], ",.0f"), number(first["overhead_fraction"], ".3f"), number(first["device_bytes"], ",d"), same]
        lines.append("| " + " | ".join(cells) + " |")
    lines += ["", "| boffi-cnn on noise, p | job, images/s | PyTorch, images/s | ratio, median (least, largest) | target |", "|---|---|---|---|---|"]
    for row in result["speed"]:
        ratio, verdict = "not measured", ""
        if row["ratios"]:
            middle = statistics.median(row["ratios"])
            ratio = f"{middle:.3f} ({min(row['ratios']):.3f}, {max(row['ratios']):.3f})"
            if row["agents"] == 1:
                verdict = f">= {TARGET}: " + ("met" if middle >= TARGET else "missed")
        theirs = f"{statistics.median(row['pytorch']):,.0f}" if row["pytorch"] else "not measured"
        lines.append(f"| {row['agents']} | {statistics.median(row['job']):,.0f} | {theirs} | {ratio} | {verdict} |")
    return "\n".join(lines) + "\n"


def main():
    parser = argparse.ArgumentParser(prog="gpu-bench run", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path, metavar="OUT", help="directory to write to; made when missing")
    parser.add_argument("--cpu", action="store_true", help="without a GPU: a trial of the way, not of speed")
    parser.add_argument("--quick", action="store_true", help="two epochs, four steps: whether everything runs")
    parser.add_argument("--backend", default="torch", help="value of model.backend (default: torch)")
    parser.add_argument("--agents", default="1,2,4", help="numbers of agents (default: 1,2,4)")
    parser.add_argument("--repetitions", type=int, default=7, help="of the measurements of speed (default: 7); 0 for none")
    parser.add_argument("--python", default=sys.executable, help="the Python that has PyTorch (default: this one)")
    options = parser.parse_args()
    agents = [int(p) for p in options.agents.split(",")]
    if any(p not in AGENTS for p in agents) or options.repetitions < 0:
        parser.error("--agents: numbers among 1, 2, 4; --repetitions: at least 0")
    options.out.mkdir(parents=True, exist_ok=True)
    options.pytorch = said([options.python, "-c", "import torch; print(torch.__version__)"]) is not None
    if not options.pytorch:
        print(f"No PyTorch in {options.python}: the job is measured alone", file=sys.stderr)
    repeats = (1,) if options.quick else (1, 2)
    result = {"machine": machine(options)}
    result["trainings"] = [train(options, preset, p, i) for preset in PRESETS for p in agents for i in repeats]
    result["speed"] = [speed(options, p) for p in agents] if options.repetitions else []
    (options.out / "gpu-bench.json").write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    text = markdown(result)
    (options.out / "gpu-bench.md").write_text(text, encoding="utf-8")
    print(text)
    failed = [row for row in result["trainings"] if row["exit_code"]]
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
