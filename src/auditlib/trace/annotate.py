"""The report's page with every number saying what it is.

Belongs here: turning marked numbers into buttons that tell their sentence and lead to the figures page. Does not
belong here: marking (``facts.told``), or the figures page itself. Nothing is fetched from anywhere.
"""

from __future__ import annotations

import functools
import re
from html import escape
from importlib.resources import files

from auditlib.errors import BuildError
from auditlib.facts import Facts
from auditlib.trace.says import says

_MARK = re.compile(r'<span class="fact" data-fact="([^"]+)">(.*?)</span>', re.DOTALL)
#: The page of an edition's figures, beside its report.
FIGURES_PAGE = "figures.html"
_CARD = """<aside class="fact-card" id="fact-card" popover aria-label="About this figure">
<p class="fact-says"></p>
<p><a class="fact-link" href="{page}">Open this figure's entry</a></p>
</aside>
"""


def shown_facts(page: str) -> list[str]:
    """The ids of the facts that a page shows, each once, in the order of the page."""
    return list(dict.fromkeys(match[1] for match in _MARK.finditer(page)))


def anchor(fact_id: str) -> str:
    """The place of a fact in the figures page."""
    return f"fact-{fact_id}"


@functools.cache
def _asset(name: str) -> str:
    return (files("auditlib.trace") / name).read_text(encoding="utf-8")


def script() -> str:
    """The one script that a published page has: it shows what a number is."""
    return _asset("facts.js")


def annotate(page: str, facts: Facts) -> str:
    """Make every marked number of a page say what it is.

    Parameters
    ----------
    page
        The rendered page, numbers marked with their fact's id.
    facts
        The edition's facts.

    Returns
    -------
    str
        The page: each number a button that says its sentence on hover and focus and opens a card with a link on
        click, tap or Enter. On paper it is plain text.

    Raises
    ------
    BuildError
        A number is marked with an id that is not a fact.
    """
    shown = shown_facts(page)
    unknown = [fact_id for fact_id in shown if fact_id not in facts]
    if unknown:
        raise BuildError(f"The page shows {unknown[0]}, which is not a fact of this edition.")
    if not shown:
        return page

    def button(match: re.Match[str]) -> str:
        sentence = escape(says(facts[match[1]]), quote=True)
        return (
            f'<button type="button" class="fact" data-fact="{match[1]}" data-says="{sentence}" '
            f'aria-description="{sentence}">{match[2]}</button>'
        )

    page = _MARK.sub(button, page)
    page = page.replace("</head>", f"<style>\n{_asset('facts.css')}</style>\n</head>", 1)
    end = _CARD.format(page=FIGURES_PAGE) + f"<script>\n{script()}</script>\n</body>"
    return end.join(page.rsplit("</body>", 1))
