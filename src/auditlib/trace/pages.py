"""Two pages beside the report: its figures, passage by passage, and how they are counted.

A passage is a paragraph with its lists, a chart or a table; the filter ``assets/filters/counted.lua`` ends each with a
link to the figures page, and this reads them back. The pages' HTML is in ``templates``.
"""

from __future__ import annotations

import ast
import functools
import re
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from auditlib.errors import BuildError
from auditlib.facts import Fact, Facts, Withheld
from auditlib.measures import MEASURES
from auditlib.settings import Edition
from auditlib.trace.explain import rows_used
from auditlib.webpage import words

if TYPE_CHECKING:
    from jinja2 import Environment
    from lxml.html import HtmlElement

_WORDS_OF_A_TITLE = 14
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


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage of the report."""

    id: str  # its link's id on the report, and its entry's on the figures page
    heading: str  # the section in which it stands
    title: str  # a caption, or the first words of a paragraph
    facts: tuple[str, ...]  # the ids of its facts, each once, in the order of the text


def passages(page: HtmlElement, facts: Facts) -> list[Passage]:
    """The passages of a finished page.

    Raises
    ------
    BuildError
        A number is marked with an id that is not a fact.
    """
    found = []
    for link in page.xpath("//a[@data-facts]"):
        ids = tuple(link.get("data-facts").split())
        unknown = [fact_id for fact_id in ids if fact_id not in facts]
        if unknown:
            raise BuildError(f"The page shows {unknown[0]}, which is not a fact of this edition.")
        headings = link.xpath("preceding::h2[not(ancestor::nav)][1]")
        found.append(Passage(link.get("id"), words(headings[0]) if headings else "", _title(link), ids))
    return found


def _title(link: HtmlElement) -> str:
    block = link.getparent()
    if words(block) == words(link):  # the link stands alone, below what it is about
        below = link.xpath("ancestor::div[1][contains(@class, 'counted-below')]")
        block = (below[0] if below else block).getprevious()
    captions = block.xpath(".//caption|.//figcaption")
    if captions:
        return words(captions[0])
    text = words(block).removesuffix(link.text).split()
    return " ".join(text[:_WORDS_OF_A_TITLE]) + (" …" if len(text) > _WORDS_OF_A_TITLE else "")


@functools.cache
def _templates() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    loader = PackageLoader("auditlib.trace")
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)


def _render(template: str, **values: Any) -> str:
    return _templates().get_template(template).render(values, topic_names=_TOPICS) + "\n"


def _value(fact: Fact) -> str:
    return (
        str(fact) if isinstance(fact, Withheld) else fact.with_counts.replace(" of ", "\u00a0of\u00a0")
    )  # on one line


def figures_page(edition: Edition, facts: Facts, shown: list[Passage], style: str) -> str:
    """The page with every figure of the report: passage by passage, then each figure's own entry."""
    ids = sorted({fact_id for passage in shown for fact_id in passage.facts})
    return _render(
        "figures.html.jinja",
        title=f"Figures: {edition.title}, {edition.period}",
        style=style,
        edition=edition,
        facts=facts,
        sections=[(heading, list(group)) for heading, group in groupby(shown, lambda passage: passage.heading)],
        topics=[(topic, list(group)) for topic, group in groupby(ids, lambda fact_id: fact_id.split(".")[0])],
        value_of=_value,
        rows_used=rows_used,
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


def _changes(facts: Facts) -> list[tuple[str, list[Fact]]]:
    """Every change between months: the whole, and what the areas and their mix make up of it."""
    return [
        (
            facts[fact_id].definition.removeprefix("Percentage points: ").rstrip("."),
            [facts[fact_id.removesuffix("total") + name] for name in ("total", "within", "mix")],
        )
        for fact_id in facts
        if fact_id.startswith("change.") and fact_id.endswith(".total")
    ]


def methods_page(edition: Edition, specs: Path, style: str, facts: Facts | None = None) -> str:
    """The method appendix: every measure of the registry, the changes between months, the rules that the specs hold."""
    return _render(
        "methods.html.jinja",
        title=f"How figures are counted: {edition.title}, {edition.period}",
        style=style,
        measures=MEASURES,
        changes=_changes(facts) if facts is not None and facts.has_topic("change") else None,
        rules=spec_rules(specs),
    )
