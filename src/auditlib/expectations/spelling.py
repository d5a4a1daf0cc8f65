"""References as people read them: ``A-0012``, ``a 0012`` and ``A-12`` are one."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from auditlib.characters import INVISIBLE, visible

if TYPE_CHECKING:
    import pandas as pd

_SEPARATORS = r"[\W_]+"
#: What is in a text in small letters whose signs are not single hyphens.
_OTHER_SIGNS = r"[^a-z0-9-]|--"


def as_read(references: pd.Series) -> pd.Series:
    """Each reference without what a reader overlooks: capitals, spaces, hyphens and other signs, leading zeros.

    A sign between two numbers counts (``1-23`` is not ``12-3``), unless the same is written without it elsewhere in the
    series. What has neither letter nor number is missing.
    """
    import pandas as pd

    different = references.dropna().drop_duplicates()
    text = different.astype("str")
    odd = ~text.str.isascii() | text.str.contains(INVISIBLE, regex=True)
    text = text.str.lower().mask(odd, text[odd].map(visible).str.casefold())
    signs = text.str.contains(_OTHER_SIGNS, regex=True)
    joined = text.mask(signs, text[signs].str.replace(_SEPARATORS, "-", regex=True))
    # Without signs and zeros most are like no other; only the rest are worth a closer look.
    rough = joined.str.replace("-", "").str.replace("0", "")
    close = rough.duplicated(keep=False) | (rough == "")
    read = text.mask(close, _read_closely(joined[close]))
    found = read.where(read != "").set_axis(pd.Index(different))
    return pd.Series(found.reindex(references).array, index=references.index, dtype="str")


def _read_closely(text: pd.Series) -> pd.Series:
    """Texts whose signs are hyphens, without those that do not count and without leading zeros."""
    import pandas as pd

    # Arrow knows no look-around; every match ends with a digit, so the next starts outside its number.
    numbers, whole = (
        each.str.replace(r"(^|[^0-9])0+([0-9])", r"\1\2", regex=True)
        for each in (text.str.strip("-"), text.str.replace("-", ""))
    )
    separated = numbers.str.replace(r"([^0-9])-", r"\1", regex=True).str.replace(r"-([^0-9])", r"\1", regex=True)
    plain = pd.Index(separated[~separated.str.contains("-")].unique())
    # `isin` takes ten times as long: it reads Arrow's strings one by one.
    return whole.where(plain.get_indexer(pd.Index(whole)) >= 0, separated)


def written_apart(references: pd.Series) -> pd.Series:
    """Of references with several spellings, how the first row of each spelling is read, by label."""
    read = as_read(references.dropna().drop_duplicates()).dropna()
    return read[read.duplicated(keep=False)]


#: How two references that read alike are distinguished: by what is left of each when nothing else is looked at.
_VIEWS: dict[str, Callable[[str], str]] = {
    "capitals": lambda text: "".join(filter(str.isalpha, text)),
    "spaces or hyphens": lambda text: re.sub(r"[^\W\d_]", "a", re.sub(r"\d+", "0", text)),
    "leading zeros": lambda text: "".join(filter(str.isdigit, text)),
}


def difference(one: str, other: str) -> str:
    """In what two references differ that read alike: ``capitals and leading zeros``."""
    seen = visible(one), visible(other)
    names = [] if seen == (one, other) else ["characters that cannot be seen"]
    names += [name for name, view in _VIEWS.items() if view(seen[0]) != view(seen[1])]
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))
