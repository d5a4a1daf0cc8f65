"""Where a number comes from: in the page, beside it, and in the terminal.

Belongs here: everything that leads a reader from a printed number to what it counts. Does not belong here:
counting it.
"""

from auditlib.trace.explain import explain, explain_rows
from auditlib.trace.pages import figures_page, methods_page
from auditlib.trace.passages import FIGURES_PAGE, Passage, passages
from auditlib.trace.says import says

__all__ = [
    "FIGURES_PAGE",
    "Passage",
    "explain",
    "explain_rows",
    "figures_page",
    "methods_page",
    "passages",
    "says",
]
