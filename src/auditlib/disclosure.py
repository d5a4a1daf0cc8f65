"""The only door from facts and remarks to anything a reader sees: what may be shown is decided last, in one place.

Sentences, charts and tables take :class:`Evidence` and nothing else. In the profile ``internal`` counts are shown (the
report goes to the council's intranet); in the profile ``public`` a fact that :mod:`auditlib.suppression` hides has no
value here. Free text is shown only where the return allows it, and never with an identifier.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator, Set
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, ParamSpec, TypeVar

import pandas as pd

from auditlib.characters import MISSING, MISSING_ALONE, UNRESOLVED, visible
from auditlib.clean import EditionData
from auditlib.facts import Fact, Facts, Withheld, WithheldError
from auditlib.reference import CodeLists
from auditlib.settings import Edition

_IDENTIFIER = re.compile(
    r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"  # e-mail address, whole: team@council.gov.uk
    # telephone number, not the start of a SHA-256 or of the sixteen digits of one that a page shows
    r"|(?:\+44|\b(?=0[1-9])(?![0-9a-f]{16}(?:[0-9a-f]{48})?\b)0[1-9])[\d ()-]{7,}\d"
    r"|(?<![\d.])\b\d{3}[ -]?\d{3}[ -]?\d{4}\b"  # NHS number
    r"|(?<!#)\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b"  # postcode, not a colour
    r"|\b[A-CEGHJ-PR-TW-Z]{2} ?\d{2} ?\d{2} ?\d{2} ?[A-D]\b"  # National Insurance number
    r"|\b(?:0?[1-9]|[12]\d|3[01])[./-](?:0?[1-9]|1[0-2])[./-](?:19|20)\d\d\b"  # a full date, such as of birth
    r"|\b(?:19|20)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?![\dT])\b"
)
#: What stands in place of a hidden figure: the standard mark.
MARK = "c"
_P = ParamSpec("_P")
_T = TypeVar("_T")
_WORD = re.compile(r"[\w/-]+")
#: How many months what is shown over time has at most: a year and the month it is compared with.
MONTHS_SHOWN = 13


@dataclass(frozen=True, eq=False)
class Evidence:
    """What may be shown of an edition."""

    edition: Edition
    lists: CodeLists
    facts: Facts  # its facts, as far as the profile shows them
    #: Gives its publishable remarks. They are looked for when they are first shown: whether one may be depends on many
    #: rows, and a section without remarks depends on none of these.
    find_remarks: Callable[[], pd.DataFrame]

    @cached_property
    def remarks(self) -> pd.DataFrame:
        """Remarks: ``month``, ``source``, ``heading``, ``theme``, ``text``, in the order of the returns."""
        return self.find_remarks()

    def latest_months(self, name: str) -> list[str]:
        """The latest programme months, a year and a month at most, from the first in which a fact is more than none.

        A chart over time and the table of its data both show these.
        """
        months = self.edition.programme_months
        first = next((place for place, month in enumerate(months) if self.facts.occurs(f"{name}.{month}")), None)
        return [] if first is None else months[first:][-MONTHS_SHOWN:]


def unless_withheld(say: Callable[_P, _T]) -> Callable[_P, _T | str]:
    """Let a function that writes or draws give nothing where it would need a figure that the profile hides."""

    @functools.wraps(say)
    def said(*args: _P.args, **kwargs: _P.kwargs) -> _T | str:
        try:
            return say(*args, **kwargs)
        except WithheldError:
            return ""

    return said


def until_withheld(items: Iterator[_T]) -> Iterator[_T]:
    """What an iterator gives until it would need a figure that the profile hides."""
    try:
        yield from items
    except WithheldError:
        return


def withholding(facts: Facts, shown: Set[str]) -> Facts:
    """Facts of which all but those `shown`, by id, are hidden, and none says from how many rows it was computed."""
    kept = ((fact.id in shown, _without_rows(fact)) for fact in facts.values())
    return Facts(fact if is_shown else Withheld(fact, MARK) for is_shown, fact in kept)


def _without_rows(fact: Fact) -> Fact:
    """A fact whose source names the return and nothing else: a number of rows is a count, too."""
    return replace(fact, source={"return": fact.source["return"]} if "return" in fact.source else {})


def identifies(text: str, references: Set[str] = frozenset()) -> bool:
    """Whether a text holds something that points at a person, or one of some references in lower case."""
    if _IDENTIFIER.search(text):
        return True
    return not references.isdisjoint(_words(text))


def _words(text: str) -> Iterator[str]:
    return (word.casefold() for word in _WORD.findall(text))


def identifying_parts(text: str) -> list[str]:
    """The parts of a text that look like an e-mail address, a person's number, a postcode or a date of birth."""
    return [match[0] for match in _IDENTIFIER.finditer(text)]


