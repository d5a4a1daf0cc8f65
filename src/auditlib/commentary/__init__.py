"""Commentary written by hand: facts by id, claims that are checked, and no number typed."""

from auditlib.commentary.lint import lint_prose, lint_standing
from auditlib.commentary.prepare import SLOTS, Commentary, prepare, read_commentary

__all__ = ["SLOTS", "Commentary", "lint_prose", "lint_standing", "prepare", "read_commentary"]
