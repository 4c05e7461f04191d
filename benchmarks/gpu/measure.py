"""Checks, trains and measures Quorum where gpu-bench has unpacked it; Python's standard library alone.

smoke: eight rounds of lenet on the GPU and again with the GPU hidden, round by round the same losses and gradients up to rounding.
trainings: lenet and boffi-cnn on the shipped digits, p = 1, 2, 4, each twice, for the bits.
speed: images per second of the whole Spark job with boffi-cnn on noise of 3 x 32 x 32, p = 1, 2, 4 agents on one device, of its
gradients alone without Spark, and of this machine's PyTorch with the same network, in turn, so that what disturbs the machine hits all;
ratios are taken within a repetition.

OUT/gpu-bench.json and OUT/gpu-bench.md are written after each measurement. What is in them already is not measured again, so the same
command goes on after a failure, a time-out or --minutes. Exit codes: 0 all is measured, 1 something failed or is left, 2 refused.
"""
import argparse
import csv
import json
import math
import os
import platform
import re
import statistics
import subprocess
import sys
import threading
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
QUORUM = HERE / "quorum" / "bin" / "quorum"
PARTS = ("smoke", "trainings", "speed")
PRESETS = ("lenet", "boffi-cnn")
AGENTS = (1, 2, 4)
SPEED = ("name=bench", "model.preset=boffi-cnn", "model.dropout=0.5", "batch-size=128", "learning-rate.initial=0.001", "data.validation-fraction=0")
TARGET = 0.95
# float32 on two devices agrees in the first rounds to about 1e-6, TF32 or bfloat16 to about 1e-3.
AGREEMENT = 1e-4
ROUNDS = 8
BEGIN = time.monotonic()


class Failed(Exception):
    """A measurement that gave nothing; with what it has said last."""

    def __init__(self, problem, log=None):
        super().__init__(problem)
        said = log.read_text(encoding="utf-8", errors="replace").splitlines() if log and log.exists() else []
        frames = re.compile(r"\s+at |\s*\.\.\. \d+ more|\s*$")
        self.said = [line for line in said if not frames.match(line)][-12:]


def elapsed():
    return time.monotonic() - BEGIN


def say(text):
    print(f"[{int(elapsed()) // 60:2d}:{int(elapsed()) % 60:02d}] {text}", file=sys.stderr, flush=True)


def settings(pairs):
    return [word for pair in pairs for word in ("--set", pair)]


def backend(options):
    return [f"model.backend={options.backend}", *(["model.gpu-algorithms=fast"] if options.fast else [])]


def libraries(pid):
    """CUDA's and libtorch's files in a process, of whatever folder they are."""
    try:
        with open(f"/proc/{pid}/maps", encoding="utf-8") as maps:
            paths = {line.split(maxsplit=5)[5].strip() for line in maps if ".so" in line}
    except (OSError, IndexError):
        return []
    return sorted(path for path in paths if re.search(r"/lib(torch_cuda|c10_cuda|cuda|cudart|cublas|cudnn|nccl)\.so[^/]*$", path))


def train(options, identity, agents, pairs, environment=None):
    """One run of lenet or boffi-cnn on digits; what its files say."""
    pairs = [f"agents={agents}", *backend(options), *pairs]
    command = [str(QUORUM), "train", str(HERE / "quorum/conf/digits.conf"), "--master", f"local[{agents}]"]
    command += ["--out", str(options.work / "runs"), "--run-id", identity, *settings(pairs)]
    path, begin, loaded = options.work / f"{identity}.log", elapsed(), []
    subprocess.run(["rm", "-rf", str(options.work / "runs" / identity)], check=True)
    with open(path, "w", encoding="utf-8") as log:
        process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT, env={**os.environ, **(environment or {})})
        try:
            while process.poll() is None:
                if elapsed() - begin > options.limit:
                    raise Failed(f"not done after {options.limit} s", path)
                loaded = libraries(process.pid) or loaded
                time.sleep(0.2)
        finally:
            process.kill()
            process.wait()
    run = options.work / "runs" / identity
    if not (run / "summary.json").exists():
        raise Failed(f"ended with code {process.returncode}", path)
    summary = json.loads((run / "summary.json").read_text(encoding="utf-8"))
    rounds = table(run / "rounds.csv")
    crossed = [int(row["device_bytes"]) for row in rounds if row["device_bytes"]]
    measured = {name: summary[name] for name in ("test_error", "test_loss", "images_per_second", "overhead_fraction", "quorum_sha256")}
    measured["seconds"] = elapsed() - begin
    measured["devices"] = sorted({row["device"] for row in table(run / "agents.csv")})
    measured["device_bytes"] = statistics.mode(crossed) if crossed else None
    measured["libraries"] = loaded
    measured["curve"] = [[float(row[name]) for name in ("train_loss", "gradient_norm", "center_norm")] for row in rounds]
    if process.returncode:
        raise Failed(f"ended with code {process.returncode} after {json.dumps(measured)}", path)
    return measured


