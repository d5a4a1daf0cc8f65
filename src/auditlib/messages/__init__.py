"""What matters most: the main messages of an edition, chosen by rule, and what no summary may leave out.

The rules are stated for readers in ``docs/methods/main-messages.md``.
"""

from __future__ import annotations

import pandas as pd

from auditlib.disclosure import Evidence
from auditlib.facts import fact_span
from auditlib.messages.candidates import MOST, Message, candidates, needs
from auditlib.messages.changes import COMPLIANCE, GOOD, MustSay, latest, must_say
from auditlib.narrative.words import bullets, counted, paragraphs, verb
from auditlib.periods import EDITION, month_name

__all__ = ["Message", "MustSay", "asks", "candidates", "cards", "frame", "main_messages", "must_say"]
_COLUMNS = ["weight", "headline", "evidence"]


def frame(evidence: Evidence) -> pd.DataFrame:
    """The candidates as a table: ``weight``, ``headline``, ``evidence``."""
    found = candidates(evidence.edition, evidence.lists, evidence.facts)
    return pd.DataFrame([(message.weight, message.headline, message.evidence) for message in found], columns=_COLUMNS)


def main_messages(evidence: Evidence) -> str:
    """The edition's main messages as a list, at most `MOST`."""
    found = candidates(evidence.edition, evidence.lists, evidence.facts)[:MOST]
    if not found:
        return "No audits were returned for this edition, so there is nothing to report yet."
    return bullets([message.markdown for message in found])


def cards(evidence: Evidence) -> str:
    """Four headline figures, each with its counts: returns, Good or better, re-audits improved, cases waiting."""
    facts, edition = evidence.facts, evidence.edition
    made = []
    month = latest(edition, facts, COMPLIANCE)
    if month is not None:
        rate = facts[f"{COMPLIANCE}.{month}"]
        made.append(("Audits returned", fact_span(rate), f"{rate.counts}, {month_name(month)}"))
    rate = facts.get(f"{GOOD}.{EDITION}")
    if rate is not None and rate.value is not None:
        made.append(("Good or better", fact_span(rate), f"{rate.counts}, {edition.period}"))
    returned = facts.count(f"reaudits.returned.{EDITION}")
    if returned.number:
        improved = facts.count(f"reaudits.improved.{EDITION}")
        made.append(("Re-audits improved", f"{fact_span(improved)} of {fact_span(returned)}", edition.period))
    waiting = facts.get(f"waiting.cases.{EDITION}")
    if waiting is not None:
        long = facts.count(f"waiting.long.{EDITION}")
        made.append(("Waiting for a re-audit", fact_span(waiting), f"{fact_span(long)} for three months or longer"))
    if not made:
        return ""
    each = [f"::: headline-figure\n{title}\\\n**{number}**\\\n{below}\n:::" for title, number, below in made]
    return paragraphs("::: headline-figures", *each, ":::")


def asks(evidence: Evidence) -> str:
    """What readers are asked to do, by what the figures show."""
    facts, edition, lists = evidence.facts, evidence.edition, evidence.lists
    found = []
    waiting = facts.count(f"waiting.cases.{EDITION}")
    if waiting.number:
        found.append(f"**Team managers:** allocate a re-audit to each of the {counted(waiting, 'case')} that wait.")
    out = facts.count(f"audits.outstanding.{EDITION}")
    if out.number:
        text = f"return the {counted(out, 'audit')} that {verb(out, 'has', 'have')} not come back"
        found.append(f"**Auditors:** {text}.")
    overdue = facts.count(f"actions.overdue.{edition.edition}")
    if overdue.number:
        promised = f"the {counted(overdue, 'overdue action')}"
        when = f"or when {verb(overdue, 'it', 'they')} will be done"
        found.append(f"**Owners of actions:** say what became of {promised}, {when}.")
    for message in needs(facts, lists):
        themes = message.headline.partition(" is what")[0].partition(" are what")[0]
        found.append(f"**Managers:** discuss in your teams what practice most often needs: {themes}.")
    return bullets(found)
