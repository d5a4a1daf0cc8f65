"""Where a number comes from: in the page, beside it, and in the terminal."""

from auditlib.trace.explain import explain, explain_rows, in_words
from auditlib.trace.pages import Passage, figures_page, methods_page, passages
