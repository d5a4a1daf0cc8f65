"""Commentary made ready for the report: its files read, facts put in, claims checked and prose linted, in one pass."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from auditlib.claims import CannotCheckError, Claim, ClaimResult, ClaimVerdict, check
from auditlib.commentary.declare import declared
from auditlib.commentary.lint import number_problems, undeclared, word_problem
from auditlib.commentary.markup import (
    MarkupError,
    Span,
    facts_showing,
    marked,
    plain,
    printed,
    shortcodes,
    span_of,
)
from auditlib.commentary.numbers import Literals, file_literals, project_literals, without_front_matter
from auditlib.commentary.prose import SLOTS, CommentaryFile, Prose, prose_of, read_files, without_code
from auditlib.disclosure import identifies
from auditlib.errors import ConfigError, Problem
from auditlib.facts import Facts, WithheldError
from auditlib.messages import must_say
from auditlib.paths import Project
from auditlib.reference import CodeLists
from auditlib.settings import Edition

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
    literals: Literals
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

    def check(self, span: Span) -> list[ClaimResult]:
        """The results of a span's claims; what does not stand becomes a problem."""
        wording = plain(self.facts, self.text[slice(*span.inside)])
        try:
            claims = declared(span.attributes, prose_of(wording).text, self.lists)
            results = [check(claim, self.facts) for claim in claims]
        except (MarkupError, CannotCheckError) as error:
            self.fault(span.start, f"{_shown(wording)}: {error.what}", error.do)
            return []
        except WithheldError as error:
            self.fault(span.start, f"{_shown(wording)} rests on {error}, which is hidden in a public edition.", _LEAVE)
            return []
        for claim, result in zip(claims, results, strict=True):
            if not result.verdict.stands:
                self._refuse(span, claim, result)
        return results

    def _refuse(self, span: Span, claim: Claim, result: ClaimResult) -> None:
        said = f"'{claim.kind.words}', but {_SAID[result.verdict]} ({result.verdict.value}). {result.why}"
        do = f"Say instead: {result.instead}." if result.instead else "Say it otherwise, or take it out."
        self.fault(span.start, f"{_shown(result.wording)} is declared as {said}", do)

    def replacement(self, span: Span, prose: Prose) -> str:
        """The words of a span as the report has them."""
        inside = self.text[slice(*span.inside)]
        if not span.is_claim:
            return inside
        could_be_chance = any(result.verdict is ClaimVerdict.DIRECTION_ONLY for result in self.check(span))
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
            except MarkupError as error:
                self.fault(shortcode.start, error.what, error.do)
            except WithheldError as error:
                self.fault(shortcode.start, f"{error} is hidden in a public edition.", _LEAVE)
        for shortcode in reversed(list(shortcodes(text))):
            try:
                value = printed(self.facts, shortcode)
            except (MarkupError, WithheldError):
                continue
            text = text[: shortcode.start] + value + text[shortcode.end :]
        return text

    def check_must_say(self) -> None:
        """Note what a summary leaves out that none may."""
        named = {argument for shortcode in shortcodes(self.text) for argument in shortcode.arguments}
        for each in must_say(self.edition, self.facts):
            if named.isdisjoint(each.facts):
                what = f"the summary leaves out {each.what}."
                self.fault(0, what, f"Say it, with the figure {' or '.join(each.facts)}.")

    def lint(self, prose: Prose, spans: list[Span]) -> None:
        """Note numbers typed by hand and words of change that are not declared."""

        def showing(number: str) -> list[str]:
            return facts_showing(self.facts, self.edition, number)

        self.problems += number_problems(prose, self.file.shown, self.literals, showing)
        begins = len(self.text) - len(without_front_matter(self.text))
        for match in [*_RAW.finditer(self.text), *_FOREIGN.finditer(without_code(self.text), begins)]:
            self.fault(match.start(), "HTML, TeX or YAML.", "Write it in words or plain Markdown; a dollar as \\$.")
        for word in undeclared(prose, [span.inside for span in spans]):
            self.problems.append(word_problem(prose, self.file.shown, word))


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
    common = project_literals(project)
    problems += common.faults
    slots = dict.fromkeys(SLOTS, "")
    for file in files:
        own = file_literals(file.text, file.shown)
        making = _File(file, facts, edition, lists, common + own)
        slots[file.slot] = making.prepared()
        if file.slot == "summary":
            making.check_must_say()
        problems += [*own.faults, *sorted(making.problems, key=lambda problem: problem.row or 0)]
    if problems:
        raise ConfigError(problems)
    return slots
