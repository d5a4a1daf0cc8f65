"""Coded remarks by heading and theme, whether or not their text may be shown.

Belongs here: declarations. Does not belong here: counting (``compute``) or wording of sentences.
"""

from __future__ import annotations

from auditlib.measures.kinds import Measure, Split
from auditlib.reference import SHOWS

_THEMES = "notebooks/practice_themes.ipynb#table-themes"

_HEADING = Split("heading", None, "under the heading {}", "headings")
_THEME = Split("theme", None, "on the theme {}", "themes")
_SHOWS = "under headings that show a {}"
COMMENT_MEASURES = [
    Measure("comments.remarks", "count", "Remarks", "remarks", _THEMES, "comments", splits=(_HEADING,)),
    Measure(
        "comments.theme",
        "count",
        "Remarks on a theme",
        "remarks",
        _THEMES,
        "comments",
        splits=(_HEADING, _THEME),
    ),
    Measure(
        "comments.showing", "count", "Remarks", "remarks", _THEMES, "comments", splits=(Split("shows", SHOWS, _SHOWS),)
    ),
    Measure(
        "comments.showing",
        "count",
        "Remarks on a theme",
        "remarks",
        _THEMES,
        "comments",
        splits=(Split("shows", None, _SHOWS), _THEME),
    ),
    Measure("comments.about", "count", "Remarks on a theme", "remarks", _THEMES, "comments", splits=(_THEME,)),
]
