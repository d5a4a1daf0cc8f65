"""Commentary written by hand: facts by id, claims that are checked, and no number typed.

Belongs here: reading ``content/<edition>/*.md`` and making it ready for the report, and the lint of prose. Does not
belong here: sentences written by code, rendering. ``docs/how-to/write-commentary.md`` says how commentary is written.
"""

from auditlib.commentary.files import SLOTS
from auditlib.commentary.lint import lint_prose, lint_standing
from auditlib.commentary.prepare import Commentary, prepare, read_commentary

__all__ = ["SLOTS", "Commentary", "lint_prose", "lint_standing", "prepare", "read_commentary"]
