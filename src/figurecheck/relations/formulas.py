"""How what a statement says follows from its other figures: arithmetic, how it is written, the code of a finding.

Belongs here: formulas by the names that ``statements.toml`` uses. Does not belong here: finding statements.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from figurecheck.quantities import Figure
from figurecheck.relations.core import HUNDRED, ZERO, Arithmetic, Result


@dataclass(frozen=True, slots=True)
class Formula:
    """How what is stated follows from the figures of some roles.

    Parameters
    ----------
    roles
        Whose figures it takes, in order.
    reckon
        The arithmetic.
    how
        How it is written: with ``{0}`` and ``{1}`` for the figures, or what stands between all of them.
    code, name
        Code of a finding, and what the stated figure is called.
    alike
        Whether its figures are all amounts of one sort.
    what
        What a finding says, if it is no stated result: ``{said}`` and the figures.
    """

    roles: tuple[str, ...]
    reckon: Arithmetic
    how: str
    code: str
    name: str = ""
    alike: bool = True
    what: str = "{said} is stated as {name}; the figures give {right}."

    def written(self, many: int) -> str:
        """How it is written for so many figures, each a placeholder."""
        return self.how if "{" in self.how else self.how.join(f"{{{number}}}" for number in range(many))


def over(a: Decimal, b: Decimal) -> Decimal | None:
    """A quotient; None if nothing is divided by."""
    return a / b if b > 0 else None


def _median(*values: Decimal) -> Decimal:
    ordered, half = sorted(values), len(values) // 2
    return ordered[half] if len(values) % 2 else (ordered[half - 1] + ordered[half]) / 2


def _mean(*values: Decimal) -> Decimal:
    return sum(values, ZERO) / len(values)


def risen(a: Decimal, b: Decimal) -> Decimal | None:
    """By how many per cent of the first figure the second differs from it."""
    return abs(b - a) * HUNDRED / a if a > 0 else None


FORMULAS = {
    "share": Formula(("part", "whole"), lambda a, b: over(a * HUNDRED, b), "{0} ÷ {1}", "DOC-01", "a share"),
    "difference": Formula(("a", "b"), lambda a, b: abs(a - b), "difference of {0} and {1}", "DOC-08", "a difference"),
    "rise": Formula(("a", "b"), risen, "change from {0} to {1}, divided by {0}", "DOC-08", "a change in per cent"),
    "gap": Formula(("a", "b"), risen, "{0} less {1}, divided by {0}", "DOC-08", "a gap"),
    "times": Formula(("a", "b"), lambda a, b: over(max(a, b), min(a, b)), "{1} ÷ {0}", "DOC-08", "a multiple"),
    "sum": Formula(("list",), lambda *v: sum(v, ZERO), " + ", "DOC-04", "the total"),
    "rest": Formula(("whole", "list"), lambda whole, *v: whole - sum(v, ZERO), " − ", "DOC-04", "what is left"),
    "hundred": Formula(("list",), lambda *v: HUNDRED - sum(v, ZERO), " − ", "DOC-04", "what is left of 100%"),
    "net": Formula(("list", "less"), lambda *v: sum(v[:-1], ZERO) - v[-1], " − ", "DOC-04", "what is left"),
    "after": Formula(("a", "b"), lambda a, b: a - b, "{0} − {1}", "DOC-04", "what there is in the end"),
    "added": Formula(("a", "b"), lambda a, b: a + b, "{0} + {1}", "DOC-04", "what there is in the end"),
    "mean": Formula(("list",), _mean, " + ", "DOC-16", "the average"),
    "median": Formula(("list",), _median, "; ", "DOC-16", "the median"),
    "each": Formula(("whole", "part"), over, "{0} ÷ {1}", "DOC-16", "the amount for each", alike=False),
    "monthly": Formula(("whole",), lambda a: a / 12, "{0} ÷ 12", "DOC-16", "the average of a month"),
    "weekly": Formula(("whole",), lambda a: a / 52, "{0} ÷ 52", "DOC-16", "the average of a week"),
    "product": Formula(("a", "b"), lambda a, b: a * b, "{0} × {1}", "DOC-16", "a product", alike=False),
    "percentage of": Formula(("a", "b"), lambda a, b: a * b / 100, "{0} of {1}", "DOC-01", "a share", alike=False),
    "gross": Formula(("a", "b"), lambda a, b: a + a * b / 100, "{0} and {1} of it", "DOC-16", "the gross", alike=False),
    "balance": Formula(
        ("a", "more", "less"), lambda a, b, c: a + b - c, "{0} + {1} − {2}", "DOC-04", "what there is in the end"
    ),
    "overlap": Formula(("whole", "list"), lambda all_, *v: sum(v, ZERO) - all_, "less {0}: ", "DOC-04", "the overlap"),
    "rate": Formula(("part", "whole"), over, "{0} ÷ {1}", "DOC-16", "a rate"),
    # What the figures allow is not one value, but all up to a limit or between two.
    "within": Formula(
        ("a", "b"), lambda a, b: (a + b) / 2, "", "DOC-16", what="{said} does not lie between {0} and {1}.",
    ),
    "most": Formula(("list",), abs, "", "DOC-09", what="{said} is called the highest, but {0} is higher."),
    "least": Formula(("list",), abs, "", "DOC-09", what="{said} is called the lowest, but {0} is lower."),
    "at most": Formula(("limit",), abs, "", "DOC-17", what="{said} is more than {0}, said to be the most."),
    "at least": Formula(("limit",), abs, "", "DOC-17", what="{said} is less than {0}, said to be the least."),
    "under": Formula(("limit",), abs, "", "DOC-17", what="{said} is more than {0}, so not under it."),
    "over": Formula(("limit",), abs, "", "DOC-17", what="{said} is less than {0}, so not over it."),
    "of them": Formula(("limit",), abs, "", "DOC-01", what="{said} is more than the {0} that it is of."),
    "same": Formula(("other",), abs, "", "DOC-07", what="{said} here and {0} before are said of the same."),
    "percent": Formula(("other",), abs, "", "DOC-01", what="“{said}” is stated; {0} is nearer to another fraction."),
}  # fmt: skip


_ANY = Decimal(10) ** 15
_ALLOWING = ("within", "most", "least", "at most", "at least", "under", "over", "of them")


def bounded(formula: str, operands: list[Figure], result: Result | None) -> Result | None:
    """What a statement that compares allows: all from a lowest to a highest value."""
    if result is None or formula not in _ALLOWING:
        return result
    if formula == "within":
        low, high = sorted(m.value for m in operands)
        return None if low == high else replace(result, low=low, high=high)
    upward = formula in ("most", "at least", "over")
    return replace(result, low=result.value if upward else -_ANY, high=_ANY if upward else result.value)
