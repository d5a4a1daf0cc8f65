"""Words that the page, the workbook and the terminal share.

Belongs here: names of severities, outcomes and returns, counts and places in words. Does not belong here: markup.
"""

from __future__ import annotations

from datetime import date

from auditlib.periods import day_name, month_name, period_name
from auditlib.validate.results import Outcome, Place, RuleResult, Validation

SEVERITY = {"critical": "Must be corrected", "warning": "Please check", "info": "For information"}
#: The order in which severities are shown.
ORDER = {"critical": 0, "warning": 1, "info": 2}
RETURN_NAMES = {
    "": "Files",
    "audits": "Audits",
    "reaudits": "Re-audits",
    "moderations": "Moderations",
    "reflections": "Case reflection sheets",
    "supervision": "Supervision observations",
    "comments": "Comments",
}


def count(number: int, unit: str) -> str:
    """``1 row``, ``1,235 rows``; units are given in the plural."""
    one = {"cells and rows": "cell or row"}.get(unit, unit.removesuffix("s"))
    return f"{number:,} {one if number == 1 else unit}"


def verdict(result: RuleResult) -> str:
    """What came of a rule in one or two words; never a colour or sign alone."""
    if result.outcome is Outcome.FAILED:
        if result.waived_by:
            return "Failed, accepted"
        return {"critical": "Failed", "warning": "Warning", "info": "Note"}[result.severity]
    return {Outcome.PASSED: "Passed", Outcome.NOT_RUN: "Could not run", Outcome.NOTHING: "Nothing to check"}[
        result.outcome
    ]


def how_many(result: RuleResult) -> str:
    """``6 of 163 rows``; ``2 of 10 comparisons``; ``3 files``."""
    if result.unit == "files":
        return count(result.failed, "files")
    if result.unit == "cells and rows":
        return f"{count(result.failed, result.unit)}, of {count(result.checked, 'rows')} read"
    return f"{result.failed:,} of {count(result.checked, result.unit)}"


def where(place: Place) -> str:
    """``data/raw/2020-02/audits.csv, sheet x, row 14, judgement``."""
    parts = [place.file]
    if place.sheet:
        parts.append(f"sheet {place.sheet}")
    if place.row is not None:
        parts.append(f"row {place.row}")
    if place.column:
        parts.append(place.column)
    return ", ".join(part for part in parts if part)


def what_to_do(result: RuleResult) -> str:
    """What to do about a rule that was broken, or that could not run."""
    if result.outcome is Outcome.NOT_RUN:
        return f"Correct the rule in expectations/{result.return_name}.json; until then nothing is published."
    return result.what_to_do


def waiver(result: RuleResult) -> str:
    """Who accepted a failure, until when and why."""
    until = day_name(date.fromisoformat(result.waived_until))
    return f"Accepted by {result.waived_by} until {until}: {result.waived_for}"


def trend(result: RuleResult, validation: Validation) -> str:
    """How often a rule was broken in the edition's months and in those before, in one sentence."""
    before = [month for month in validation.programme_months if month not in validation.months]
    now = sum(result.by_month.get(month, 0) for month in validation.months)
    here = f"{now:,} in {period_name(list(validation.months))}"
    if not before:
        return f"{here}; there are no earlier months."
    numbers = [result.by_month.get(month, 0) for month in before]
    low, high = min(numbers), max(numbers)
    if not high:
        return f"{here}; none in {'the month' if len(before) == 1 else f'the {len(before)} months'} before."
    if len(before) == 1:
        return f"{here}; {high:,} in {month_name(before[0])}."
    span = f"{low:,}" if low == high else f"{low:,} to {high:,}"
    return f"{here}; {span} a month in the {len(before)} months before."


def headline(validation: Validation) -> str:
    """Whether the edition can be made, in one sentence."""
    stops = validation.causes
    if not stops:
        return "The edition can be made."
    which = "1 rule stops it" if len(stops) == 1 else f"{len(stops)} rules stop it"
    return f"The edition cannot be made yet: {which}."


def found(result: RuleResult) -> str:
    """What was found of a rule that did not pass: where a rule is stated, it is said for how many it does not hold."""
    if result.outcome is Outcome.NOT_RUN:
        return f"{result.description} The rule could not run."
    return f"Does not hold for {how_many(result)}: {result.description}"


def consequences(following: list[RuleResult]) -> str:
    """What else fails for want of what could not be read, in a sentence with a space before it; or nothing."""
    if not following:
        return ""
    each = ", ".join(f"{rule.code} ({count(rule.failed, rule.unit)} of {rule.return_name})" for rule in following)
    return f" Correct what could not be read first; then these rules may hold too: {each}."


def lower_first(text: str) -> str:
    """A sentence to go on with."""
    return text[:1].lower() + text[1:]


def warnings_of(validation: Validation) -> tuple[str, ...]:
    """Everything that a person should look at, a sentence or two each: the edition's own files first."""
    gravest = sorted(validation.warnings, key=lambda rule: (-rule.failed / max(rule.checked, 1), rule.code))
    rules = [f"{rule.code} {lower_first(found(rule))}" for rule in gravest]
    return (*validation.odd, *rules)
