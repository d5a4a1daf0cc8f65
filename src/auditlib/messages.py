"""What matters most: the main messages of an edition, chosen by rule, and what no summary may leave out.

Belongs here: candidates, their rank, the must-say list, headline cards and what is asked of readers. Does not belong
here: tests of change (`claims`), or the sections' own sentences (`narrative`). The rules are stated for readers in
``docs/methods/main-messages.md``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from auditlib import rounding
from auditlib.change.followed import WITHIN_MONTHS
from auditlib.claims import Comparison, Signal, Verdict, compare, control_chart
from auditlib.disclosure import Evidence
from auditlib.facts import Fact, Facts, fact_span
from auditlib.narrative.words import bullets, capital, counted, paragraphs, share, verb
from auditlib.periods import EDITION, month_name, months_before
from auditlib.reference import NEED, CodeLists
from auditlib.schema import INADEQUATE
from auditlib.settings import Edition

#: How many main messages an edition has at most.
MOST = 6
#: A share of fewer cases than this is given as its counts, not as so many in ten.
FEWEST_FOR_TENTHS = 20
#: Below this share of audits returned, the cases that did not come back may differ from those that did.
LOW_RETURN = 0.7
#: Fewer returned audits than this say little about practice.
FEW_AUDITS = 10
#: At most so many themes are named in a message; if more share the first place, none stands out.
MOST_THEMES = 3

_COLUMNS = ["weight", "headline", "evidence"]
_COMPLIANCE, _GOOD = "audits.compliance", "audits.good_or_better_rate"


@dataclass(frozen=True, slots=True)
class Message:
    """One main message.

    Parameters
    ----------
    weight
        How much it matters: the greater comes first.
    headline
        A sentence that stands alone.
    evidence
        One or two sentences with counts.
    """

    weight: int
    headline: str
    evidence: str

    @property
    def markdown(self) -> str:
        """The message as an item of a list."""
        return f"**{self.headline}** {self.evidence}".strip()


@dataclass(frozen=True, slots=True)
class MustSay:
    """Something that a summary written by hand may not leave out.

    Parameters
    ----------
    what
        What it is, in words.
    facts
        Ids of which the summary has to name one.
    """

    what: str
    facts: tuple[str, ...]


def _latest(edition: Edition, facts: Facts, rate: str) -> str | None:
    """The edition's last month in which a rate has cases."""
    return next((month for month in reversed(edition.months) if facts.value(f"{rate}.{month}") is not None), None)


def _comparisons(edition: Edition, facts: Facts, rate: str) -> dict[str, Comparison]:
    """The latest month's rate against the month before and the same month a year ago, by ``before`` and ``year``."""
    month = _latest(edition, facts, rate)
    if month is None:
        return {}
    found = {}
    for name, earlier in (("before", months_before(month)), ("year", months_before(month, 12))):
        then = facts.get(f"{rate}.{earlier}")
        comparison = compare(facts[f"{rate}.{month}"], then) if then is not None else None
        if comparison is not None:
            found[name] = comparison
    return found


def _is_worse(comparison: Comparison) -> bool:
    return comparison.verdict is Verdict.SIGNIFICANT and comparison.direction == "lower"


def _is_better(comparison: Comparison) -> bool:
    return comparison.verdict is Verdict.SIGNIFICANT and comparison.direction == "higher"


def _month_of(fact: Fact) -> str:
    return month_name(fact.id.split(".")[2])


def _compared(comparison: Comparison) -> str:
    """An earlier share and what can be said of the change: ``no clear change from 75% (72 of 96) in January 2020``."""
    text = f"{share(comparison.then)} in {_month_of(comparison.then)}"
    match comparison.verdict:
        case Verdict.SIGNIFICANT:
            return f"{'up from' if comparison.direction == 'higher' else 'down from'} {text}"
        case Verdict.TOO_FEW:
            return f"too few cases to compare with {text}"
        case _ if comparison.direction == "the same":
            return f"the same as {text}"
        case _:
            return f"no clear change from {text}"


