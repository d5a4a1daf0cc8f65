"""What one value means: text to a date, month, number or code, or the reason why it cannot be one.

Each different value of a column is read once, however many rows have it.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from auditlib.errors import safe_value
from auditlib.ingest.folder import squeezed
from auditlib.ingest.received import Code
from auditlib.periods import MONTH_NAMES, is_month, month_name
from auditlib.reference import CodeList, CodeLists, Entry, folded
from auditlib.schema import Column, Kind, Return

#: Forms that have one meaning only; a month in words, dots and the year first are never American.
_BRITISH = re.compile(r"^(\d{1,2})([/.])(\d{1,2})\2(\d{4})$", re.ASCII)
_YEAR_FIRST = re.compile(r"^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$", re.ASCII)
_IN_WORDS = re.compile(r"^(\d{1,2})(?:st|nd|rd|th)?[ -]([A-Za-z]{3,9})\.?,?[ -](\d{4})$", re.ASCII | re.IGNORECASE)
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
#: The beginning of a day's name, of three letters or more, before a date.
_SHORT_DAYS = "|".join(name[:length] for name in _WEEKDAYS for length in range(3, len(name) + 1))
_WEEKDAY = re.compile(rf"^({_SHORT_DAYS})[.,]? +(?=\d)", re.IGNORECASE)
_SHORT_YEAR = re.compile(r"^\d{1,2}[-/. ](\d{1,2}|[A-Za-z]{3,9})[-/. ]\d{2}$", re.ASCII)
_WITH_TIME = re.compile(r"^([\d/-]{8,10})[T ](\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)\s*(?:[AaPp][Mm]|Z)?$", re.ASCII)
_MIDNIGHT = re.compile(r"^0{1,2}:00(:00(\.0+)?)?$")
_SERIAL = re.compile(r"^\d{5}(\.\d*)?$", re.ASCII)
_WHOLE = re.compile(r"^([+-]?\d{1,15})(?:\.0+)?$", re.ASCII)
#: A long number as Excel writes it when it has thrown digits away.
SHORTENED = r"^-?\d(?:\.\d+)?E\+\d{2,}$"
#: Lists up to this length are named whole in a message.
_NAMED_WHOLE = 6
#: Values of one column for which the nearest listed one is looked for; looking takes long.
_MOST_SUGGESTIONS = 200


@dataclass(frozen=True, slots=True)
class Bad:
    """Why a value cannot be read, with ``{value}`` in place of the value, and what to do beyond `code`.

    Whether `value`, as it was written, may be shown is not yet known.
    """

    code: Code
    what: str
    do: str = ""
    value: str = ""

    def in_words(self, instead: str = "") -> str:
        """The fault in words, with the value if it may be shown and `instead` is not given."""
        return self.what.replace("{value}", instead or safe_value(self.value))


Reader = Callable[[str], "object | Bad"]


class Readers:
    """The functions that read the values of a return's columns in a month."""

    def __init__(self, entry: Return, lists: CodeLists, month: str) -> None:
        coded = [column for column in entry.columns if column.kind in (Kind.CODE, Kind.CODES)]
        self._codes = {column.name: _Codes(column, lists, month) for column in coded}

    def of(self, column: Column) -> Reader | None:
        """The function that reads one value of a column; None for columns whose text is taken as it is."""
        if column.kind is Kind.CODE:
            return self._codes[column.name].read
        if column.kind is Kind.CODES:
            return self._codes[column.name].read_several
        return {Kind.DATE: read_date, Kind.MONTH: read_month_name, Kind.NUMBER: read_number}.get(column.kind)

    def misplaced(self, column: Column, text: str) -> bool:
        """Whether a value that its own column does not allow is what another column holds.

        Where it is, the row's cells have slipped, and any of them may hold a reference or free text.
        """
        if column.kind is not Kind.MONTH and is_month(text):
            return True
        if column.kind is not Kind.DATE and not isinstance(read_date(text), Bad):
            return True
        return any(codes.knows(text) for name, codes in self._codes.items() if name != column.name)


def read_date(text: str) -> dt.date | Bad:
    """A date in a form that has one meaning: ISO, or the day first as in Britain; never ``02/13/2020``.

    ``2020-02-13``, ``13/02/2020``, ``13.02.2020``, ``13 Feb 2020`` and ``13th February 2020``, each also after the
    day of the week, which must be the right one.
    """
    with_time = _WITH_TIME.match(text)
    if with_time:
        if not _MIDNIGHT.match(with_time[2]):
            return Bad(Code.TIME_OF_DAY, "{value} has a time of day.", value=text)
        text = with_time[1]
    weekday = _WEEKDAY.match(text)
    numbers = _numbers_of(text[weekday.end() :] if weekday else text)
    if numbers is None:
        return _no_date(text)
    year, month, day = numbers
    try:
        found = dt.date(year, month, day)
    except ValueError:
        if "/" in text and month > 12 and day <= 12:
            return Bad(Code.AMERICAN_DATE, f"{{value}} is an American date: there is no month {month}.", value=text)
        return Bad(Code.IMPOSSIBLE_DATE, "{value} is no day of any calendar.", value=text)
    right = _WEEKDAYS[found.weekday()]
    if weekday and not right.startswith(weekday[1].capitalize()):
        what = f"{{value}} names the wrong day of the week: that day is a {right}."
        return Bad(Code.IMPOSSIBLE_DATE, what, value=text)
    return found