def table(path):
    with open(path, encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def need_device(options, devices):
    wrong = [device for device in devices if (device == "cpu") != options.cpu]
    if wrong:
        raise Failed(f"computed on {', '.join(wrong)} (expected {'the CPU' if options.cpu else 'the GPU'})")


def smoke(options, row):
    """Whether the GPU computes, and what the CPU does."""
    pairs = ["model.preset=lenet", f"rounds={ROUNDS}", "probe.every-epochs=0"]
    here = train(options, "smoke", 1, pairs)
    row.update({name: here[name] for name in ("devices", "device_bytes", "libraries", "seconds")})
    need_device(options, here["devices"])
    hidden = train(options, "smoke-cpu", 1, pairs, {"CUDA_VISIBLE_DEVICES": ""})
    if len(here["curve"]) != ROUNDS or len(hidden["curve"]) != ROUNDS:
        raise Failed(f"{len(here['curve'])} and {len(hidden['curve'])} rounds in rounds.csv (expected {ROUNDS})")
    differences = [abs(a - b) / abs(b) for ours, theirs in zip(here["curve"], hidden["curve"]) for a, b in zip(ours, theirs)]
    row["difference"] = math.nan if any(map(math.isnan, differences)) else max(differences)
    if not row["difference"] < AGREEMENT:
        raise Failed(f"differs from the CPU by {row['difference']:.1e} (expected below {AGREEMENT:.0e})")


def training(options, row):
    preset, agents = row["preset"], row["agents"]
    pairs = [f"model.preset={preset}"] + (["epochs=2"] if options.quick else [])
    measured = train(options, f"{preset}-p{agents}-{row['repetition']}", agents, pairs)
    row.update({name: value for name, value in measured.items() if name not in ("curve", "libraries")})
    need_device(options, measured["devices"])
    row["expected_bytes"] = None if options.cpu else steady_bytes(options, preset, agents, row["repetition"])


def steady_bytes(options, preset, agents, repetition):
    """What docs/adr/0027 says of a round with one step of Nesterov's momentum on 16 digits of 8 x 8 an agent."""
    with open(options.work / "runs" / f"{preset}-p{agents}-{repetition}" / "quorum.npy", "rb") as array:
        n = int(re.search(rb"\((\d+),\)", array.read(128)).group(1))
    m = {"lenet": 0, "boffi-cnn": 512}[preset]
    signal_and_state = 4 * n + 4 * n + 4 * m + 4 * n
    step = 16 * (4 * 64 + 8) + 8 * 16 + 8
    return agents * (signal_and_state + step + 16 + (8 if m else 0))


class Contender:
    """A process that measures itself when it is told to."""

    def __init__(self, command, log):
        self.log = log
        with open(log, "w", encoding="utf-8") as said:
            self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=said, text=True)

    def ready(self):
        self.parameters, self.description = self.answer("ready").split(" ", 1)

    def answer(self, kind):
        for line in self.process.stdout:
            if line.startswith(f"#contender {kind} "):
                return line.removeprefix(f"#contender {kind} ").strip()
        raise Failed(f"{self.log.stem} ended with code {self.process.wait()} and no answer", self.log)

    def run(self, amount):
        try:
            self.process.stdin.write(f"run {amount}\n")
            self.process.stdin.flush()
        except BrokenPipeError:
            pass  # the answer that does not come says it
        return float(self.answer("measured"))

    def close(self):
        try:
            self.process.stdin.close()
            self.process.wait(20)
        except (BrokenPipeError, subprocess.TimeoutExpired):
            self.process.kill()
            self.process.wait()


