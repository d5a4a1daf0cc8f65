"""A period called previous, last or next that is not (DOC-11).

Belongs here: months, quarters and years named as the one before or after. Does not belong here: whether a
figure fits its period.

Precondition: the sentence calls a period previous (last, preceding, prior, following, next) and names it in
the same noun phrase; and the present period is said beforehand, in the sentence itself or, for months, by its
label or nearest heading that names exactly one month.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from figurecheck.checks.base import Context, finding
from figurecheck.dates import Month, find_months, find_quarters, find_years
from figurecheck.model import Sentence
from figurecheck.report import Finding

_BEFORE = r"(?:previous|last|preceding|prior)"
_AFTER = r"(?:following|next|subsequent)"
_CALLED = re.compile(
    rf"\b(?:the |in the |(?P<last>last ))?(?P<which>{_BEFORE}|{_AFTER})? ?(?P<unit>month|quarter|year)"
    rf"(?P<tail> before| earlier)?(?:'s)?\b",
    re.IGNORECASE,
)
#: What may stand between "previous month" and the month's name for the two to be one phrase.
_BETWEEN = re.compile(
    r"^(?:'s)?(?:\s?[(,–-]\s?|\s)(?:(?:of|in|for|at|was|rate|figure|total|percentage|which|i\.e\."
    r"|level|position|reported|compliance)\s"
    r"|(?:of |at |\()?-?£?\d[\d,.]*\s?(?:%|per cent|m|million)?[,)]?\s){0,5}(?:the month of |\()?$",
    re.IGNORECASE,
)
_DO = "Name the right period, or leave out the word."


def _called(sentence: Sentence, unit: str) -> Iterator[tuple[int, int, int]]:
    """Where the sentence says previous or next: start, end, and -1 or 1."""
    for match in _CALLED.finditer(sentence.text):
        which = (match.group("which") or "").lower()
        tail = bool(match.group("tail")) and sentence.text[match.end() : match.end() + 2] == " ("
        if match.group("unit").lower() != unit or not (which or tail) or (which and match.group("tail")):
            continue
        if which == "last" and re.search(r"\bthe last $", sentence.text[: match.start("unit")], re.IGNORECASE):
            continue  # "the last month of the quarter"
        yield match.start(), match.end(), -1 if tail or re.fullmatch(_BEFORE, which) else 1


def _joined(sentence: Sentence, end: int, start: int) -> bool:
    return 0 <= start - end <= 60 and _BETWEEN.match(sentence.text[end:start]) is not None


def _present_month(sentence: Sentence, position: int, named: Month) -> Month | None:
    """The month the sentence speaks of: the only one it names before, else its label's or heading's only one."""
    own = {month for _, end, month in find_months(sentence.text[:position])}
    if own:
        return own.pop() if len(own) == 1 else None
    if sentence.index:
        return (
            None
            if any(find_months(other.text) for other in sentence.block.sentences[: sentence.index])
            else _heading(sentence)
        )
    return _heading(sentence)


def _heading(sentence: Sentence) -> Month | None:
    return sentence.block.months[0] if len(sentence.block.months) == 1 else None


def _months(sentence: Sentence) -> Iterator[Finding]:
    for start, end, step in _called(sentence, "month"):
        for begin, _, named in find_months(sentence.text):
            if not _joined(sentence, end, begin):
                continue
            present = _present_month(sentence, start, named)
            if present is None:
                break
            right = present.before(-step)
            if not right.fits(named):
                word = "before" if step < 0 else "after"
                what = (
                    f"{named} is called the {'previous' if step < 0 else 'next'} month; the month {word}"
                    f" {present} is "
                    f"{right}."
                )
                yield finding("DOC-11", sentence, what, f"{present} {'−' if step < 0 else '+'} 1 month = {right}", _DO)
            break


def _quarters(sentence: Sentence) -> Iterator[Finding]:
    named = find_quarters(sentence.text)
    if len(named) != 2 or find_years(sentence.text):
        return
    for start, end, step in _called(sentence, "quarter"):
        before = [number for _, finish, number in named if finish <= start]
        after = [number for begin, _, number in named if _joined(sentence, end, begin)]
        if len(before) == 1 and len(after) == 1 and (before[0] - 1 + step) % 4 + 1 != after[0]:
            right = (before[0] - 1 + step) % 4 + 1
            what = f"Q{after[0]} is called the {'previous' if step < 0 else 'next'} quarter; that is Q{right}."
            yield finding(
                "DOC-11", sentence, what, f"Q{before[0]} {'−' if step < 0 else '+'} 1 quarter = Q{right}", _DO
            )


def _years(sentence: Sentence) -> Iterator[Finding]:
    named = find_years(sentence.text)
    if len(named) != 2 or named[0][3] != named[1][3]:
        return
    for start, end, step in _called(sentence, "year"):
        before = [year for _, finish, year, _ in named if finish <= start]
        after = [(year, spans) for begin, _, year, spans in named if _joined(sentence, end, begin)]
        if len(before) == 1 and len(after) == 1 and before[0] + step != after[0][0]:

            def show(year: int, spans: bool = after[0][1]) -> str:
                return f"{year}/{(year + 1) % 100:02d}" if spans else str(year)

            what = (
                f"{show(after[0][0])} is called the {'previous' if step < 0 else 'next'} year; "
                f"the year {'before' if step < 0 else 'after'} {show(before[0])} is {show(before[0] + step)}."
            )
            yield finding(
                "DOC-11",
                sentence,
                what,
                f"{show(before[0])} {'−' if step < 0 else '+'} 1 year = {show(before[0] + step)}",
                _DO,
            )


def find(context: Context) -> Iterator[Finding]:
    """Periods called previous or next that are not."""
    for sentence in context.sentences:
        if re.search(
            rf"\b(?:{_BEFORE}|{_AFTER}) (?:month|quarter|year)|\b(?:month|year) (?:before|earlier) \(",
            sentence.text,
            re.IGNORECASE,
        ):
            yield from _months(sentence)
            yield from _quarters(sentence)
            yield from _years(sentence)
