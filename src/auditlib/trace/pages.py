"""Two pages beside the report: its figures, and how they are counted."""

from __future__ import annotations

import ast
import re
from html import escape
from itertools import groupby
from pathlib import Path

from auditlib.facts import Fact, Facts, Withheld
from auditlib.measures import MEASURES, Measure
from auditlib.settings import Edition
from auditlib.trace.explain import rows_used
from auditlib.trace.passages import Passage

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


def _page(title: str, style: str, contents: list[tuple[str, str]], body: list[str]) -> str:
    return "\n".join(
        [
            "<!DOCTYPE html>",
            '<html lang="en-GB">',
            "<head>",
            '<meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{escape(title)}</title>",
            f'<link rel="stylesheet" href="{escape(style)}">',
            "</head>",
            "<body>",
            '<a class="skip-link" href="#main">Skip to main content</a>',
            f'<header class="title-block"><h1>{escape(title)}</h1></header>',
            '<div class="page">',
            _contents(contents),
            '<main id="main" tabindex="-1">',
            *body,
            "</main>",
            "</div>",
            "</body>",
            "</html>",
            "",
        ]
    )


def _list(pairs: list[tuple[str, str]]) -> str:
    items = "".join(f"<dt>{escape(term)}</dt><dd>{escape(text)}</dd>" for term, text in pairs if text)
    return f"<dl>{items}</dl>"


def _contents(entries: list[tuple[str, str]]) -> str:
    items = "".join(f'<li><a href="#{anchor}">{escape(title)}</a></li>' for anchor, title in entries)
    return f'<nav class="contents" aria-labelledby="contents"><h2 id="contents">Contents</h2><ul>{items}</ul></nav>'


def _value(fact: Fact) -> str:
    is_share = not isinstance(fact, Withheld) and fact.unit == "percent" and fact.value is not None
    counts = fact.counts.replace(" ", "\u00a0") if is_share else ""  # on one line
    return f"{fact.display} ({counts})" if is_share else str(fact)


def _passage(passage: Passage, facts: Facts) -> str:
    counted = "".join(
        f'<li><a href="#fact-{escape(fact_id)}">{escape(_value(facts[fact_id]))}</a>: '
        f"{escape(facts[fact_id].definition)}</li>"
        for fact_id in passage.facts
    )
    return (
        f'<section id="{passage.id}"><h3>{escape(passage.title)}</h3>'
        f'<p><a href="index.html#{passage.id}">Back to this place in the report</a></p><ul>{counted}</ul></section>'
    )


def _entry(fact: Fact) -> str:
    notebook, _, cell = fact.cell.partition("#")
    name = notebook.removeprefix("notebooks/").removesuffix(".ipynb").replace("_", " ")
    return (
        f'<section id="fact-{escape(fact.id)}"><h4>{escape(fact.definition.rstrip("."))}</h4>'
        + _list(
            [
                ("Value", _value(fact)),
                ("Computed from", rows_used(fact)),
                ("Fingerprint of the rows", fact.source.get("sha256", "")[:16]),
                ("Shown by", f"the {name} notebook, cell {cell}"),
                ("Name of the figure", fact.id),
            ]
        )
        + "</section>"
    )


def _topic(fact_id: str) -> str:
    return fact_id.split(".")[0]


def figures_page(edition: Edition, facts: Facts, shown: list[Passage], style: str) -> str:
    """The page with every figure of the report: passage by passage, then each figure's own entry."""
    title = f"Figures: {edition.title}, {edition.period}"
    body, contents = [], []
    for number, (heading, group) in enumerate(groupby(shown, key=lambda passage: passage.heading), start=1):
        contents.append((f"section-{number}", heading))
        body.append(f'<h2 id="section-{number}">{escape(heading)}</h2>')
        body += [_passage(passage, facts) for passage in group]
    ids = sorted({fact_id for passage in shown for fact_id in passage.facts})
    contents.append(("figures", "Each figure and the rows behind it"))
    body.append('<h2 id="figures">Each figure and the rows behind it</h2>')
    for topic, of_topic in groupby(ids, key=_topic):
        name = _TOPICS.get(topic, topic.capitalize())
        contents.append((f"topic-{topic}", name))
        body.append(f'<h3 id="topic-{topic}">{escape(name)}</h3>')
        body += [_entry(facts[fact_id]) for fact_id in of_topic]
    introduction = (
        f'<p>Every figure in the <a href="index.html">{escape(edition.title)} for {escape(edition.period)}</a>: what '
        'it counts, out of what, and the rows it was computed from. <a href="methods.html">How figures are counted'
        "</a> gives the rules.</p>"
    )
    return _page(title, style, contents, [introduction, *body])


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
    """What the specs hold, as sentences: for each spec its subject and the names of its tests in words."""
    rules: dict[str, list[str]] = {}
    for path in sorted(folder.glob("test_*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        subject = (ast.get_docstring(tree) or path.stem).splitlines()[0]
        names = [node.name for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")]
        rules[subject] = [re.sub(r"^test_", "", name).replace("_", " ") for name in names]
    return rules


def _changes(facts: Facts) -> str:
    """Every change between months as a table: the whole, and what the areas and their mix make up of it."""
    rows = []
    for fact_id in facts:
        if fact_id.startswith("change.") and fact_id.endswith(".total"):
            parts = [facts[fact_id.removesuffix("total") + name] for name in ("total", "within", "mix")]
            cells = "".join(f'<td class="align-right">{escape(part.display)}</td>' for part in parts)
            what = facts[fact_id].definition.removeprefix("Percentage points: ").rstrip(".")
            rows.append(f'<tr><th scope="row">{escape(what[0].upper() + what[1:])}</th>{cells}</tr>')
    titles = ("Change", "Whole", "Within areas", "Mix of areas")
    head = "".join(f'<th scope="col">{title}</th>' for title in titles)
    caption = "Changes in percentage points, each number rounded by itself"
    return (
        "<p>Where a change is more than chance, the report tells how much of it is change within areas and how much is "
        "the mix of areas, that is how cases are shared out among them. Here are all changes, also those that could be "
        'chance.</p><div class="table-scroll" role="region" tabindex="0" '
        f'aria-label="{caption}"><table><caption>{caption}'
        f"</caption><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table></div>"
    )


def methods_page(edition: Edition, specs: Path, style: str, facts: Facts | None = None) -> str:
    """The method appendix: every measure of the registry, the changes between months, the rules that the specs hold."""
    title = f"How figures are counted: {edition.title}, {edition.period}"
    contents = [(f"topic-{topic}", _TOPICS[topic]) for topic in MEASURES]
    body = [
        '<p>The rules behind every figure of the <a href="index.html">report</a>; its <a href="figures.html">figures'
        "</a> one by one.</p>",
    ]
    for topic, measures in MEASURES.items():
        body.append(f'<h2 id="topic-{topic}">{escape(_TOPICS[topic])}</h2>')
        body += [_rule(measure) for measure in measures]
    if facts is not None and facts.has_topic("change"):
        contents.append(("changes", _TOPICS["change"]))
        body += [f'<h2 id="changes">{_TOPICS["change"]}</h2>', _changes(facts)]
    rules = spec_rules(specs)
    if rules:
        contents.append(("rules", "Rules that are tested"))
        body.append('<h2 id="rules">Rules that are tested</h2>')
        for subject, names in rules.items():
            items = "".join(f"<li>{escape(name[0].upper() + name[1:])}</li>" for name in names)
            body.append(f"<h3>{escape(subject)}</h3><ul>{items}</ul>")
    return _page(title, style, contents, body)