def speed(options, row):
    """The job and what it is measured against, in turn."""
    agents = row["agents"]
    pairs = [*SPEED, f"agents={agents}", *backend(options)]
    peer = [options.python, str(HERE / "peer.py"), "--device", "cpu" if options.cpu else "cuda", *(["--fast"] if options.fast else [])]
    commands = {
        "job": [str(QUORUM), "contender", "JOB", "--master", f"local[{agents}]", *settings(pairs)],
        "loop": [str(QUORUM), "contender", "BARE_LOOP", "--master", f"local[{agents}]", *settings(pairs)],
    }
    if options.pytorch:
        commands.update({"pytorch": peer, "alike": [*peer, "--alike"]})
    steps = 4 if options.quick else 400
    contenders, row["steps"] = {}, steps
    patience = threading.Timer(options.limit, lambda: [contender.process.kill() for contender in list(contenders.values())])
    patience.start()
    try:
        for name, command in commands.items():
            contenders[name] = Contender(command, options.work / f"{name}-p{agents}.log")
            try:
                contenders[name].ready()
                contenders[name].run(2 * steps)  # a JVM goes on compiling Spark's code for hundreds of rounds
            except Failed as failed:
                if name == "job" or not patience.is_alive():
                    raise
                say(f"WITHOUT {failed}")
                row.setdefault("without", {})[name] = [str(failed), *failed.said]
                contenders.pop(name).close()
        row["is"] = {name: contender.description for name, contender in contenders.items()}
        if len({contender.parameters for contender in contenders.values()}) > 1:
            raise Failed("the networks differ in their parameters: " + str({name: each.parameters for name, each in contenders.items()}))
        if not options.cpu and " on cpu" in row["is"]["job"]:
            raise Failed("the job computes on the CPU: " + row["is"]["job"])
        for name in contenders:
            row[name] = []
        for _ in range(options.repetitions):
            for name, contender in contenders.items():
                row[name].append(contender.run(steps))
    except Failed as failed:
        if not patience.is_alive():
            failed.args = (f"not done after {options.limit} s: {failed}",)
        raise
    finally:
        patience.cancel()
        for contender in contenders.values():
            contender.close()


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
        "algorithms": "fast" if options.fast else "deterministic",
        "quick": options.quick,
    }


def plan(options):
    """All measurements: part, what identifies its row, what makes it."""
    agents = [int(p) for p in options.agents.split(",")]
    rows = [("smoke", {"preset": "lenet", "agents": 1}, smoke)]
    for preset in PRESETS:
        for p in agents:
            rows += [("trainings", {"preset": preset, "agents": p, "repetition": i}, training) for i in ((1,) if options.quick else (1, 2))]
    rows += [("speed", {"agents": p}, speed) for p in agents]
    return [row for row in rows if row[0] in options.only]


def named(part, identity):
    return part + ": " + ", ".join(f"{name.replace('agents', 'p')} {value}" for name, value in identity.items())


def carry_out(options, result):
    """Measures what is missing; whether all is there."""
    left = []
    for part, identity, measure in plan(options):
        rows = result.setdefault(part, [])
        known = [row for row in rows if identity.items() <= row.items()]
        if known and not failure(known[0]):
            continue
        if elapsed() > 60 * options.minutes:
            left.append(named(part, identity))
            continue
        say(named(part, identity))
        row = dict(identity)
        try:
            measure(options, row)
        except Failed as failed:
            row.update(problem=str(failed), said=failed.said)
            say(f"FAILED: {failed}")
        except Exception as e:  # the next measurement may do better
            row.update(problem=repr(e))
            say(f"FAILED: {e!r}")
        result[part] = [other for other in rows if other not in known] + [row]
        result["left"] = left
        write(options, result)
        if part == "smoke" and "problem" in row:
            left += [named(*others[:2]) for others in plan(options) if not measured(result, *others[:2])]
            say("Nothing else is measured until this is right; --only trainings,speed measures all the same")
            break
    result["left"] = left
    write(options, result)
    return not left and not [row for part, row in problems(result) if part in options.only]


def failure(row):
    """What of a measurement failed, if anything."""
    return row.get("problem") or ("without " + ", ".join(row["without"]) if "without" in row else None)


def measured(result, part, identity):
    return any(identity.items() <= row.items() for row in result.get(part, []))


def problems(result):
    return [(part, row) for part in PARTS for row in result.get(part, []) if failure(row)]


def write(options, result):
    """Both files, each whole at any time."""
    for name, text in (("gpu-bench.json", json.dumps(result, indent=1) + "\n"), ("gpu-bench.md", markdown(result))):
        temporary = options.out / (name + ".tmp")
        temporary.write_text(text, encoding="utf-8")
        temporary.replace(options.out / name)


