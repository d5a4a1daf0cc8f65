"""A build's workspace: a Quarto project of its own in ``build/<edition>/``."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml

from auditlib import __version__, signatures
from auditlib.atomic import write_whole
from auditlib.commentary import lint_standing, prepare
from auditlib.errors import ConfigError
from auditlib.facts import Facts
from auditlib.paths import Project
from auditlib.periods import EDITION, PROGRAMME, day_name, month_name, period_name
from auditlib.reference import NEED, CodeLists
from auditlib.settings import Edition

#: Copied into every workspace as they are.
_COPIED = ("report.qmd", "_quarto.yml", "assets")
#: How the ids of facts of the edition and the programme end.
_WHOLE = (f".{EDITION}", f".{PROGRAMME}")
#: Writes the same YAML ten times as fast, but for the letters that it escapes.
_FAST_DUMPER = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


def parts(edition: Edition, lists: CodeLists, facts: Facts) -> dict[str, bool]:
    """Which parts of the report the edition has: a part without anything to say is left out, heading and all."""
    remarks = {
        int(entry.fields["section"])
        for entry in lists.headings.entries.values()
        if facts.occurs(f"comments.remarks.{EDITION}.{entry.code}")
    }
    return {
        "reaudits": any(facts.occurs(f"{name}.{EDITION}") for name in ("reaudits.allocated", "waiting.cases"))
        or 5 in remarks,
        "supervision": facts.occurs(f"supervision.expected.{EDITION}") or 6 in remarks,
        "feedback": facts.occurs(f"reflections.returned.{EDITION}") or 7 in remarks,
        "good": facts.occurs(f"moderation.before.{EDITION}.good") or 8 in remarks,
        "themes": bool(remarks),
        "practice": 10 in remarks or facts.has_topic("actions"),
        "revisions": facts.has_topic("revision"),
        "asks": any(
            facts.occurs(name)
            for name in (
                f"waiting.cases.{EDITION}",
                f"audits.outstanding.{EDITION}",
                f"actions.overdue.{edition.edition}",
                f"comments.showing.{EDITION}.{NEED}",
            )
        ),
    }


def variables(edition: Edition, facts: Facts) -> dict[str, Any]:
    """What ``{{< var … >}}`` can take: the edition in words, and facts of the edition and the programme.

    A fact is found under its id, such as ``audits.compliance.programme``.
    """
    found: dict[str, Any] = {
        "auditlib": {"version": __version__},
        "edition": {
            "name": edition.edition,
            "period": edition.period,
            "cut_off": day_name(edition.cut_off),
            "programme": period_name(edition.programme_months),
            "programme_start": month_name(edition.programme_start),
            "contact": edition.contact,
        },
    }
    for fact_id in facts:
        if not fact_id.endswith(_WHOLE):  # most are of one month or one area, and there are thousands
            continue
        topic, measure, period, *groups = fact_id.split(".")
        if not groups:
            found.setdefault(topic, {}).setdefault(measure, {})[period] = str(facts[fact_id])
    return found


def metadata(edition: Edition, lists: CodeLists, facts: Facts, written: Iterable[str] = ()) -> dict[str, Any]:
    """Title, author and parts of the edition, for ``{{< meta … >}}`` and ``when-meta``.

    `written` are the sections for which the team wrote something: they are there whatever the figures are, and a
    summary of theirs stands in place of the messages chosen by rule.
    """
    return {
        "title": edition.title,
        "subtitle": edition.period,
        "pagetitle": f"{edition.title}: {edition.period}",
        "author": edition.author,
        "has": parts(edition, lists, facts) | {"summary": False} | dict.fromkeys(written, True),
    }


def title_block(edition: Edition, mark: str) -> str:
    """What a reader wants to know of the edition before anything else, as Markdown: status, dates, whom to ask."""
    # Nothing but the mark may differ once it is signed off: signatures stand for all else.
    dates = {
        "Publication date": edition.published_on and day_name(edition.published_on),
        "Counts returns up to": day_name(edition.cut_off),
        "Next edition": edition.next_edition and day_name(edition.next_edition),
    }
    items = [f"**{mark}**", *(f"{name} {value}" for name, value in dates.items() if value)]
    if edition.is_public:
        items.append("Public edition: small numbers are hidden (c), and what would give them away is left out")
    items += ["[How we count](methods.html)", "[All figures](figures.html)"]
    items.append(f"[Report a problem](mailto:{edition.contact})")
    return "::: {.edition}\n" + "\n".join(f"- {item}" for item in items) + "\n:::\n"


def _yaml(data: dict[str, Any]) -> str:
    def written(dumper: type) -> str:
        return yaml.dump(data, Dumper=dumper, allow_unicode=True, sort_keys=True, width=1000)

    text = written(_FAST_DUMPER)
    return written(yaml.SafeDumper) if "\\" in text else text


def write_workspace(
    project: Project, edition: Edition, lists: CodeLists, facts: Facts, quality: str = ""
) -> list[Path]:
    """Write what ``report.qmd`` reads beside the executed notebooks.

    `quality` are the data-quality notes, as Markdown.

    Raises
    ------
    ConfigError
        A number is typed in the report or the commentary, a claim does not stand, or a file has no section; every
        fault is reported with its line.
    """
    slots = prepare(project, edition, facts, lists)
    typed = lint_standing(project)  # the commentary was looked through when it was prepared
    if typed:
        raise ConfigError(typed)
    folder = project.build(edition.name)
    filled = [slot for slot, text in slots.items() if text]
    written = [
        write_whole(folder / "_variables.yml", _yaml(variables(edition, facts))),
        write_whole(folder / "_edition.yml", _yaml(metadata(edition, lists, facts, filled))),
    ]
    written += [write_whole(folder / "content" / f"{slot}.md", text.rstrip() + "\n") for slot, text in slots.items()]
    written.append(write_whole(folder / "content" / "data-quality.md", quality.strip() + "\n"))
    written.append(
        write_whole(folder / "content" / "edition.md", title_block(edition, signatures.mark(project, edition.name)))
    )
    for name in _COPIED:
        source, target = project.root / name, folder / name
        if source.is_dir():
            shutil.copytree(source, target, dirs_exist_ok=True)
            written += sorted(path for path in target.rglob("*") if path.is_file())
        elif source.is_file():
            written.append(write_whole(target, source.read_text(encoding="utf-8")))
    return written
