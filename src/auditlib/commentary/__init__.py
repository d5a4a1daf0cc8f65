"""Commentary written by hand: facts by id, claims that are checked, and no number typed."""

from auditlib.commentary.prepare import SLOTS, lint_standing, prepare
