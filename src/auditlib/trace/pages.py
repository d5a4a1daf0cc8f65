"""Two pages beside the report: its figures, and how they are counted.

Belongs here: the entry of every figure that the report shows, and the method appendix made from the registry of
measures and the specs. Does not belong here: the report's own page.
"""

from __future__ import annotations

import ast
import re
from html import escape
from pathlib import Path

from auditlib.facts import Fact, Facts
from auditlib.measures import MEASURES, Measure
from auditlib.settings import Edition
from auditlib.trace.annotate import anchor
from auditlib.trace.says import rows_used

_TOPICS = {
    "audits": "Case audits",
    "moderation": "Moderation",
    "reaudits": "Re-audits",
    "reflections": "Case reflection sheets",
    "supervision": "Supervision practice observations",
    "comments": "Remarks",
    "change": "Changes between months",
    "funnel": "From allocated to re-audited",
    "revision": "Revisions to figures published earlier",
}
_UNITS = {"count": "a count", "percent": "a share", "minutes": "minutes", "date": "a date"}


def _page(title: str, style: str, body: list[str]) -> str:
    return "\n".join(
        [
            "<!DOCTYPE html>",
            '<html lang="en-GB">',
            "<head>",
            '<meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{escape(title)}</title>",
            f"<style>\n{style}\n</style>",
            "</head>",
            "<body>",
            '<a class="skip-link" href="#main">Skip to main content</a>',
            *body,
            "</body>",
            "</html>",
            "",
        ]
    )


def _list(pairs: list[tuple[str, str]]) -> str:
    items = "".join(f"<dt>{escape(term)}</dt><dd>{escape(text)}</dd>" for term, text in pairs if text)
    return f"<dl>{items}</dl>"


def _entry(fact: Fact) -> str:
    value = fact.display if fact.unit != "percent" or fact.value is None else f"{fact.display} ({fact.counts})"
    notebook, _, cell = fact.cell.partition("#")
    name = notebook.removeprefix("notebooks/").removesuffix(".ipynb").replace("_", " ")
    return (
        f'<section id="{escape(anchor(fact.id))}"><h3>{escape(fact.definition.rstrip("."))}</h3>'
        + _list(
            [
                ("Value", value),
                ("Computed from", rows_used(fact)),
                ("Fingerprint of the rows", fact.source["sha256"][:16]),
                ("Shown by", f"the {name} notebook, cell {cell}"),
                ("Name of the figure", fact.id),
            ]
        )
        + "</section>"
    )


def _topic(fact_id: str) -> str:
    return fact_id.split(".")[0]


def figures_page(edition: Edition, facts: Facts, shown: list[str], style: str) -> str:
    """The page with an entry for every figure that the report shows.

    Parameters
    ----------
    edition
        The edition.
    facts
        Its facts.
    shown
        Ids of the facts in the report.
    style
        The report's style sheet.
    """
    title = f"Figures: {edition.title}, {edition.period}"
    body = [
        f'<header class="title-block"><h1>{escape(title)}</h1></header>',
        '<div class="page"><main id="main" tabindex="-1">',
        f'<p>Every figure in the <a href="index.html">{escape(edition.title)} for {escape(edition.period)}</a>: what '
        'it counts, out of what, and the rows it was computed from. <a href="methods.html">How figures are counted'
        "</a> gives the rules.</p>",
    ]
    for topic in dict.fromkeys(map(_topic, sorted(shown))):
        body.append(f"<h2>{escape(_TOPICS.get(topic, topic.capitalize()))}</h2>")
        body += [_entry(facts[fact_id]) for fact_id in sorted(shown) if _topic(fact_id) == topic]
    return _page(title, style, [*body, "</main></div>"])


def _rule(measure: Measure) -> str:
    groups = [split.wording.replace("{}", "…") for split in measure.splits]
    return f"<h3>{escape(measure.title)} <code>{escape(measure.name)}</code></h3>" + _list(
        [
            ("Counts", measure.counts.replace("{cut_off}", "the cut-off")),
            ("Out of", measure.out_of.replace("{cut_off}", "the cut-off")),
            ("Leaves out", measure.excludes),
            ("For each", ", ".join([*groups, *(["area"] if measure.by_area else [])])),
            ("Unit", _UNITS[measure.unit]),
            ("Where there is nothing to count out of", measure.none if measure.unit != "count" else ""),
            ("Return", "moderations" if measure.table == "issues" else measure.table),
        ]
    )


def spec_rules(folder: Path) -> dict[str, list[str]]:
    """What the specs hold, as sentences: for each spec its subject and the names of its tests in words.

    Parameters
    ----------
    folder
        ``tests/spec`` of the project; an absent folder has no specs.
    """
    rules: dict[str, list[str]] = {}
    for path in sorted(folder.glob("test_*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        subject = (ast.get_docstring(tree) or path.stem).splitlines()[0]
        names = [node.name for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")]
        rules[subject] = [re.sub(r"^test_", "", name).replace("_", " ") for name in names]
    return rules


def methods_page(edition: Edition, specs: Path, style: str) -> str:
    """The method appendix: every measure of the registry, and the rules that the specs hold.

    Parameters
    ----------
    edition
        The edition.
    specs
        Folder of the specs.
    style
        The report's style sheet.
    """
    title = f"How figures are counted: {edition.title}, {edition.period}"
    body = [
        f'<header class="title-block"><h1>{escape(title)}</h1></header>',
        '<div class="page"><main id="main" tabindex="-1">',
        '<p>The rules behind every figure of the <a href="index.html">report</a>; its <a href="figures.html">figures'
        "</a> one by one.</p>",
    ]
    for topic, measures in MEASURES.items():
        body.append(f"<h2>{escape(_TOPICS[topic])}</h2>")
        body += [_rule(measure) for measure in measures]
    rules = spec_rules(specs)
    if rules:
        body.append("<h2>Rules that are tested</h2>")
        for subject, names in rules.items():
            items = "".join(f"<li>{escape(name[0].upper() + name[1:])}</li>" for name in names)
            body.append(f"<h3>{escape(subject)}</h3><ul>{items}</ul>")
    return _page(title, style, [*body, "</main></div>"])
