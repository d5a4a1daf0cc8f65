"""Commentary made ready for the report, and the lint of prose: numbers typed by hand and claims not declared."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial

from auditlib.claims import CannotCheckError, ClaimVerdict, Finding, check
from auditlib.claims.words import ClaimWord, claim_words
from auditlib.commentary.markup import (
    MarkupError,
    Span,
    declared,
    facts_showing,
    marked,
    months_of,
    plain,
    printed,
    replaced,
    shortcodes,
    span_of,
)
from auditlib.commentary.numbers import (
    NAME,
    file_literals,
    numbers_in,
    pattern_of,
    project_literals,
    without_front_matter,
)
from auditlib.commentary.prose import BOUND, SLOTS, CommentaryFile, Prose, prose_of, read_files, unquoted, without_code
from auditlib.disclosure import identifies
from auditlib.errors import ConfigError, Problem, safe_value
from auditlib.facts import Facts, WithheldError
from auditlib.messages import must_say
from auditlib.paths import Project
from auditlib.periods import MONTH_NAMES
from auditlib.reference import CodeLists
from auditlib.settings import Edition

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
    prose: Prose,
    shown: str,
    literals: list[str],
    spans: Sequence[Span] = (),
    showing: Callable[[str], Sequence[str]] = lambda _: (),
) -> list[Problem]:
    """A problem for each number typed by hand that is not among the `literals`, nor declared by its claim."""
    looked_at = unquoted(prose)
    for text in literals:
        looked_at = looked_at.without(*(match.span() for match in pattern_of(text).finditer(looked_at.text)))
    looked_at = looked_at.without(*_declared_numbers(prose, spans))
    found = []
    for number in numbers_in(looked_at.text):
        line = prose.line(number.start)
        if number.text.startswith(BOUND):
            what = "a percent sign follows a fact, which prints its own."
            found.append(Problem(what, "Take the sign out.", shown, row=line))
            continue
        ids = list(showing(number.text))
        fact = f"Name the fact instead, as {{{{< fact {ids[0]} >}}}}" if ids else _BIND
        others = f" (or {', '.join(ids[1:])})" if ids[1:] else ""
        do = f"{fact}{others}, or list it with the words around it in content/{NAME}."
        found.append(Problem(f"the number {safe_value(number.text)} is typed by hand.", do, shown, row=line))
    return found


def _declared_numbers(prose: Prose, spans: Sequence[Span]) -> list[tuple[int, int]]:
    """Where a claim has a number that it declares: "the last three months" where ``over`` has three."""
    found = []
    for span in spans:
        start, end = prose.within(*span.inside)
        allowed = _numbers_declared_by(span.attributes)
        for number in numbers_in(prose.text[start:end]):
            written = number.text.lower()
            if written in allowed or any(text.endswith(" ") and written.startswith(text) for text in allowed):
                found.append((start + number.start, start + number.end))
    return found


def _numbers_declared_by(attributes: dict[str, str]) -> set[str]:
    """The numbers that a claim's attributes give, as a text may write them."""
    counts, running = set(), attributes.get("running", "")
    with suppress(MarkupError):
        counts.add(len(months_of(attributes.get("over", ""))))
    if running.isascii() and running.isdigit():
        counts.add(int(running))
    allowed = {f"{count}" for count in counts}
    for count in counts:
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


def lint_standing(project: Project) -> list[Problem]:
    """Numbers typed by hand and plain claims in the standing prose, and the faults of the list of literals.

    No claim stands there: what is true of one edition may be wrong of the next.
    """
    common, problems = project_literals(project)
    path = project.root / STANDING
    if path.is_file():
        prose = prose_of(path.read_text(encoding="utf-8-sig"))
        problems += number_problems(prose, STANDING, common)
        for word in undeclared(prose):
            what = f"'{word.text.strip()}' claims something of the figures of every edition."
            do = "Leave it to the notebooks or to an edition's commentary."
            problems.append(Problem(what, do, STANDING, row=prose.line(word.start)))
    return problems


#: Added to words that are true of the figures, where it could be chance.
HEDGE = "though this could be chance"
_HEDGED = re.compile(r"\bchance\b", re.IGNORECASE)
#: What one format would show as something else, another leave out and a third print: raw text for one format, tags,
#: commands and formulas of TeX, and metadata.
_RAW = re.compile(r"\{=\w+\}")
_FOREIGN = re.compile(
    r"</?[A-Za-z](?![\w.+-]*[:@])[^>\n]*>|(?<!\\)\\[A-Za-z]{2,}|(?<!\\)\$(?=\S)|^---[ \t]*\n(?=\S)", re.MULTILINE
)
_LONGEST_SHOWN = 90
_LEAVE = "Take it out, or name another figure."
#: Verdicts in the words of a message.
_SAID = {
    ClaimVerdict.TOO_FEW: "there are too few cases to say so",
    ClaimVerdict.UNSUPPORTED: "the figures do not bear it out",
    ClaimVerdict.CONTRADICTS: "the figures say otherwise",
}


