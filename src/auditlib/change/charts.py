"""Charts of what changed by area.

Belongs here: drawing the two parts of a change as bars to the left and right of none. Does not belong here: counting.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes

from auditlib.change.headlines import Headline, area_name, change_id, rounded_apart
from auditlib.change.sentences import is_in_one_piece, name_of, shown_months
from auditlib.change.tables import areas_of
from auditlib.disclosure import Evidence
from auditlib.facts import Fact, fact_span
from auditlib.figures import Chart
from auditlib.figures.theme import AFTER, BEFORE, INK, canvas
from auditlib.periods import month_name

_PARTS = {"within": "Within areas adds", "mix": "Mix of areas adds"}
_ROOM, _PAIR = 0.9, 0.66  # inches for the legend, and that a pair of bars takes


def signed_pairs(labels: Sequence[str], values: dict[str, Sequence[float]], texts: dict[str, Sequence[str]]) -> Axes:
    """Horizontal bars in pairs, to the right of none where more and to the left where less, each with its text.

    Parameters
    ----------
    labels
        What stands beside each pair, from the top; the last is set off as the whole.
    values, texts
        For each of two series, the bars' lengths and the texts at their ends.
    """
    places = np.arange(len(labels))
    furthest = max((abs(value) for series in values.values() for value in series), default=0.0) or 1.0
    with canvas(_ROOM + _PAIR * len(labels)) as axes:
        for offset, (name, series), colour in zip((-0.2, 0.2), values.items(), (BEFORE, AFTER), strict=True):
            axes.barh(places + offset, series, height=0.38, color=colour, label=name)
            for place, value, text in zip(places, series, texts[name], strict=True):
                gap = furthest * 0.02
                end, side = (value + gap, "left") if value >= 0 else (value - gap, "right")
                weight = "bold" if place == len(labels) - 1 else "normal"
                axes.text(end, place + offset, text, ha=side, va="center", color=INK, fontweight=weight)
        axes.axvline(0, color=INK, linewidth=0.8)
        axes.axhline(len(labels) - 1.5, color=INK, linewidth=0.4)
        axes.set_yticks(places, labels)
        axes.set_xticks([])
        axes.set_xlim(-furthest * 1.35, furthest * 1.35)
        axes.set_ylim(len(labels) - 0.5, -0.5)
        handles, names = axes.get_legend_handles_labels()
        axes.figure.legend(handles, names, loc="outside upper left", ncols=len(names), fontsize=10.5, handlelength=1.0)
        return axes


def _text(fact: Fact) -> str:
    return fact.display.replace(" points", "")


def change(evidence: Evidence, headline: Headline) -> Chart | None:
    """What each area adds to a headline's change from the month before, within the area and by the mix of areas.

    Parameters
    ----------
    evidence
        What may be shown; its facts are of ``change.measured.measure``.
    headline
        ``COMPLIANCE``, ``GOOD_OR_BETTER`` or ``MODERATION_CHANGED``.
    """
    pairs = shown_months(evidence, headline)
    if not pairs:
        return None
    (now, then), facts = pairs[0], evidence.facts
    total = facts[change_id(headline, now, then, "total")]
    if is_in_one_piece(evidence, headline, now, then):
        return None
    areas = [*areas_of(evidence, headline, now, then), ""]
    names = [area_name(evidence.lists, area) if area else "All areas" for area in areas]
    found = {
        title: [facts[change_id(headline, now, then, part, area)] for area in areas] for part, title in _PARTS.items()
    }
    axes = signed_pairs(
        names,
        {title: [100 * fact.value for fact in parts] for title, parts in found.items()},
        {title: [_text(fact) for fact in parts] for title, parts in found.items()},
    )
    between = f"{month_name(then)} and {month_name(now)}"
    within, mix = (found[title][-1] for title in _PARTS.values())
    message = (
        f"{headline.title}: {fact_span(within, _text(within))} percentage points within areas and "
        f"{fact_span(mix, _text(mix))} from the mix of areas make up the difference of "
        f"{fact_span(total, _text(total))} between {between}{rounded_apart(total, within, mix)}."
    )
    alongside = zip(names, *found.values(), strict=True)
    data = "; ".join(f"{name} {_text(within)} within and {_text(mix)} mix" for name, within, mix in alongside)
    return Chart(
        f"fig-{name_of(headline)}",
        axes,
        message,
        f"Bar chart in pairs of what each area adds to the difference in {headline.subject} between {between}, in "
        f"percentage points: change within the area, and change of the mix of areas. {data}.",
    )
