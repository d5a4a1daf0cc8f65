"""Figures and a plot of them in ``docs/performance.md``.

Belongs here: tables and the plot. Does not belong here: measuring, and the text around them, which is written by hand.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "performance.md"
PLOT = ROOT / "docs" / "images" / "performance.svg"
#: What the page took by hand where it was decided what is to be reached, in seconds.
_BY_HAND = 35


def _seconds(value: float) -> str:
    return f"{value:.1f} s" if value >= 1 else f"{value:.2f} s"


def comparison(results: dict[str, Any]) -> str:
    """The table of contenders, as Markdown."""
    lines = ["| | median | beside the build |", "|---|---:|---:|"]
    own = results["times"]["first build"]["median"]
    for name, timed in results["times"].items():
        ratio = timed["median"] / own
        lines.append(
            f"| {name} | {_seconds(timed['median'])} | {ratio:.2f} × |"
            if ratio < 10
            else f"| {name} | {_seconds(timed['median'])} | {ratio:.0f} × |"
        )
    return "\n".join(lines)


def reach(results: dict[str, Any]) -> str:
    """What was to be reached, and what is."""
    times = {name: timed["median"] for name, timed in results["times"].items()}
    by_hand, build, plain = times["by hand: papermill"], times["first build"], times["plain Python"]
    rows = [
        ("first build, of the time by hand", "≤ 0.25", f"{build / by_hand:.2f}"),
        ("first build, of one plain process", "≤ 1.5", f"{build / plain:.2f}"),
    ]
    for name, most in (("one comment changed", 3), ("nothing changed", 0.5)):
        rows.append((name, f"≤ {most:g} s", _seconds(times[name])))
        rows.append((f"{name}, of the time by hand", f"≤ {most / _BY_HAND:.3f}", f"{times[name] / by_hand:.3f}"))
    for name, most in (("watched: one comment changed", 2), ("watched: one sentence of commentary changed", 1)):
        if name in times:
            rows.append((name, f"≤ {most} s", _seconds(times[name])))
    if "all editions" in times:
        everything = times["all editions"] / times["all editions by hand"]
        rows.append(("all editions, of the time by hand", "≤ 0.125", f"{everything:.3f}"))
    if results.get("peak"):
        rows.append(("peak memory, shared pages once", "≤ 700 MB", f"{results['peak'] / 1e6:.0f} MB"))
    return "\n".join(["| | to reach | reached |", "|---|---:|---:|", *(f"| {a} | {b} | {c} |" for a, b, c in rows)])


def growth(results: dict[str, Any]) -> str:
    """The tables of growth."""
    lines = ["| | audits | rows | raw files | first build | peak memory |", "|---|---:|---:|---:|---:|---:|"]
    for each in results["growth"]:
        held = f"{each['peak'] / 1e6:,.0f} MB" if each["peak"] else "–"
        months = f"{each['factor']} month{'' if each['factor'] == 1 else 's'}"
        what = f"rows × {each['factor']:,}" if each["what"] == "rows" else months
        lines.append(
            f"| {what} | {each['audits']:,} | {each['rows']:,} | {each['megabytes']:,.1f} MB | "
            f"{_seconds(each['seconds'])} | {held} |"
        )
    return "\n".join(lines)


def plot(results: dict[str, Any]) -> None:
    """Bars of the contenders, and lines of growth, as one SVG."""
    import matplotlib

    matplotlib.use("svg")
    import afcharts.af_colours as colours
    import matplotlib.pyplot as plt

    matplotlib.rcParams.update({"svg.hashsalt": "auditlib", "svg.fonttype": "none", "font.size": 11})
    dark, light = colours.get_af_colours("duo")
    figure, (left, right) = plt.subplots(1, 2, figsize=(11, 4.2), width_ratios=(3, 2), layout="constrained")
    shown = {name: timed["median"] for name, timed in results["times"].items() if not name.startswith("all editions")}
    names = list(shown)[::-1]
    own = {"first build", "one comment changed", "one sentence of commentary changed", "nothing changed"}
    bars = left.barh(names, [shown[name] for name in names], color=[dark if name in own else light for name in names])
    left.bar_label(bars, [_seconds(shown[name]) for name in names], padding=3)
    left.set(xlabel="seconds, median", xlim=(0, max(shown.values()) * 1.15))
    for what, colour in (("rows", dark), ("months", light)):
        sizes = [each for each in results["growth"] if each["what"] == what]
        if sizes:
            right.plot([each["rows"] for each in sizes], [each["seconds"] for each in sizes], "o-", color=colour)
            right.annotate(
                f"more {what}",
                (sizes[-1]["rows"], sizes[-1]["seconds"]),
                (-6, 6),
                textcoords="offset points",
                ha="right",
            )
    right.set(xscale="log", yscale="log", xlabel="rows of all returns", ylabel="seconds of a first build")
    right.set_xticks([1e3, 1e5], ["1,000", "100,000"], minor=False)
    right.set_yticks([3, 10, 30, 100, 300], ["3", "10", "30", "100", "300"], minor=False)
    right.minorticks_off()
    for axes in (left, right):
        axes.spines[["top", "right"]].set_visible(False)
    PLOT.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(PLOT, metadata={"Date": None})


def write(results: dict[str, Any]) -> None:
    """Put tables between the marks in the page, and draw the plot."""
    text = PAGE.read_text(encoding="utf-8")
    parts = {"reach": reach(results), "comparison": comparison(results), "growth": growth(results)}
    parts["machine"] = results["machine"]
    seen = "Seconds of each contender, and how a first build grows with rows and months"
    parts["comparison"] += f"\n\n![{seen}](images/{PLOT.name})"
    for name, table in parts.items():
        marked = re.compile(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.DOTALL)
        text = marked.sub(lambda match, table=table: f"{match[1]}{table}\n{match[2]}", text)
    PAGE.write_text(text, encoding="utf-8")
    plot(results)
