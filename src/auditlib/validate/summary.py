"""The short summary for the terminal.

Belongs here: lines with a style each, and the same as a rich text. Does not belong here: printing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from auditlib.periods import period_name
from auditlib.schema import RETURNS
from auditlib.validate.results import Outcome, RuleResult, Validation
from auditlib.validate.wording import (
    RETURN_NAMES,
    consequences,
    count,
    headline,
    how_many,
    verdict,
    waiver,
    what_to_do,
    where,
)

if TYPE_CHECKING:
    from rich.text import Text

_MOST_PLACES = 3


def summary_lines(validation: Validation) -> list[tuple[str, str]]:
    """What was found, as lines of text with a style of rich each; an empty style is plain.

    Returns
    -------
    list of tuple
        Style and text. Every line can be read without its style.
    """
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


def summary(validation: Validation) -> Text:
    """The summary as a rich text, to be printed by a console that knows whether there are colours."""
    from rich.text import Text

    text = Text()
    for style, line in summary_lines(validation):
        text.append(line, style=style or None)
        text.append("\n")
    text.rstrip()
    return text


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