def _numbers_of(text: str) -> tuple[int, int, int] | None:
    """Year, month and day of a date in a form that is read; None for any other."""
    if match := _YEAR_FIRST.match(text):
        return int(match[1]), int(match[2]), int(match[3])
    if match := _BRITISH.match(text):
        return int(match[4]), int(match[3]), int(match[1])
    if match := _IN_WORDS.match(text):
        fitting = [number for number, name in enumerate(MONTH_NAMES, 1) if name.startswith(match[2].capitalize())]
        return (int(match[3]), fitting[0], int(match[1])) if len(fitting) == 1 else None
    return None


def _no_date(text: str) -> Bad:
    if _SHORT_YEAR.match(text):
        return Bad(Code.SHORT_YEAR, "{value} has a year of two digits.", value=text)
    if _SERIAL.match(text):
        do = "It may be Excel's own number for a day: format the cell as a date."
        return Bad(Code.NOT_A_DATE, "there is a number where a date should be.", do, text)
    return Bad(Code.NOT_A_DATE, "{value} is not a date.", value=text)


def could_be_american(text: str) -> bool:
    """Whether a date would be another day if its month were read first."""
    match = _BRITISH.match(text)
    return match is not None and match[2] == "/" and int(match[1]) <= 12 >= int(match[3]) != int(match[1])


def read_month_name(text: str) -> str | Bad:
    """A month written ``2020-02``."""
    return text if is_month(text) else Bad(Code.NOT_A_MONTH, "{value} is not a month.", value=text)


def read_number(text: str) -> int | Bad:
    """A whole number, also as ``60.0``, which is what spreadsheets make of 60."""
    whole = _WHOLE.match(text)
    return int(whole[1]) if whole else Bad(Code.NOT_A_NUMBER, "{value} is not a whole number.", value=text)


class _Codes:
    """Reads the coded values of one column."""

    def __init__(self, column: Column, lists: CodeLists, month: str) -> None:
        self.column, self.month = column, month
        self.file = f"data/reference/{column.codelist}.csv" if column.codelist else ""
        values = {value: Entry(value, value) for value in column.values}
        own = CodeList(column.name, values, {folded(value): value for value in values})
        self.ever = lists[column.codelist] if column.codelist else own
        self.listed = self.ever.at(month)
        self.squeezed = _without_spaces(self.listed.written)
        self.suggested = 0

    def _code_of(self, text: str) -> str | None:
        return self.listed.code_of(text) or self.squeezed.get(squeezed(text))

    def knows(self, text: str) -> bool:
        """Whether a value stands for a code of this column."""
        return self._code_of(text) is not None

    def read(self, text: str) -> str | Bad:
        """The code that a value stands for."""
        return self._code_of(text) or self._unknown(text)

    def read_several(self, text: str) -> str | Bad:
        """The codes of several values separated by ``;``, each once, in the order of the schema."""
        parts = [part.strip() for part in text.split(";") if part.strip()]
        codes = [self.read(part) for part in parts]
        bad = next((code for code in codes if isinstance(code, Bad)), None)
        if bad is None:
            return ";".join(code for code in self.listed.codes if code in codes)
        if re.search(r"[,/&|+]", text):
            return replace(bad, do="Separate several values by semicolons.", value=text)
        return bad

    def _unknown(self, text: str) -> Bad:
        if self.ever.code_of(text):
            what = f"{{value}} is listed in {self.file}, but not for {month_name(self.month)}."
            return Bad(Code.UNKNOWN_VALUE, what, "Correct the return, or valid_from and valid_to of the list.", text)
        where = f"listed in {self.file}" if self.file else f"one of the values of {self.column.name}"
        return Bad(Code.UNKNOWN_VALUE, f"{{value}} is not {where}.", self._advice(text), text)

    def _advice(self, text: str) -> str:
        advice, entries = [], self.listed.entries
        self.suggested += 1
        if self.suggested <= _MOST_SUGGESTIONS and len(text) <= 100 and (near := self.listed.nearest(text)):
            advice.append(f"Did you mean '{near}'?")
        if len(entries) <= _NAMED_WHOLE:
            advice.append(f"Listed: {', '.join(entry.name for entry in entries.values())}.")
        if any("aliases" in entry.fields for entry in entries.values()):
            advice.append(f"Correct the return, or add the value to the column aliases of {self.file}.")
        elif self.file:
            advice.append(f"Correct the return, or add a row to {self.file}.")
        else:
            advice.append("Correct the return.")
        return " ".join(advice)


def _without_spaces(written: dict[str, str]) -> dict[str, str]:
    """The same values without their spaces, except where two codes would then be written alike."""
    found: dict[str, str] = {}
    double = set()
    for text, code in written.items():
        short = text.replace(" ", "")
        if found.setdefault(short, code) != code:
            double.add(short)
    return {short: code for short, code in found.items() if short not in double}
