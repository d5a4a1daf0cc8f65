"""``python -m benchmarks``: run all contenders side by side, print ratios, write ``docs/performance.md``."""

from __future__ import annotations

import argparse
import json
import os
import platform
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

from auditlib.render.quartocli import find_quarto
from auditlib.settings import list_editions
from benchmarks import contenders, growth, measuring, watched, writing
from benchmarks.contenders import EDITION
from benchmarks.measuring import Timed

#: Editions made by hand to tell how long all of them would take: the first, a middle one and the last.
_BY_HAND = ("2018-11", "2019-07", "2020-02")


def _page(folder: Path) -> bytes:
    return (folder / "site" / EDITION / "index.html").read_bytes()


def times(folder: Path, repeats: int, everything: bool) -> dict[str, Timed]:
    """Time all contenders, each in a copy of the project of which nothing has been built."""
    found: dict[str, Timed] = {}
    environment = contenders.environment()

    def first(name: str, commands) -> None:
        print(f"{name} …", flush=True)
        found[name] = measuring.median_of(
            repeats,
            lambda: contenders.fresh_project(folder),
            lambda: measuring.run(commands(), folder, environment),
        )
        print(f"  {found[name].median:.2f} s")

    project = contenders.fresh_project(folder)
    first("first build", lambda: contenders.build(EDITION))
    built = _page(folder)
    first("plain Python", contenders.plain)
    if _page(folder) != built:
        raise RuntimeError("the plain process made another page than the build: it did not do the same work")
    first("by hand: papermill", lambda: contenders.papermill_loop(project))
    first("by hand: nbconvert", lambda: contenders.nbconvert_loop(project))
    if contenders.quarto_executes(project):
        first("by hand: Quarto executes, no page", lambda: contenders.quarto_executes(project))
    contenders.fresh_project(folder)
    build = contenders.build(EDITION)
    measuring.run(build, folder, environment)
    for name, prepare in (
        ("one comment changed", lambda: contenders.change_a_comment(project)),
        ("one sentence of commentary changed", lambda: contenders.change_a_sentence(project)),
        ("nothing changed", lambda: None),
    ):
        print(f"{name} …", flush=True)
        found[name] = measuring.median_of(repeats, prepare, lambda: measuring.run(build, folder, environment))
        print(f"  {found[name].median:.2f} s")
    saved = {
        "watched: one comment changed": lambda: contenders.change_a_comment(project),
        "watched: one sentence of commentary changed": lambda: contenders.change_a_sentence(project),
    }
    print("watched …", flush=True)
    found |= watched.times(folder, EDITION, repeats, saved)
    print("\n".join(f"  {found[name].median:.2f} s" for name in saved))
    if everything:
        first("all editions", lambda: contenders.build("--all"))
        editions = list_editions(project)
        print(f"all editions by hand, from {len(_BY_HAND)} of them …", flush=True)
        made = [measuring.run(contenders.papermill_loop(project, name), folder, environment) for name in _BY_HAND]
        found["all editions by hand"] = Timed((sum(made) / len(made) * len(editions),))
        print(f"  {found['all editions by hand'].median:.0f} s")
    return found


def _machine(repeats: int) -> str:
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    load = f"; load when it began {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    quarto = "with Quarto" if find_quarto() else "without Quarto"
    return f"Medians of {repeats} runs on {cores} cores, Python {platform.python_version()}, {quarto}{load}."


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--repeats", type=int, default=5, help="runs of each contender")
    parser.add_argument("--quick", action="store_true", help="neither all editions nor growth")
    parser.add_argument("--largest", type=int, default=growth.ROWS[-1], help="the largest factor of rows")
    parser.add_argument("--print-only", action="store_true", help="leave docs/performance.md as it is")
    chosen = parser.parse_args()
    results: dict[str, Any] = {"machine": _machine(chosen.repeats)}
    print(results["machine"])
    if hasattr(os, "getloadavg") and os.getloadavg()[0] > 0.5:
        print("The machine is busy: these figures will not be what it can do.")
    with tempfile.TemporaryDirectory(prefix="auditlib-bench-") as name:
        folder = Path(name) / "project"
        timed = times(folder, chosen.repeats, not chosen.quick)
        results["times"] = {name: asdict(each) | {"median": each.median} for name, each in timed.items()}
        contenders.fresh_project(folder)
        results["peak"] = measuring.peak(contenders.build(EDITION), folder)
        results["growth"] = []
        if not chosen.quick:
            sizes = [("rows", factor) for factor in growth.ROWS if factor <= chosen.largest]
            for what, factor in [*sizes, *(("months", factor) for factor in growth.MONTHS)]:
                print(f"{what} × {factor} …", flush=True)
                results["growth"] += growth.as_plain([growth.measure(folder, what, factor)])
                print(f"  {results['growth'][-1]['seconds']:.1f} s")
    for part in (writing.reach(results), writing.comparison(results), writing.growth(results)):
        print(f"\n{part}")
    if not chosen.print_only:
        (writing.ROOT / "benchmarks" / "results.json").write_text(json.dumps(results, indent=1) + "\n")
        writing.write(results)


if __name__ == "__main__":
    main()