def _in_tenths(fact: Fact, what: str, did: str) -> str:
    """A share as so many in ten, or as its counts where there are few: ``About 4 in 10 audited cases``."""
    if fact.denominator < FEWEST_FOR_TENTHS:
        return f"{fact_span(fact, fact.counts)} {what} {did}"
    tenths = int(rounding.half_up(10 * fact.value))
    if tenths == 0:
        return f"Very few {what} {did}"
    if tenths == 10:
        return f"{'All' if fact.value == 1 else 'Nearly all'} {what} {did}"
    if tenths == 5:
        exactly = 2 * fact.numerator == fact.denominator
        return f"{'Half' if exactly else 'About half'} of {what} {did}"
    return f"About {tenths} in 10 {what} {did}"


# The candidates.


def _returns(edition: Edition, facts: Facts) -> Iterator[Message]:
    month = _latest(edition, facts, _COMPLIANCE)
    if month is None:
        return
    now = facts[f"{_COMPLIANCE}.{month}"]
    found = _comparisons(edition, facts, _COMPLIANCE)
    before, year = found.get("before"), found.get("year")
    name = month_name(month)
    worse = [which for which, comparison in found.items() if _is_worse(comparison)]
    better = [which for which, comparison in found.items() if _is_better(comparison)]
    if "year" in worse and "before" in better:
        headline = "Audits are coming back again, but not as they did a year ago."
    elif worse:
        than = rounding.listed([_month_of(found[which].then) for which in worse])
        headline = f"Fewer audits came back in {name} than in {than}."
    elif better:
        than = rounding.listed([_month_of(found[which].then) for which in better])
        headline = f"More audits came back in {name} than in {than}."
    else:
        headline = f"{_in_tenths(now, 'audits', 'came back')} in {name}."
    target = edition.returns_target
    below = target is not None and now.value < target
    parts = [f"{share(now)} in {name}", *(_compared(each) for each in (before, year) if each is not None)]
    evidence = f"{capital('; '.join(parts))}."
    if below:
        evidence += f" The team's target is {target:.0%}."
    signals = _signals(edition, facts, month)
    if signals:
        evidence += f" {signals}"
    yield Message(90 if worse or below else 50, headline, evidence)


def _signals(edition: Edition, facts: Facts, month: str) -> str:
    """Whether the latest month lies outside the programme's usual range."""
    chart = control_chart(facts, _COMPLIANCE, edition.programme_months)
    if chart.trial or Signal.ASTRONOMICAL not in chart.signals.get(month, ()):
        return ""
    point = next(point for point in chart.points if point.period == month)
    side = "below" if point.value < chart.centre else "above"
    return f"That is {side} the programme's usual range."


def _quality(edition: Edition, facts: Facts, lists: CodeLists) -> Iterator[Message]:
    rate = facts.get(f"{_GOOD}.{EDITION}")
    if rate is None or rate.value is None:
        return
    found = _comparisons(edition, facts, _GOOD)
    worse, better = ([each for each in found.values() if test(each)] for test in (_is_worse, _is_better))
    good = lists.judgements.name_of("good")
    headline = f"{_in_tenths(rate, 'audited cases', f'were judged {good} or better')}."
    evidence = f"{capital(share(rate))} for {edition.period}, before moderation."
    for comparison in (worse or better)[:1]:
        moved = "fell" if worse else "rose"
        evidence += (
            f" The share {moved} to {share(comparison.now)} in {_month_of(comparison.now)}, from "
            f"{share(comparison.then)} in {_month_of(comparison.then)}."
        )
    if "before" in found and not worse and not better:
        evidence += f" {capital(_compared(found['before']))}."
    checked = facts.count(f"moderation.before.{EDITION}.good")
    lowered = facts.count(f"moderation.lowered.{EDITION}.good")
    if lowered.number:
        whole = "the one" if checked.number == 1 else f"{fact_span(lowered)} of the {fact_span(checked)}"
        judgement = "judgement" if checked.number == 1 else "judgements"
        evidence += (
            f" Moderators lowered {whole} {good} {judgement} that they checked, "
            "so the true share is likely to be lower."
        )
    yield Message(95 if worse else 80, headline, evidence)


