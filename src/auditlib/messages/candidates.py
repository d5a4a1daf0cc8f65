"""The candidates for main messages, each with its weight."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from auditlib import rounding
from auditlib.claims import Comparison, Signal, Verdict, control_chart
from auditlib.disclosure import unless_withheld, until_withheld
from auditlib.facts import Fact, Facts, fact_span
from auditlib.messages.changes import (
    COMPLIANCE,
    GOOD,
    comparisons,
    is_significantly,
    latest,
    month_of,
    under_target,
    worst,
)
from auditlib.narrative.words import capital, counted, share, verb
from auditlib.periods import EDITION, month_name
from auditlib.reference import NEED, CodeLists
from auditlib.schema import GOOD_OR_BETTER, INADEQUATE, JUDGEMENTS
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


@dataclass(frozen=True, slots=True)
class Message:
    """One main message."""

    weight: int  # how much it matters: the greater comes first
    headline: str  # a sentence that stands alone
    evidence: str  # one or two sentences with counts

    @property
    def markdown(self) -> str:
        """The message as an item of a list."""
        return f"**{self.headline}** {self.evidence}".strip()


def _compared(comparison: Comparison) -> str:
    """An earlier share and what can be said of the change: ``no clear change from 75% (72 of 96) in January 2020``."""
    text = f"{share(comparison.then)} in {month_of(comparison.then)}"
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
    if not fact.numerator:
        return f"{fact_span(fact, 'No')} {what} {did}"
    if fact.numerator == 1:
        did = did.replace("were ", "was ")
    if fact.denominator == 1:
        return f"{fact_span(fact, 'The one')} {what.removesuffix('s')} {did}"
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


def _returns(edition: Edition, facts: Facts) -> Iterator[Message]:
    month = latest(edition, facts, COMPLIANCE)
    if month is None:
        return
    now = facts[f"{COMPLIANCE}.{month}"]
    found = comparisons(edition, facts, COMPLIANCE)
    name = month_name(month)
    worse, better = (
        {which: month_of(each.then) for which, each in found.items() if is_significantly(each, side)}
        for side in ("lower", "higher")
    )
    if "year" in worse and "before" in better:
        headline = "Audits are coming back again, but not as they did a year ago."
    elif worse or better:
        than = rounding.listed([*(worse or better).values()])
        headline = f"{'Fewer' if worse else 'More'} audits came back in {name} than in {than}."
    else:
        headline = f"{_in_tenths(now, 'audits', 'came back')} in {name}."
    below = under_target(edition, facts)
    parts = [f"{share(now)} in {name}", *map(_compared, found.values())]
    evidence = f"{capital('; '.join(parts))}."
    if below:
        if now not in below:
            evidence += f" {capital(share(below[0]))} for {edition.period}."
        evidence += f" The team's target is {edition.returns_target:g}%."
    signals = _signals(edition, facts, month)
    if signals:
        evidence += f" {signals}"
    yield Message(90 if worse or below else 50, headline, evidence)


@unless_withheld
def _signals(edition: Edition, facts: Facts, month: str) -> str:
    """Whether the latest month lies outside the programme's usual range."""
    chart = control_chart(facts, COMPLIANCE, edition.programme_months)
    if chart.trial or chart.centre is None or Signal.ASTRONOMICAL not in chart.signals.get(month, ()):
        return ""
    point = next(point for point in chart.points if point.period == month)
    side = "below" if point.value < chart.centre else "above"
    return f"That is {side} the programme's usual range."


