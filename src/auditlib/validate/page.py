"""The page for QA: what was checked, how many rows failed, what to do, and how it was in earlier months.

It shows file names, rows and coded values only; it is QA's and is not published.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from auditlib.atomic import write_whole
from auditlib.paths import Project
from auditlib.periods import month_name, period_name
from auditlib.validate import wording
from auditlib.validate.results import READING, Outcome, Reconciled, RuleResult, Validation, reports_folder
from auditlib.validate.workbook import write_workbook

_MOST_SHOWN = 5


def write_reports(
    project: Project, edition: str, validation: Validation, withheld: Sequence[tuple[str, str]] = ()
) -> list[Path]:
    """Write what people read, ``index.html`` and ``rows-to-return.xlsx``, each whole or not at all.

    `withheld` are the remarks that are not quoted although their rows allow it: where each is, and why.
    """
    folder = reports_folder(project, edition)
    return [
        write_whole(folder / "index.html", page(validation, withheld)),
        write_workbook(validation, folder / "rows-to-return.xlsx"),
    ]


def render(template: str, **values: Any) -> str:
    """A page for QA, made from one of ``validate/templates``."""
    jinja = Environment(
        loader=PackageLoader("auditlib.validate"),
        autoescape=lambda name: not (name or "").endswith(".css"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    jinja.filters |= {"as_row": _as_row, "as_counts": _as_counts}
    return jinja.get_template(template).render(values)


def page(validation: Validation, withheld: Sequence[tuple[str, str]] = ()) -> str:
    """The page with everything that was found, as HTML; `withheld` as in :func:`write_reports`."""
    counted = validation.reconciliation
    by_return = {
        name: [each for each in validation.results if each.return_name == name] for name in wording.RETURN_NAMES
    }
    return render(
        "checks.html.jinja",
        title=f"Checks on the returns of {period_name(list(validation.months))}",
        found=validation,
        withheld=withheld,
        counted=counted,
        rules=[each for each in validation.results if each.type != READING],
        by_return=by_return,
        totals={name: _total([each for each in counted if each.return_name == name]) for name in by_return},
        failures_of=_failures_of,
        places_of=_places_of,
        most_shown=_MOST_SHOWN,
        return_names=wording.RETURN_NAMES,
        in_words=wording.found,
        month_name=month_name,
        **{name: getattr(wording, name) for name in ("count", "headline", "how_many", "trend", "verdict", "waiver")},
        what_to_do=wording.what_to_do,
    )


def _total(counts: list[Reconciled]) -> Reconciled | None:
    """The rows of a return, all months together; None if none were received."""
    sums = (sum(getattr(each, key) for each in counts) for key in ("read", "accepted", "rejected"))
    return Reconciled(counts[0].return_name, "", *sums) if counts else None


def _failures_of(results: list[RuleResult]) -> list[RuleResult]:
    failed = [each for each in results if each.outcome in (Outcome.FAILED, Outcome.NOT_RUN)]
    return sorted(failed, key=lambda each: (not each.stops, wording.ORDER[each.severity], each.code))


def _places_of(result: RuleResult, validation: Validation) -> list[str]:
    found = []
    for place in result.places[:_MOST_SHOWN]:
        text = wording.where(place)
        if place.area and place.row is not None:
            text += f" ({validation.area_names.get(place.area, place.area)})"
        found.append(": ".join(part for part in (text, place.detail) if part))
    return found


def _as_row(result: RuleResult) -> tuple[str, ...]:
    numbers = (f"{result.checked:,}", f"{result.failed:,}")
    return (
        result.code,
        result.description,
        wording.SEVERITY[result.severity],
        wording.verdict(result),
        *(("not run", "not run") if result.outcome is Outcome.NOT_RUN else numbers),
    )


def _as_counts(counts: Reconciled) -> tuple[str, ...]:
    name = wording.RETURN_NAMES[counts.return_name] + (f", {month_name(counts.month)}" if counts.month else "")
    return (name, f"{counts.read:,}", f"{counts.accepted:,}", f"{counts.rejected:,}")