def _reaudits(edition: Edition, facts: Facts, lists: CodeLists) -> Iterator[Message]:
    returned = facts.count(f"reaudits.returned.{EDITION}")
    still = facts.count(f"reaudits.outcome.{EDITION}.{INADEQUATE}")
    waiting = facts.count(f"waiting.cases.{EDITION}")
    inadequate = lists.judgements.name_of(INADEQUATE)
    if not returned.number and not waiting.number:
        return
    evidence = []
    if returned.number:
        headline = _still_inadequate(still, returned, inadequate)
        evidence.append(f"{fact_span(still)} of {counted(returned, 're-audit')} returned for {edition.period}.")
        again = facts.count(f"waiting.again.{EDITION}")
        if again.number:
            back = f"{capital(counted(again, 'case'))} {verb(again, 'has', 'have')} come back {inadequate}"
            evidence.append(f"{back} in the programme so far, with no further re-audit allocated.")
    else:
        headline = f"{_cases_wait(waiting, inadequate)}."
    if waiting.number:
        evidence.append(_waiting(facts, waiting, inadequate, said=not returned.number))
    urgent = still.number or facts.number(f"waiting.long.{EDITION}")
    yield Message(100 if urgent else 70 if waiting.number else 45, headline, " ".join(evidence))


def _still_inadequate(still: Fact, returned: Fact, inadequate: str) -> str:
    if returned.number == 1:
        return f"The one case re-audited is {'still' if still.number else 'no longer'} {inadequate}."
    if not still.number:
        return f"None of the cases re-audited is still {inadequate}."
    if still.number == returned.number:
        return f"All cases re-audited are still {inadequate}."
    if 2 * still.number == returned.number:
        return f"Half of the cases re-audited are still {inadequate}."
    if returned.number < FEW_AUDITS:
        return f"{fact_span(still)} of the cases re-audited {verb(still, 'is', 'are')} still {inadequate}."
    more = "More than half" if 2 * still.number > returned.number else "Fewer than half"
    return f"{more} of the cases re-audited are still {inadequate}."


def _cases_wait(waiting: Fact, inadequate: str) -> str:
    return f"{capital(counted(waiting, 'case'))} judged {inadequate} {verb(waiting, 'waits', 'wait')} for a re-audit"


def _waiting(facts: Facts, waiting: Fact, inadequate: str, *, said: bool) -> str:
    long = facts.count(f"waiting.long.{EDITION}")
    text = "" if said else _cases_wait(waiting, inadequate)
    if long.number:
        within = {3: "three"}.get(WITHIN_MONTHS, str(WITHIN_MONTHS))
        rest = f"{fact_span(long)} of them {verb(long, 'has', 'have')} waited for {within} months or longer"
        return f"{text}; {rest}." if text else f"{capital(rest)}."
    return f"{text}." if text else ""


def _needs(facts: Facts, lists: CodeLists) -> Iterator[Message]:
    remarks = facts.count(f"comments.showing.{EDITION}.{NEED}")
    themes = {code: fact for code, fact in facts.under(f"comments.showing.{EDITION}.{NEED}").items() if fact.number}
    if not themes:
        return
    most = max(fact.number for fact in themes.values())
    first = sorted((lists.themes.name_of(code), fact) for code, fact in themes.items() if fact.number == most)
    if most < 2 or len(first) > MOST_THEMES:
        return
    names = rounding.listed([name for name, _ in first])
    are = "is" if len(first) == 1 else "are"
    each = "" if len(first) == 1 else "Each is "
    named = f"{each}{'Named' if not each else 'named'} in {fact_span(first[0][1])} of {counted(remarks, 'remark')}"
    yield Message(
        60,
        f"{names} {are} what practice most often needs.",
        f"{named} on what must improve, on why Good was lowered and on cases still Inadequate.",
    )