def _quality(edition: Edition, facts: Facts, lists: CodeLists) -> Iterator[Message]:
    rate = facts.get(f"{GOOD}.{EDITION}")
    if rate is None or rate.value is None:
        return
    found = comparisons(edition, facts, GOOD)
    worse, better = ([each for each in found.values() if is_significantly(each, side)] for side in ("lower", "higher"))
    good = lists.judgements.name_of("good")
    headline = f"{_in_tenths(rate, 'audited cases', f'were judged {good} or better')}."
    evidence = f"{capital(share(rate))} for {edition.period}, before moderation."
    for comparison in sorted(worse or better, key=lambda each: each.p or 0.0)[:1]:
        moved = "fell" if worse else "rose"
        evidence += (
            f" The share {moved} to {share(comparison.now)} in {month_of(comparison.now)}, from "
            f"{share(comparison.then)} in {month_of(comparison.then)}."
        )
    if "before" in found and not worse and not better:
        # the change is that of a month: beside a figure for several it has to say which
        now = found["before"].now
        month = f"{share(now)} in {month_of(now)}; " if len(edition.months) > 1 else ""
        evidence += f" {capital(month + _compared(found['before']))}."
    checked = facts.count(f"moderation.before.{EDITION}.good")
    lowered = facts.count(f"moderation.lowered.{EDITION}.good")
    if lowered.number:
        whole = "the one" if checked.number == 1 else f"{fact_span(lowered)} of the {fact_span(checked)}"
        judgement = "judgement" if checked.number == 1 else "judgements"
        evidence += f" Moderators lowered {whole} {good} {judgement} that they checked{_net(facts, good)}."
    yield Message(95 if worse else 80, headline, evidence)


@unless_withheld
def _net(facts: Facts, good: str) -> str:
    """What all changes of moderation together say of the share of Good or better."""
    below = [judgement for judgement in JUDGEMENTS if judgement not in GOOD_OR_BETTER]
    rises = [f"{old}-to-{new}" for old in below for new in GOOD_OR_BETTER]
    falls = [f"outstanding-to-{new}" for new in below]
    stem = f"moderation.changed.{EDITION}"
    raised, fell = (sum(facts.number(f"{stem}.{move}") for move in moves) for moves in (rises, falls))
    if facts.number(f"moderation.lowered.{EDITION}.good") + fell > raised:
        return ", so the true share is likely to be lower"
    return f", and raised at least as many others to {good} or better"


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
        again = f"{fact_span(still)} of them {verb(still, 'was', 'were')} {inadequate} again"
        evidence.append(f"{capital(counted(returned, 're-audit'))} came back for {edition.period}; {again}.")
        unallocated = facts.count(f"waiting.again.{EDITION}")
        if unallocated.number:
            back = f"{capital(counted(unallocated, 'case'))} {verb(unallocated, 'has', 'have')} come back {inadequate}"
            evidence.append(f"{back} in the programme so far, with no further re-audit allocated.")
    else:
        headline = f"{_cases_wait(waiting, inadequate)}."
    if waiting.number:
        evidence.append(_waiting(facts, _cases_wait(waiting, inadequate) if returned.number else ""))
    urgent = still.number or facts.number(f"waiting.long.{EDITION}")
    yield Message(100 if urgent else 70 if waiting.number else 45, headline, " ".join(evidence))


def _still_inadequate(still: Fact, returned: Fact, inadequate: str) -> str:
    if returned.number == 1:
        return f"The one case re-audited is {'still' if still.number else 'no longer'} {inadequate}."
    if not still.number:
        return f"None of the cases re-audited is still {inadequate}."
    if still.number == returned.number:
        return f"All cases re-audited are still {inadequate}."
    # a case may be re-audited twice in an edition, so that re-audits are not cases
    if 2 * still.number == returned.number:
        some = "Half of the"
    elif returned.number < FEW_AUDITS:
        some = f"{fact_span(still)} of {fact_span(returned)}"
    else:
        some = "More than half of the" if 2 * still.number > returned.number else "Fewer than half of the"
    return f"{some} re-audits found the case {inadequate} again."


def _cases_wait(waiting: Fact, inadequate: str) -> str:
    return f"{capital(counted(waiting, 'case'))} judged {inadequate} {verb(waiting, 'waits', 'wait')} for a re-audit"


