"""This pipeline and Rasa's stock pipeline, trained on the same sentences and judged on the same questions.

`python -m benchmarks.understanding` does all parts; `--part NAME` some. What a part found is kept in `--work`, so that an interrupted
run goes on where it stopped (`--again` measures anew); the tables are printed from what is there.

stock epochs: DIET's 100 take hours on so many sentences. `--epochs` and `--every` (each n-th sentence of an intent and language, for both
pipelines) make it fit; the tables say what was used.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.understanding_data import (
    Sentence,
    changed_questions,
    frozen_questions,
    training_sentences,
    variants,
    write_training,
)
from benchmarks.understanding_tables import tables
from bot.nlu.evaluation import judge, read_questions
from bot.nlu.scores import score
from office.languages import CODES
from office.settings import ROOT

OURS, STOCK = ROOT / "config.yml", ROOT / "benchmarks" / "understanding_stock.yml"
MODEL = ROOT / "models" / "assistant.tar.gz"
ZERO_SHOT = ("en", "zh")


@dataclass(frozen=True)
class Work:
    """Where results are kept, and with how much they are made."""

    folder: Path
    epochs: int
    every: int
    data: tuple[Path, ...]
    clinc: Path | None
    sample: int

    def questions(self) -> list[dict[str, Any]]:
        """The frozen questions, then those of the files given."""
        return [*frozen_questions(), *(row for path in self.data for row in read_questions(path))]


def run(command: Sequence[str], **environment: str) -> dict[str, float]:
    """Run one of our commands; its wall time and processor time in seconds, its peak memory in MB. Raises RuntimeError when it fails."""
    started = time.monotonic()
    # As Rasa is run by the Makefile; TensorFlow itself may use all cores.
    process = subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, "RASA_TELEMETRY_ENABLED": "false", "OMP_NUM_THREADS": "1", **environment}
    )
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)} ended with exit code {process.returncode}; see its output above.")
    return {
        "seconds": round(time.monotonic() - started, 1),
        "processor_seconds": round(usage.ru_utime + usage.ru_stime, 1),
        "peak_mb": round(usage.ru_maxrss / 1024),
    }


def train(work: Work, name: str, config: Path, sentences: Sequence[Sentence]) -> tuple[Path, dict[str, float]]:
    """The NLU model of a configuration and some sentences, and what its training took."""
    folder = work.folder / name
    write_training(sentences, folder / "nlu")
    text = config.read_text("utf-8").replace("epochs: 100", f"epochs: {work.epochs}")
    (folder / "config.yml").write_text(text, "utf-8")
    command = [sys.executable, "-W", "ignore", "-m", "rasa", "train", "nlu", "--config", str(folder / "config.yml")]
    command += ["--nlu", str(folder / "nlu"), "--out", str(folder), "--fixed-model-name", "model"]
    return folder / "model.tar.gz", run(command)


def judged(work: Work, name: str, model: Path, rows: Sequence[dict[str, Any]]) -> tuple[list[dict[str, Any]], Any]:
    """What a model, loaded in a process of its own, says of each question, and what that process took."""
    asked, said = work.folder / f"{name}.asked.jsonl", work.folder / f"{name}.said.jsonl"
    asked.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    usage = run(
        [sys.executable, "-W", "ignore", "-m", "benchmarks.understanding_reader", *map(str, (model, asked, said))]
    )
    return [json.loads(line) for line in said.read_text("utf-8").splitlines()], usage


def figures(rows: Sequence[dict[str, Any]], said: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The figures of `make evaluate`."""
    found = score([judge(row, parsed, parsed["milliseconds"]) for row, parsed in zip(rows, said, strict=True)])
    return {"overall": found["overall"], "languages": found["languages"]}


def compare(work: Work, name: str, config: Path, sentences: Sequence[Sentence]) -> dict[str, Any]:
    """Train, judge, and tell all about it; the files given with --data by themselves."""
    model, training = train(work, name, config, sentences)
    rows = work.questions()
    said, serving = judged(work, name, model, rows)
    frozen = len(frozen_questions())
    return {
        "sentences": len(sentences),
        "epochs": work.epochs if config == STOCK else None,
        "training": training,
        "serving": serving,
        "model_mb": round(model.stat().st_size / 1e6, 1),
        "questions": figures(rows[:frozen], said[:frozen]),
        "data": figures(rows[frozen:], said[frozen:]) if rows[frozen:] else None,
    }


def full(work: Work) -> dict[str, Any]:
    """The model as it is shipped, trained on every sentence."""
    return compare(work, "ours-full", OURS, training_sentences())


def ours(work: Work) -> dict[str, Any]:
    """This pipeline on the sentences that the stock pipeline gets."""
    return compare(work, "ours", OURS, training_sentences(every=work.every))


def stock(work: Work) -> dict[str, Any]:
    """The stock pipeline."""
    return compare(work, "stock", STOCK, training_sentences(every=work.every))


def ours_zero_shot(work: Work) -> dict[str, Any]:
    """This pipeline, trained on English and Chinese only."""
    return compare(work, "ours-zero-shot", OURS, training_sentences(ZERO_SHOT, every=work.every))