def _folded(text: str) -> str:
    return " ".join(visible(text).split()).casefold()


def publishable(data: EditionData) -> pd.DataFrame:
    """The remarks that may be shown: ``month``, ``source``, ``heading``, ``theme`` and ``text``, and no references.

    ``publish`` is ``yes``, there is a text, and nothing in it identifies anyone. A text that another row, of any month,
    withholds is withheld here too.
    """
    marked = _marked(data)
    shown = marked.loc[marked["why"] == "", ["month", "source", "heading", "theme", "text"]]
    if data.edition.is_public:
        shown = _for_the_public(shown, data, data.unquoted)
    return shown.reset_index(drop=True)


def _for_the_public(remarks: pd.DataFrame, data: EditionData, unquoted: int) -> pd.DataFrame:
    """Those of some remarks that do not show how many there are: not by their order, nor two on a theme.

    A quoted remark says that there is one on its theme. If nearly all under a heading were quoted, the total of these
    would say of each theme how many it has: some are left out.
    """
    chosen = remarks.sort_values("text").drop_duplicates(["heading", "theme"])
    total = data.tables["comments"].groupby(["month", "heading"]).size()
    place = chosen.groupby(["month", "heading"]).cumcount()
    most = [total[key] - unquoted for key in zip(chosen["month"], chosen["heading"], strict=True)]
    return chosen[place < pd.Series(most, index=chosen.index, dtype="int64")]


def quoted(data: EditionData, unquoted: int) -> list[str]:
    """The ids of the counts of remarks of which the public form of an edition quotes one."""
    marked = _marked(data)
    chosen = _for_the_public(marked[marked["why"] == ""], data, unquoted)
    keys = zip(chosen["month"], chosen["heading"], chosen["theme"], strict=True)
    return [".".join(("comments.theme", *key)) for key in keys]


def _marked(data: EditionData) -> pd.DataFrame:
    """The edition's remarks whose row allows them to be shown, with why they are withheld nevertheless, if they are."""
    comments = data.tables["comments"]
    allowed, has_text = comments["publish"] == "yes", comments["text"].notna()
    others = comments.loc[~allowed & has_text, "text"].drop_duplicates().iloc[::-1]  # the first row of a text counts
    elsewhere = dict(zip(others.map(_folded), others.index, strict=True))
    marked = comments[allowed & has_text & comments["month"].isin(data.edition.months)]
    marked = marked.assign(text=marked["text"].map(visible))
    texts = marked["text"].unique()
    references = data.references_among(word for text in texts for word in _words(text))

    def why(text: str) -> str:
        if identifies(text, references):
            return "it has a reference, an address, a number or a date that may point at a person"
        if mark := UNRESOLVED.search(text):
            return f"it has the mark {mark[0][:3]}, which on a page would stand for something missing"
        if MISSING.search(text) or MISSING_ALONE.fullmatch(text.strip()):
            return "it has a word, such as None or nan, that on a page would stand for something missing"
        row = elsewhere.get(_folded(text))
        if row is None:
            return ""
        return f"the same words stand in a row that may not be published: {_place(comments.loc[row])}"

    return marked.assign(why=marked["text"].map({text: why(text) for text in texts}))


def _place(row: Any) -> str:
    return ", ".join(part for part in (row.source_file, row.source_sheet, f"row {row.source_row}") if part)


def withheld(data: EditionData) -> list[tuple[str, str]]:
    """The remarks of an edition that are not shown although their row allows it: where each is, and why.

    For quality assurance, who decide whether a row is marked wrongly; nothing of what a remark says is included.
    """
    marked = _marked(data)
    return [(_place(row), row.why) for row in marked[marked["why"] != ""].itertuples()]


def evidence(data: EditionData, facts: Facts) -> Evidence:
    """What may be shown of an edition: all of it to staff, in its public form what does not give small numbers away."""
    lists = data.lists
    if lists.areas.is_dated:
        lists = lists.showing(data.edition.months, also=_areas_with_rows(data))
    if data.shown is not None:
        facts = withholding(facts, data.shown)
    return Evidence(data.edition, lists, Facts(facts.values(), for_readers=True), lambda: publishable(data))


def _areas_with_rows(data: EditionData) -> set[str]:
    """The areas of which the edition has rows, whether or not they hold in its months."""
    found: set[str] = set()
    for name in ("audits", "reaudits"):
        rows = data.tables[name]
        found.update(rows.loc[rows["month"].isin(data.edition.months), "area"].dropna())
    return found