def cells(*texts):
    return "| " + " | ".join(texts) + " |"


def each(rows, name, form):
    """The values of one column in all repetitions, once where they print the same."""
    texts = [format(row[name], form) if row.get(name) is not None else "-" for row in rows]
    return " / ".join(dict.fromkeys(texts))


def median(values):
    return f"{statistics.median(values):,.0f}" if values else "-"


def ratio(above, below):
    """Of two contenders, within each repetition: median (least, largest)."""
    if not above or not below:
        return None, "-"
    ratios = [a / b for a, b in zip(above, below)]
    middle = statistics.median(ratios)
    return middle, f"{middle:.3f} ({min(ratios):.3f}, {max(ratios):.3f})"


def markdown(result):
    about = result["machine"]
    lines = ["# Quorum on " + (about["gpu"] or "a CPU: a trial of the way, not of speed"), ""]
    lines.append(f"{about['cores']} cores, Linux {about['kernel']}, PyTorch {about['pytorch'] or 'missing'}, model.backend = {about['backend']}, its GPU algorithms {about['algorithms']}.")
    if about["quick"]:
        lines.append("**Quick: two epochs, four steps. Whether everything runs; nothing of what it measures says anything about speed.**")
    lines += smoke_lines(result) + training_lines(result) + speed_lines(result, about) + next_lines(result)
    return "\n".join(lines) + "\n"


def smoke_lines(result):
    rows = [row for row in result.get("smoke", []) if "difference" in row]
    lines = ["", "## First check", ""] if rows else []
    for row in rows:
        lines.append(f"Eight rounds of lenet on {', '.join(row['devices'])} and on the CPU: largest relative difference of losses, gradients' norms")
        lines.append(f"and parameters' norms {row['difference']:.1e} (expected: below {AGREEMENT:.0e}).")
        lines += ["Libraries:", ""] + [f"* `{path}`" for path in row["libraries"]] if row["libraries"] else []
    return lines


def training_lines(result):
    groups = {}
    for row in result.get("trainings", []):
        if "problem" not in row:
            groups.setdefault((row["preset"], row["agents"]), []).append(row)
    if not groups:
        return []
    lines = ["", "## Trainings on digits", ""]
    lines.append("Of both repetitions where they differ. images/s: of all agents together, over the whole run. Overhead: share of the rounds' time")
    lines.append("beyond the slowest agent's. Bytes: between host and device in a steady round, all agents; expected: docs/adr/0027.")
    lines += ["", cells("network", "p", "device", "test error", "images/s", "overhead", "bytes a round", "expected", "same bits twice", "s"), cells(*["---"] * 10)]
    for (preset, agents), rows in groups.items():
        same = "not repeated" if len(rows) == 1 else "yes" if len({row["quorum_sha256"] for row in rows}) == 1 else "**no**"
        devices = ", ".join(sorted({device for row in rows for device in row["devices"]}))
        numbers = [each(rows, "test_error", ".4f"), each(rows, "images_per_second", ",.0f"), each(rows, "overhead_fraction", ".3f")]
        numbers += [each(rows, "device_bytes", ",d"), each(rows, "expected_bytes", ",d"), same, each(rows, "seconds", ".0f")]
        lines.append(cells(preset, str(agents), devices, *numbers))
    return lines


def speed_lines(result, about):
    rows = [row for row in result.get("speed", []) if "problem" not in row]
    if not rows:
        return []
    lines = ["", "## Speed of boffi-cnn, noise of 3 x 32 x 32, minibatches of 128, in images/s", ""]
    lines.append("Job: the whole Spark job, of all agents together. Gradients: the same layers in p threads, without Spark, data or update. PyTorch: one")
    lines.append("process, forward, backward and step; alike: with the memory format and the choice of algorithms that Quorum asks for.")
    lines.append("Medians; of ratios, within each repetition: median (least, largest).")
    lines += ["", cells("p", "job", "gradients", "PyTorch", "PyTorch alike", "job / PyTorch", "job / gradients", "target"), cells(*["---"] * 8)]
    for row in rows:
        middle, beside = ratio(row.get("job"), row.get("pytorch"))
        verdict = "" if middle is None or row["agents"] != 1 or about["quick"] else f">= {TARGET}: " + ("met" if middle >= TARGET else "missed")
        medians = [median(row.get(name)) for name in ("job", "loop", "pytorch", "alike")]
        lines.append(cells(str(row["agents"]), *medians, beside, ratio(row.get("job"), row.get("loop"))[1], verdict))
    lines += [f"\np = {row['agents']} without {name}: {'; '.join(why)}" for row in rows for name, why in row.get("without", {}).items()]
    return lines


