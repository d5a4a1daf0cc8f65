"""What can go wrong for a user, said so that they know what to do.

Exit codes: 0 done; 2 the command was wrong; 3 the returns need correcting; 4 a file the team writes
(edition, code list, commentary, expectation) needs correcting; 5 the page could not be built;
70 a fault in auditlib itself. Every problem also has a code, that of a rule or of `ERROR_KINDS`.
"""

from __future__ import annotations

import csv
import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import resources

from auditlib.characters import spelt_out

_LONGEST_SHOWN = 40
#: What a phone number, another number of a person or an e-mail address looks like: never repeated in a message.
_IDENTIFYING = re.compile(r"@|\d(?:[ -]?\d){4,}")
_DAY, _MONTH = r"\d{1,2}(?:st|nd|rd|th)?", r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}"
#: A date or a month, also after a day of the week and in forms that are not read.
_DATE_LIKE = re.compile(
    r"(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]{0,6}[.,]? )?(?:"
    r"\d{1,4}[-/. ]\d{1,2}[-/. ]\d{1,4}(?:[T ][\d:.]+)?|\d{4}-\d{1,2}|"
    rf"(?:{_DAY}[- ])?{_MONTH}[- ](?:\d\d|\d{{4}})|{_MONTH} {_DAY},? \d{{4}})\.?",
    re.IGNORECASE,
)


def did_you_mean(text: str, known: Iterable[str], otherwise: str) -> str:
    """The known word most like `text` as a question, or what to say if none is near."""
    near = difflib.get_close_matches(text, list(known), n=1)
    return f"Did you mean '{near[0]}'?" if near else otherwise


def safe_value(value: object) -> str:
    """Quote a coded value for a message, or say that it is withheld.

    A cell that should hold a code can hold anything (columns slip when rows are pasted), so whatever looks
    like a reference, a number of a person, an address or running text is not repeated.
    """
    text = spelt_out(" ".join(str(value).split()))
    if text == "":
        return "(blank)"
    if _DATE_LIKE.fullmatch(text):
        return f"'{text}'"
    if len(text) > _LONGEST_SHOWN or len(text.split()) > 6:
        return "(not shown: it looks like free text)"
    # References mix letters and digits in ways of their own: three digits beside a letter are enough to withhold.
    mixed = any(map(str.isalpha, text)) and sum(map(str.isdigit, text)) >= 3
    if mixed or _IDENTIFYING.search(text):
        return "(not shown: it looks like a reference)"
    return f"'{text}'"


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault, where it is and what to do about it."""

    what: str  # the fault in plain words; never free text or a reference of a person
    do: str = ""  # what the reader should do next; a whole sentence
    file: str = ""  # path as the user knows it, relative to the project (``data/raw/2020-02/audits.csv``)
    sheet: str = ""  # sheet of a workbook, if any
    row: int | None = None  # row as a spreadsheet numbers it: the header is row 1
    column: str = ""  # column by its name in the contract
    code: str = ""  # code of the validation rule that found it (``AUD-07``), if one did

    @property
    def place(self) -> str:
        """File, sheet, row and column, as far as known: ``data/raw/2020-02/audits.csv row 14, judgement``."""
        place = self.file
        if self.sheet:
            place += f" sheet {self.sheet}"
        if self.row is not None:
            place += f" row {self.row}"
        if self.column:
            place += f", {self.column}" if place else self.column
        return place.strip()

    def __str__(self) -> str:
        text = f"{self.place}: {self.what}" if self.place else self.what
        return f"{text} {self.do}".strip()


@dataclass(frozen=True, slots=True)
class ErrorKind:
    """A kind of error that no rule found."""

    code: str  # its stable code; never given to another kind
    means: str  # what is wrong
    do: str  # what to do about any of its kind
    files: str = ""  # where the files lie that it is about; empty if it is about none in particular


def _kinds() -> dict[str, ErrorKind]:
    text = (resources.files("auditlib") / "errors.csv").read_text(encoding="utf-8")
    return {row["code"]: ErrorKind(**row) for row in csv.DictReader(text.splitlines())}


#: Every kind of error besides faults of reading (``REA-``) and rules (``AUD-`` and the like), from ``errors.csv``.
ERROR_KINDS = _kinds()


class AuditlibError(Exception):
    """A fault that the user can correct; the command line prints it without a traceback.

    Parameters
    ----------
    problems
        One sentence, one :class:`Problem`, or several of them.
    do, file, sheet, row, column
        What else a :class:`Problem` has, for one sentence.
    """

    exit_code = 2
    #: Code of what has none of its own and is about no file that is known.
    code = "USE-01"

    def __init__(
        self,
        problems: str | Problem | list[Problem],
        do: str = "",
        file: str = "",
        sheet: str = "",
        row: int | None = None,
        column: str = "",
    ) -> None:
        if isinstance(problems, str):
            problems = Problem(problems, do, file, sheet, row, column)
        self.problems: list[Problem] = [problems] if isinstance(problems, Problem) else list(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))

    def code_of(self, problem: Problem) -> str:
        """The code of one of its problems: the rule's, that of the file it is about, or that of its class."""
        if problem.code or self.exit_code == UsageError.exit_code:
            return problem.code or self.code
        about = (kind.code for kind in ERROR_KINDS.values() if kind.files and kind.files in problem.file)
        return next(about, self.code)

    def __reduce__(self) -> tuple[type, tuple[list[Problem]]]:
        return type(self), (self.problems,)


class UsageError(AuditlibError):
    """The command names something that is not there, such as an unknown edition."""

    exit_code = 2


class DataError(AuditlibError):
    """A return is missing, cannot be read or breaks the contract."""

    exit_code = 3
    code = "RET-01"


class ConfigError(AuditlibError):
    """An edition file, a code list, a commentary file, a notebook or an expectation needs correcting."""

    exit_code = 4
    code = "CFG-09"


class BuildError(AuditlibError):
    """The page could not be built: something unresolved, a failed notebook or renderer."""

    exit_code = 5
    code = "BLD-01"
