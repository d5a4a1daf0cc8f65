"""References as people read them: ``A-0012``, ``a 0012`` and ``A-12`` are one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from auditlib.characters import visible

if TYPE_CHECKING:
    import pandas as pd

_SEPARATORS = r"[\W_]+"


def as_read(references: pd.Series) -> pd.Series:
    """Each reference without what a reader overlooks: capitals, spaces, hyphens and other signs, leading zeros.

    A sign between two numbers counts (``1-23`` is not ``12-3``), unless the same is written without it elsewhere in the
    series. What has neither letter nor number is missing.
    """
    import pandas as pd

    kinds = references.dropna().drop_duplicates()
    text = kinds.map(visible).astype("str").str.casefold()
    # Arrow knows no look-around; every match ends with a digit, so the next starts outside its number.
    numbers = text.str.replace(_SEPARATORS, "-", regex=True).str.strip("-")
    numbers = numbers.str.replace(r"(^|[^0-9])0+([0-9])", r"\1\2", regex=True)
    parted = numbers.str.replace(r"([^0-9])-", r"\1", regex=True).str.replace(r"-([^0-9])", r"\1", regex=True)
    whole = text.str.replace(_SEPARATORS, "", regex=True).str.replace(r"(^|[^0-9])0+([0-9])", r"\1\2", regex=True)
    plain = pd.Index(parted[~parted.str.contains("-")].unique())
    # `isin` takes ten times as long: it reads Arrow's strings one by one.
    read = whole.where(plain.get_indexer(pd.Index(whole)) >= 0, parted)
    found = read.where(read != "").set_axis(pd.Index(kinds))
    return pd.Series(found.reindex(references).array, index=references.index, dtype="str")


def written_apart(references: pd.Series) -> pd.Series:
    """Of references with several spellings, how the first row of each spelling is read, by label."""
    spellings = references.dropna().drop_duplicates()
    # Most have no likeness to any other, which is seen soonest without capitals, signs and zeros.
    rough = spellings.map(visible).astype("str").str.casefold().str.replace(r"[\W_0]+", "", regex=True)
    read = as_read(spellings[rough.duplicated(keep=False)]).dropna()
    return read[read.duplicated(keep=False)]


def difference(one: str, other: str) -> str:
    """In what two references differ that read alike: ``capitals and leading zeros``."""

    def letters(text: str) -> str:
        return "".join(filter(str.isalpha, text))

    def shape(text: str) -> str:
        return re.sub(r"[^\W\d_]", "a", re.sub(r"\d+", "0", text))

    def digits(text: str) -> str:
        return "".join(filter(str.isdigit, text))

    one_seen, other_seen = visible(one), visible(other)
    differ = {
        "characters that cannot be seen": one_seen != one or other_seen != other,
        "capitals": letters(one_seen) != letters(other_seen),
        "spaces or hyphens": shape(one_seen) != shape(other_seen),
        "leading zeros": digits(one_seen) != digits(other_seen),
    }
    names = [name for name, is_so in differ.items() if is_so]
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))
