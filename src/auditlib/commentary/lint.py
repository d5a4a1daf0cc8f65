"""Lint of prose: numbers typed by hand and claims not declared."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from auditlib.claims.words import ClaimWord, claim_words
from auditlib.commentary.declare import months_of
from auditlib.commentary.markup import MarkupError, marked, span_of
from auditlib.commentary.numbers import NAME, Literals, numbers_in, project_literals
from auditlib.commentary.prose import BOUND, Prose, prose_of, unquoted, without_code
from auditlib.errors import Problem, safe_value
from auditlib.paths import Project
from auditlib.periods import MONTH_NAMES

STANDING = "report.qmd"
#: A sentence with one of these, or with a fact or a month, is about figures.
_ABOUT_FIGURES = re.compile(
    rf"{BOUND}|\b(?:{'|'.join(MONTH_NAMES)})\b"
    r"|\b(?:[Cc]ompliance|[Cc]ompletion|[Cc]overage|rates?|percentages?|proportion|[Nn]umber of|per cent|returned"
    r"|allocated)\b"
)
#: Small numbers in words, and as the months of a run are numbered.
_COUNTED = [
    ("", ""), ("one", "first"), ("two", "second"), ("three", "third"), ("four", "fourth"), ("five", "fifth"),
    ("six", "sixth"), ("seven", "seventh"), ("eight", "eighth"), ("nine", "ninth"), ("ten", "tenth"),
    ("eleven", "eleventh"), ("twelve", "twelfth"),
]  # fmt: skip
_BIND = "Name the fact instead, as {{< fact audits.returned.2020-02 >}}"


def number_problems(
    prose: Prose, shown: str, literals: Literals, showing: Callable[[str], Sequence[str]] | None = None
) -> list[Problem]:
    """A problem for each number typed by hand."""
    looked_at = literals.blanked(unquoted(prose)).without(*_declared_numbers(prose))
    found = []
    for number in numbers_in(looked_at.text):
        line = prose.line(number.start)
        if number.text.startswith(BOUND):
            what = "a percent sign follows a fact, which prints its own."
            found.append(Problem(what, "Take the sign out.", shown, row=line))
            continue
        ids = list(showing(number.text)) if showing else []
        fact = f"Name the fact instead, as {{{{< fact {ids[0]} >}}}}" if ids else _BIND
        others = f" (or {', '.join(ids[1:])})" if ids[1:] else ""
        do = f"{fact}{others}, or list it with the words around it in content/{NAME}."
        found.append(Problem(f"the number {safe_value(number.text)} is typed by hand.", do, shown, row=line))
    return found


def _declared_numbers(prose: Prose) -> list[tuple[int, int]]:
    """Where a claim has a number that it declares: "the last three months" where ``over`` has three."""
    found = []
    for match in marked(prose.written):
        try:
            span = span_of(without_code(prose.written), match)
        except MarkupError:
            continue
        start, end = prose.within(*span.inside)
        allowed = _numbers_declared_by(span.attributes)
        for number in numbers_in(prose.text[start:end]):
            written = number.text.lower()
            if written in allowed or any(text.endswith(" ") and written.startswith(text) for text in allowed):
                found.append((start + number.start, start + number.end))
    return found


def _numbers_declared_by(attributes: dict[str, str]) -> set[str]:
    """The numbers that a claim's attributes give, as a text may write them."""
    allowed: set[str] = set()
    try:
        counts = {len(months_of(attributes["over"]))} if "over" in attributes else set()
    except MarkupError:
        counts = set()
    running = attributes.get("running", "")
    if running.isascii() and running.isdigit():
        counts.add(int(running))
    for count in counts:
        allowed.add(f"{count}")
        if 2 <= count < len(_COUNTED):
            allowed |= {_COUNTED[count][0], f"{_COUNTED[count][1]} "}
    if "level" in attributes:
        level = attributes["level"].replace(" ", "")
        allowed |= {level, level.replace("%", " %"), level.replace("%", " per cent")}
    return allowed


def undeclared(prose: Prose, declared: Sequence[tuple[int, int]] = ()) -> list[ClaimWord]:
    """The words of change and comparison that are plainly about the edition's figures and not declared or quoted."""
    ranges = [prose.within(*written) for written in declared]
    words = claim_words(unquoted(prose).without(*ranges).text)
    return [word for word in words if word.is_plain and _ABOUT_FIGURES.search(prose.sentence(word.start))]


def word_problem(prose: Prose, shown: str, word: ClaimWord) -> Problem:
    """The problem of a word of change that is not declared."""
    return Problem(
        f"'{word.text.strip()}' claims something of the figures and is not declared.",
        f"Write [{word.text.strip()} …]{{.claim …}} (docs/how-to/write-commentary.md), or […]{{.view}} if it is the "
        "team's view and not about the figures.",
        shown,
        row=prose.line(word.start),
    )


def lint_standing(project: Project) -> list[Problem]:
    """Numbers typed by hand and plain claims in the standing prose, and the faults of the list of literals.

    No claim stands there: what is true of one edition may be wrong of the next.
    """
    common = project_literals(project)
    problems = list(common.faults)
    path = project.root / STANDING
    if path.is_file():
        prose = prose_of(path.read_text(encoding="utf-8-sig"))
        problems += number_problems(prose, STANDING, common)
        for word in undeclared(prose):
            what = f"'{word.text.strip()}' claims something of the figures of every edition."
            do = "Leave it to the notebooks or to an edition's commentary."
            problems.append(Problem(what, do, STANDING, row=prose.line(word.start)))
    return problems