def _waiting(facts: Facts, wait: str) -> str:
    """What waits, if that is to be said, and how many of these cases have waited long."""
    long = facts.count(f"waiting.long.{EDITION}")
    rest = f"{fact_span(long)} of them {verb(long, 'has', 'have')} waited for three months or longer"
    text = "; ".join(part for part in (wait, rest if long.number else "") if part)
    return f"{capital(text)}." if text else ""


def most_named(facts: Facts, lists: CodeLists) -> list[tuple[str, Fact]]:
    """The themes that remarks name most often where practice must improve, with how often; none if none stand out."""
    themes = {code: fact for code, fact in facts.under(f"comments.showing.{EDITION}.{NEED}").items() if fact.number}
    if not themes:
        return []
    most = max(fact.number for fact in themes.values())
    first = sorted((lists.themes.name_of(code), fact) for code, fact in themes.items() if fact.number == most)
    return [] if most < 2 or len(first) > MOST_THEMES else first


def _needs(facts: Facts, lists: CodeLists) -> Iterator[Message]:
    first = most_named(facts, lists)
    if not first:
        return
    remarks = facts.count(f"comments.showing.{EDITION}.{NEED}")
    names = rounding.listed([name for name, _ in first])
    are = "is" if len(first) == 1 else "are"
    found = f"{'In' if len(first) == 1 else 'Each in'} {fact_span(first[0][1])} of {counted(remarks, 'remark')}"
    evidence = f"{found} on what must improve, on why Good was lowered and on cases still Inadequate."
    yield Message(60, f"{names} {are} named most often where practice must improve.", evidence)


def _actions(edition: Edition, facts: Facts) -> Iterator[Message]:
    overdue = facts.count(f"actions.overdue.{edition.edition}")
    if overdue.number:
        opened = facts.count(f"actions.open.{edition.edition}")
        headline = f"{capital(counted(overdue, 'action'))} promised earlier {verb(overdue, 'is', 'are')} overdue."
        evidence = f"{capital(counted(opened, 'action'))} {verb(opened, 'is', 'are')} open in all: see @sec-practice."
        yield Message(75, headline, evidence)


def _caution(edition: Edition, facts: Facts) -> Iterator[Message]:
    rate = facts.get(f"{COMPLIANCE}.{EDITION}")
    returned = facts.count(f"audits.returned.{EDITION}")
    if rate is None or rate.value is None:
        return
    if returned.number < FEW_AUDITS:
        evidence = f"{capital(counted(returned, 'audit'))} {verb(returned)} returned for {edition.period}."
        yield Message(85, "Too few audits came back to say how practice has changed.", evidence)
    elif rate.value < LOW_RETURN:
        evidence = f"{capital(share(rate))} for {edition.period}; what did not come back is not described here."
        yield Message(85, "So few audits came back that the others may differ.", evidence)


def _worst(edition: Edition, facts: Facts, others: list[Message]) -> Iterator[Message]:
    """The most adverse change, where no other message has it."""
    adverse = worst(edition, facts)
    if adverse is None or any(f'"{adverse[1].then.id}"' in message.evidence for message in others):
        return
    rate, comparison = adverse
    headline = rate.headline.format(now=month_of(comparison.now), then=month_of(comparison.then))
    evidence = f"{capital(share(comparison.now))} in {month_of(comparison.now)}; {_compared(comparison)}."
    yield Message(97, headline, evidence)


def candidates(edition: Edition, lists: CodeLists, facts: Facts) -> list[Message]:
    """All that could be a main message, the weightiest first; equal ones in the order of the sections."""
    parts = [
        _reaudits(edition, facts, lists),
        _quality(edition, facts, lists),
        _returns(edition, facts),
        _needs(facts, lists),
        _actions(edition, facts),
        _caution(edition, facts),
    ]
    found = [message for part in parts for message in until_withheld(part)]
    found += until_withheld(_worst(edition, facts, found))
    return sorted(found, key=lambda message: -message.weight)