def stock_zero_shot(work: Work) -> dict[str, Any]:
    """The stock pipeline, trained on English and Chinese only."""
    return compare(work, "stock-zero-shot", STOCK, training_sentences(ZERO_SHOT, every=work.every))


def leave_one_out(work: Work) -> dict[str, Any]:
    """Accuracy of our intent model in each language when it has no sentence of it."""
    from benchmarks.understanding_models import accuracy_without

    done = work.folder / "leave-one-out.partial.json"
    found: dict[str, float] = json.loads(done.read_text("utf-8")) if done.exists() else {}
    for code in CODES:
        if code not in found:
            found[code] = accuracy_without(code, training_sentences(every=work.every), frozen_questions())
            done.write_text(json.dumps(found), "utf-8")
    done.unlink(missing_ok=True)
    return {"accuracy": found, "every": work.every}


def robustness(work: Work) -> dict[str, Any]:
    """The shipped model on changed questions, against itself on the same questions unchanged."""
    changed = {name: changed_questions(frozen_questions(every=work.sample), name) for name in variants()}
    rows = [row for found in changed.values() for row in found]
    texts = dict.fromkeys(row["clean"] for row in rows)
    clean = [{"text": text, "lang": "en", "intent": ""} for text in texts]
    said, _ = judged(work, "robustness", MODEL, [*clean, *rows])
    intent_of = dict(zip(texts, (parsed["intent"]["name"] for parsed in said[: len(clean)]), strict=True))
    rest = iter(said[len(clean) :])
    result: dict[str, Any] = {}
    for name, asked in changed.items():
        pairs = [(row, next(rest)["intent"]["name"]) for row in asked]
        result[name] = {
            language: {
                "questions": len(some),
                "clean": _share([intent_of[row["clean"]] == row["intent"] for row, _ in some]),
                "changed": _share([intent == row["intent"] for row, intent in some]),
            }
            for language in ("all", *CODES)
            if (some := [pair for pair in pairs if language in ("all", pair[0]["lang"])])
        }
    return result


def first_training(work: Work) -> dict[str, Any]:
    """How long `make train` takes with nothing encoded yet, and again."""
    state = work.folder / "state"
    (state / "encodings.db").unlink(missing_ok=True)
    command = [sys.executable, "-W", "ignore", "-m", "rasa", "train", "--skip-validation", "--force"]
    command += ["--out", str(work.folder), "--fixed-model-name", "timed"]
    times = [run(command, STATE_DIR=str(state)) for _ in range(2)]
    return {"sentences": len(training_sentences()), "first": times[0], "again": times[1]}


def clinc(work: Work) -> dict[str, Any]:
    """Our intent model on CLINC150 (English, 150 intents and out of scope); no package ships it, so it has to be given."""
    if work.clinc is None:
        return {"skipped": "not measured: give --clinc data_full.json (github.com/clinc/oos-eval)"}
    from benchmarks.understanding_models import clinc_figures

    return clinc_figures(json.loads(work.clinc.read_text("utf-8")))


PARTS: Mapping[str, Callable[[Work], dict[str, Any]]] = {
    "full": full,
    "ours": ours,
    "stock": stock,
    "ours-zero-shot": ours_zero_shot,
    "stock-zero-shot": stock_zero_shot,
    "leave-one-out": leave_one_out,
    "robustness": robustness,
    "first-training": first_training,
    "clinc": clinc,
}


def _share(flags: Sequence[bool]) -> float:
    return round(sum(flags) / len(flags), 4)


def main(arguments: Sequence[str] | None = None) -> int:
    """Returns 0; a part that fails stops the run with its message, those before it are kept."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--part", action="append", choices=PARTS, help="only this part (may be given more than once)")
    parser.add_argument("--epochs", type=int, default=100, help="of DIET in the stock pipeline (default: Rasa's 100)")
    parser.add_argument("--every", type=int, default=1, help="compare on each n-th sentence (default: all)")
    parser.add_argument("--sample", type=int, default=5, help="change one in so many frozen questions (default: 5)")
    parser.add_argument("--data", type=Path, action="append", default=[], help="more questions, told by themselves")
    parser.add_argument("--clinc", type=Path, help="CLINC150's data_full.json")
    parser.add_argument("--work", type=Path, default=ROOT / "var" / "understanding", help="where results are kept")
    parser.add_argument("--again", action="store_true", help="measure anew what has been measured")
    options = parser.parse_args(arguments)
    work = Work(options.work, options.epochs, options.every, tuple(options.data), options.clinc, options.sample)
    work.folder.mkdir(parents=True, exist_ok=True)
    results: dict[str, Any] = {}
    for name, part in PARTS.items():
        file = work.folder / f"{name}.json"
        wanted = name in options.part if options.part else True
        if wanted and (options.again or not file.exists()):
            print(f"Measuring: {name} ...", file=sys.stderr, flush=True)
            file.write_text(json.dumps(part(work), indent=1) + "\n", "utf-8")
        if file.exists():
            results[name] = json.loads(file.read_text("utf-8"))
    print(tables(results))
    return 0


if __name__ == "__main__":
    sys.exit(main())