def next_lines(result):
    lines = []
    if problems(result):
        lines += ["", "## Failed", ""]
        for part, row in problems(result):
            identity = {name: row[name] for name in ("preset", "agents", "repetition") if name in row}
            lines.append(f"* {named(part, identity)}: {failure(row)}")
            lines += ["", "  ```"] + [f"  {line}" for line in row["said"]] + ["  ```", ""] if row.get("said") else []
    if result.get("left"):
        lines += ["", "## Left", ""] + [f"* {name}" for name in result["left"]]
    lines += ["", "## Next", ""]
    if result.get("left") or problems(result):
        lines.append("The same command with the same OUT measures what has failed or is left, and nothing else.")
    else:
        lines.append("All that was asked for is measured. Into docs/gpu.md: each row of its table \"What is to be measured\".")
    return lines


def arguments():
    parser = argparse.ArgumentParser(prog="gpu-bench run", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path, metavar="OUT", help="directory of gpu-bench.json and gpu-bench.md; made when missing")
    parser.add_argument("--work", type=Path, metavar="DIR", help="directory of runs and logs (default: OUT)")
    parser.add_argument("--only", default=",".join(PARTS), metavar="PARTS", help="of smoke,trainings,speed (default: all)")
    parser.add_argument("--agents", default="1,2,4", help="numbers of agents (default: 1,2,4)")
    parser.add_argument("--repetitions", type=int, help="of the measurements of speed (default: 7, quick: 2)")
    parser.add_argument("--minutes", type=float, default=math.inf, help="no measurement begins later; one that has begun ends within --limit (default: none)")
    parser.add_argument("--limit", type=int, default=300, help="seconds after which one measurement has failed (default: 300)")
    parser.add_argument("--python", default=sys.executable, help="the Python that has PyTorch (default: the first on the PATH)")
    parser.add_argument("--backend", default="torch", help="value of model.backend (default: torch)")
    parser.add_argument("--fast", action="store_true", help="with model.gpu-algorithms = fast; into an OUT of its own")
    parser.add_argument("--cpu", action="store_true", help="without a GPU: a trial of the way, not of speed")
    parser.add_argument("--quick", action="store_true", help="two epochs, four steps: whether everything runs")
    options = parser.parse_args()
    wrong = []
    if not set(options.only.split(",")) <= set(PARTS):
        wrong.append(f"--only: {options.only} (expected some of {','.join(PARTS)})")
    if not set(options.agents.split(",")) <= {str(p) for p in AGENTS}:
        wrong.append(f"--agents: {options.agents} (expected some of 1,2,4)")
    if options.repetitions is None:
        options.repetitions = 2 if options.quick else 7
    if options.repetitions < 1:
        wrong.append(f"--repetitions: {options.repetitions} (expected at least 1)")
    if wrong:
        print("\n".join("Invalid " + line for line in wrong), file=sys.stderr)
        sys.exit(2)
    options.only = options.only.split(",")
    options.out = options.out.resolve()
    options.work = (options.work or options.out).resolve()
    return options


def main():
    options = arguments()
    if options.cpu:
        os.environ["CUDA_VISIBLE_DEVICES"] = ""
    result = {"machine": machine(options)}
    options.pytorch = result["machine"]["pytorch"] is not None
    if not options.pytorch:
        say(f"No PyTorch in {options.python}: the job is measured without it")
    before = options.out / "gpu-bench.json"
    if before.exists():
        known = json.loads(before.read_text(encoding="utf-8"))
        if known["machine"] != result["machine"]:
            print(f"Invalid directory: {options.out} (expected results of this machine and these options, or none)", file=sys.stderr)
            return 2
        result = known
    options.out.mkdir(parents=True, exist_ok=True)
    (options.work / "runs").mkdir(parents=True, exist_ok=True)
    complete = carry_out(options, result)
    print((options.out / "gpu-bench.md").read_text(encoding="utf-8"))
    say("all is measured" if complete else "not all is measured: see Failed and Left above")
    return 0 if complete else 1


if __name__ == "__main__":
    sys.exit(main())
