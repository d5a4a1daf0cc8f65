"""Where a number comes from: in the page, beside it, and in the terminal."""

from auditlib.trace.explain import explain, explain_rows, in_words
from auditlib.trace.pages import figures_page, methods_page
from auditlib.trace.passages import FIGURES_PAGE, Passage, passages

__all__ = [
    "FIGURES_PAGE",
    "Passage",
    "explain",
    "explain_rows",
    "figures_page",
    "methods_page",
    "passages",
    "in_words",
]