@dataclass(slots=True)
class _File:
    """One file in the making."""

    file: CommentaryFile
    facts: Facts
    edition: Edition
    lists: CodeLists
    literals: list[str]
    problems: list[Problem] = field(default_factory=list)

    @property
    def text(self) -> str:
        return self.file.text

    def fault(self, at: int, what: str, do: str) -> None:
        line = self.text.count("\n", 0, at) + 1
        self.problems.append(Problem(what, do, self.file.shown, row=line))

    def spans(self) -> list[Span]:
        """The claims and views of the text, those within another left out."""
        found: list[Span] = []
        for match in marked(self.text):
            try:
                span = span_of(without_code(self.text), match)
            except MarkupError as error:
                self.fault(match.start(), error.what, error.do)
                continue
            if found and span.start < found[-1].end:
                self.fault(span.start, "a claim stands within another.", "Part them: each its own brackets.")
                continue
            found.append(span)
        return found

    def check(self, span: Span) -> list[Finding]:
        """What is found of a span's claims; what does not stand becomes a problem."""
        wording = plain(self.facts, self.text[slice(*span.inside)])
        try:
            claims = declared(span.attributes, prose_of(wording).text, self.lists)
            found = [check(claim, self.facts) for claim in claims]
        except CannotCheckError as error:
            self.fault(span.start, f"{_shown(wording)}: {error.what}", error.do)
            return []
        except WithheldError as error:
            self.fault(span.start, f"{_shown(wording)} rests on {error}, which is hidden in a public edition.", _LEAVE)
            return []
        for claim, finding in zip(claims, found, strict=True):
            if not finding.verdict.stands:
                said = f"'{claim.kind.words}', but {_SAID[finding.verdict]} ({finding.verdict.value}). {finding.why}"
                do = f"Say instead: {finding.instead}." if finding.instead else "Say it otherwise, or take it out."
                self.fault(span.start, f"{_shown(wording)} is declared as {said}", do)
        return found

    def replacement(self, span: Span, prose: Prose) -> str:
        """The words of a span as the report has them."""
        inside = self.text[slice(*span.inside)]
        if not span.is_claim:
            return inside
        could_be_chance = any(found.verdict is ClaimVerdict.DIRECTION_ONLY for found in self.check(span))
        if not could_be_chance or _HEDGED.search(prose.sentence(prose.within(*span.inside)[0])):
            return inside
        words = inside.rstrip()
        stop = words[-1] if words[-1] in ".!?" else ""
        return f"{words.removesuffix(stop)} ({HEDGE}){stop}"

    def prepared(self) -> str:
        """The text with claims as plain words and facts in their places."""
        prose = prose_of(self.text)
        spans = self.spans()
        text = self.text
        for span in reversed(spans):
            text = text[: span.start] + self.replacement(span, prose) + text[span.end :]
        self.lint(prose, spans)
        return without_front_matter(self.bound(text)).strip()

    def bound(self, text: str) -> str:
        """The text with facts in the place of their ids; the faults are placed by the file as written."""
        for shortcode in shortcodes(self.text):
            try:
                printed(self.facts, shortcode)
            except CannotCheckError as error:
                self.fault(shortcode.start(), error.what, error.do)
            except WithheldError as error:
                self.fault(shortcode.start(), f"{error} is hidden in a public edition.", _LEAVE)
        return replaced(text, lambda shortcode: printed(self.facts, shortcode))

    def check_must_say(self) -> None:
        """Note what a summary leaves out that none may."""
        named = {argument for shortcode in shortcodes(self.text) for argument in shortcode[2].split()}
        for each in must_say(self.edition, self.facts):
            if named.isdisjoint(each.facts):
                what = f"the summary leaves out {each.what}."
                self.fault(0, what, f"Say it, with the figure {' or '.join(each.facts)}.")

    def lint(self, prose: Prose, spans: list[Span]) -> None:
        """Note numbers typed by hand and words of change that are not declared."""
        showing = partial(facts_showing, self.facts, self.edition)
        self.problems += number_problems(prose, self.file.shown, self.literals, spans, showing)
        begins = len(self.text) - len(without_front_matter(self.text))
        for match in [*_RAW.finditer(self.text), *_FOREIGN.finditer(without_code(self.text), begins)]:
            self.fault(match.start(), "HTML, TeX or YAML.", "Write it in words or plain Markdown; a dollar as \\$.")
        for word in undeclared(prose, [span.inside for span in spans]):
            written = word.text.strip()
            what = f"'{written}' claims something of the figures and is not declared."
            do = (
                f"Write [{written} …]{{.claim …}} (docs/how-to/write-commentary.md), or […]{{.view}} if it is the "
                "team's view and not about the figures."
            )
            self.problems.append(Problem(what, do, self.file.shown, row=prose.line(word.start)))


def _shown(wording: str) -> str:
    """The words of a claim for a message."""
    if identifies(wording):
        return "the claim (not shown: it looks as if it named someone)"
    short = wording if len(wording) <= _LONGEST_SHOWN else wording[: _LONGEST_SHOWN - 1].rstrip() + "…"
    return f'"{short}"'


def prepare(project: Project, edition: Edition, facts: Facts, lists: CodeLists) -> dict[str, str]:
    """The Markdown of every slot, its facts put in, its claims and its prose checked; empty where nothing was written.

    Raises
    ------
    ConfigError
        Every fault, each with file and line: a fact that there is none of, a claim that does not stand, a number
        typed by hand, a plain claim that is not declared.
    """
    files, problems = read_files(project, edition.name)
    common, faults = project_literals(project)
    problems += faults
    slots = dict.fromkeys(SLOTS, "")
    for file in files:
        own, faults = file_literals(file.text, file.shown)
        making = _File(file, facts, edition, lists, common + own)
        slots[file.slot] = making.prepared()
        if file.slot == "summary":
            making.check_must_say()
        problems += [*faults, *sorted(making.problems, key=lambda problem: problem.row or 0)]
    if problems:
        raise ConfigError(problems)
    return slots