def _actions(edition: Edition, facts: Facts) -> Iterator[Message]:
    overdue = facts.count(f"actions.overdue.{edition.edition}")
    if not overdue.number:
        return
    opened = facts.count(f"actions.open.{edition.edition}")
    yield Message(
        75,
        f"{capital(counted(overdue, 'action'))} promised earlier {verb(overdue, 'is', 'are')} overdue.",
        f"{capital(counted(opened, 'action'))} {verb(opened, 'is', 'are')} open in all; section 10 lists them.",
    )


def _caution(edition: Edition, facts: Facts) -> Iterator[Message]:
    rate = facts.get(f"{_COMPLIANCE}.{EDITION}")
    returned = facts.count(f"audits.returned.{EDITION}")
    if rate is None or rate.value is None:
        return
    if returned.number < FEW_AUDITS:
        yield Message(
            85,
            "Too few audits came back to say how practice has changed.",
            f"{capital(counted(returned, 'audit'))} {verb(returned)} returned for {edition.period}.",
        )
    elif rate.value < LOW_RETURN:
        yield Message(
            85,
            "So few audits came back that the others may differ.",
            f"{capital(share(rate))} for {edition.period}; what did not come back is not described here.",
        )


def candidates(edition: Edition, lists: CodeLists, facts: Facts) -> list[Message]:
    """All that could be a main message, the weightiest first; equal ones in the order of the sections."""
    found = [
        *_reaudits(edition, facts, lists),
        *_quality(edition, facts, lists),
        *_returns(edition, facts),
        *_needs(facts, lists),
        *_actions(edition, facts),
        *_caution(edition, facts),
    ]
    return sorted(found, key=lambda message: -message.weight)


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


def must_say(edition: Edition, facts: Facts) -> list[MustSay]:
    """What a summary written by hand may not leave out: the worst change, long waits, overdue actions, a target missed.

    Parameters
    ----------
    edition, facts
        The edition and all its facts.
    """
    found = []
    worst = [
        (comparison.p, name, comparison)
        for name, rate in (("returns", _COMPLIANCE), ("judgements of Good or better", _GOOD))
        for comparison in _comparisons(edition, facts, rate).values()
        if _is_worse(comparison)
    ]
    if worst:
        _, name, comparison = min(worst, key=lambda each: each[:2])
        months = f"{_month_of(comparison.now)} against {_month_of(comparison.then)}"
        found.append(MustSay(f"the fall in {name}, {months}", (comparison.then.id,)))
    if facts.number(f"waiting.long.{EDITION}"):
        found.append(MustSay("cases that wait too long for a re-audit", (f"waiting.long.{EDITION}",)))
    overdue = f"actions.overdue.{edition.edition}"
    if facts.number(overdue):
        found.append(MustSay("overdue actions", (overdue,)))
    month = _latest(edition, facts, _COMPLIANCE)
    target = edition.returns_target
    if target is not None and month is not None and facts.value(f"{_COMPLIANCE}.{month}") < target:
        ids = (f"{_COMPLIANCE}.{month}", f"{_COMPLIANCE}.{EDITION}")
        found.append(MustSay(f"that returns are under the target of {target:.0%}", ids))
    return found


def cards(evidence: Evidence) -> str:
    """Four headline figures, each with its counts: returns, Good or better, re-audits improved, cases waiting."""
    facts, edition = evidence.facts, evidence.edition
    made = []
    month = _latest(edition, facts, _COMPLIANCE)
    if month is not None:
        rate = facts[f"{_COMPLIANCE}.{month}"]
        made.append(("Audits returned", fact_span(rate), f"{rate.counts}, {month_name(month)}"))
    rate = facts.get(f"{_GOOD}.{EDITION}")
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
    for message in _needs(facts, lists):
        themes = message.headline.partition(" is what")[0].partition(" are what")[0]
        found.append(f"**Managers:** discuss in your teams what practice most often needs: {themes}.")
    return bullets(found)
