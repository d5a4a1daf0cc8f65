"""Words that the page, the workbook and the terminal share, and the summary for the terminal."""

from __future__ import annotations

from datetime import date

from auditlib.periods import day_name, month_name, period_name
from auditlib.schema import RETURNS
from auditlib.validate.results import Outcome, Place, RuleResult, Validation

SEVERITY = {"critical": "Must be corrected", "warning": "Please check", "info": "For information"}
#: The order in which severities are shown.
ORDER = {"critical": 0, "warning": 1, "info": 2}
RETURN_NAMES = {"": "Files"} | {name: entry.title for name, entry in RETURNS.items()}


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
    if result.unit in ("files", "columns"):
        return count(result.failed, result.unit)
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
    stops = validation.stops
    if not stops:
        return "The edition can be made."
    which = "1 rule stops it" if len(stops) == 1 else f"{len(stops)} rules stop it"
    return f"The edition cannot be made yet: {which}."


def found(result: RuleResult) -> str:
    """What was found of a rule that did not pass: where a rule is stated, it is said for how many it does not hold."""
    if result.outcome is Outcome.NOT_RUN:
        return f"{result.description} The rule could not run."
    if result.found:
        have = "has" if result.failed == 1 else "have"
        return result.found.format(failed=f"{result.failed:,}", checked=f"{result.checked:,}", have=have)
    return f"Does not hold for {how_many(result)}: {result.description}"


def consequences(following: list[RuleResult]) -> str:
    """What else fails for want of what could not be read, in a sentence with a space before it; or nothing."""
    if not following:
        return ""
    each = ", ".join(f"{rule.code} ({count(rule.failed, rule.unit)} of {rule.return_name})" for rule in following)
    return f" Correct what could not be read first; then these rules may hold too: {each}."


def warnings_of(validation: Validation) -> tuple[str, ...]:
    """Everything that a person should look at, a sentence or two each: the edition's own files first."""
    gravest = sorted(validation.warnings, key=lambda rule: (-rule.failed / max(rule.checked, 1), rule.code))
    rules = [f"{rule.code} {text[:1].lower()}{text[1:]}" for rule in gravest for text in [found(rule)]]
    return (*validation.odd, *rules)


_MOST_PLACES = 3


def summary_lines(validation: Validation) -> list[tuple[str, str]]:
    """What was found, as lines: a style of rich, empty for plain, and the text, which can be read without it."""
    earlier = " and all months before" if len(validation.programme_months) > len(validation.months) else ""
    lines = [("bold", f"Returns of {period_name(list(validation.months))}{earlier}")]
    lines += [line for name in ["", *RETURNS] for line in _return_line(name, validation)]
    for result, following in validation.causes:
        lines += _failure(result, "bold red")
        lines += [("", f"   {consequences(following)}")] if following else []
    for result in validation.waived:
        lines += [*_failure(result, "magenta"), ("", f"    {waiver(result)}")]
    for result in validation.warnings:
        lines += _failure(result, "yellow")
    for result in validation.information:
        lines.append(("cyan", f"  {_title(result)}"))
    lines += [("magenta", f"  {note}") for note in validation.notes]
    lines += [("yellow", f"  Please check: {text}") for text in validation.odd]
    lines.append(("bold red" if validation.stops else "bold green", headline(validation)))
    return lines


def _return_line(name: str, validation: Validation) -> list[tuple[str, str]]:
    results = [each for each in validation.results if each.return_name == name]
    if not name or not results:
        return []
    rows = [each for each in validation.reconciliation if each.return_name == name]
    read, rejected = sum(each.read for each in rows), sum(each.rejected for each in rows)
    rules = [each for each in results if each.type != "reading"]
    passed = sum(1 for each in rules if each.outcome is Outcome.PASSED)
    text = (
        f"  {RETURN_NAMES[name]}: {count(read, 'rows')} read = {read - rejected:,} accepted + {rejected:,} rejected; "
    )
    text += f"{passed} of {count(len(rules), 'rules')} passed"
    nothing = sum(1 for each in rules if each.outcome is Outcome.NOTHING)
    return [("", text + (f", {nothing} had nothing to check" if nothing else ""))]


def _title(result: RuleResult) -> str:
    number = "" if result.outcome is Outcome.NOT_RUN else f" {how_many(result)}."
    return f"{result.code} {verdict(result)}: {result.description}{number}"


def _failure(result: RuleResult, style: str) -> list[tuple[str, str]]:
    lines = [(style, f"  {_title(result)}")]
    if result.why:
        lines.append(("", f"    {result.why}"))
    for place in result.places[:_MOST_PLACES]:
        lines.append(("", "    " + ": ".join(part for part in (where(place), place.detail) if part)))
    more = result.failed - min(len(result.places), _MOST_PLACES)
    if more > 0:
        lines.append(("", f"    and {more:,} more, in rows-to-return.xlsx"))
    return [*lines, ("", f"    {what_to_do(result)}")]
