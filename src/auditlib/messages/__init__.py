"""What matters most: the main messages of an edition, chosen by rule, and what no summary may leave out.

The rules are stated for readers in ``docs/methods/main-messages.md``.
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from auditlib import rounding
from auditlib.disclosure import Evidence, until_withheld
from auditlib.facts import Facts
from auditlib.messages.candidates import MOST, Message, candidates, most_named
from auditlib.messages.cards import cards
from auditlib.messages.changes import MustSay, must_say
from auditlib.narrative.words import bullets, counted, verb
from auditlib.periods import EDITION
from auditlib.reference import CodeLists
from auditlib.settings import Edition


def frame(evidence: Evidence) -> pd.DataFrame:
    """The candidates as a table: ``weight``, ``headline``, ``evidence``."""
    found = candidates(evidence.edition, evidence.lists, evidence.facts)
    return pd.DataFrame(found, columns=["weight", "headline", "evidence"])


def main_messages(evidence: Evidence) -> str:
    """The edition's main messages as a list, at most `MOST`."""
    found = candidates(evidence.edition, evidence.lists, evidence.facts)[:MOST]
    if not found and evidence.edition.is_public:
        return "All that could be said first of this edition rests on numbers that are hidden here."
    if not found:
        return "No audits were returned for this edition, so there is nothing to report yet."
    return bullets([message.markdown for message in found])


def asks(evidence: Evidence) -> str:
    """What readers are asked to do, by what the figures show."""
    facts, edition, lists = evidence.facts, evidence.edition, evidence.lists
    parts = (_ask_managers(facts), _ask_auditors(facts), _ask_owners(edition, facts), _ask_teams(facts, lists))
    return bullets([ask for part in parts for ask in until_withheld(part)])


def _ask_managers(facts: Facts) -> Iterator[str]:
    waiting = facts.count(f"waiting.cases.{EDITION}")
    if waiting.number:
        cases = counted(waiting, "case")
        which = f"the {cases} that waits" if waiting.number == 1 else f"each of the {cases} that wait"
        yield f"**Team managers:** allocate a re-audit to {which}."


def _ask_auditors(facts: Facts) -> Iterator[str]:
    out = facts.count(f"audits.outstanding.{EDITION}")
    if out.number:
        yield f"**Auditors:** return the {counted(out, 'audit')} that {verb(out, 'has', 'have')} not come back."


def _ask_owners(edition: Edition, facts: Facts) -> Iterator[str]:
    overdue = facts.count(f"actions.overdue.{edition.edition}")
    if overdue.number:
        what = f"say what became of the {counted(overdue, 'overdue action')}"
        yield f"**Owners of actions:** {what}, or when {verb(overdue, 'it', 'they')} will be done."


def _ask_teams(facts: Facts, lists: CodeLists) -> Iterator[str]:
    themes = [name for name, _ in most_named(facts, lists)]
    if themes:
        about = rounding.listed(themes)
        yield f"**Managers:** talk with your teams about {about}, named most often where practice must improve."
