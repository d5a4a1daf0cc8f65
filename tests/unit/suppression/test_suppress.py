"""What a public edition hides: small tables in, what an attacker can still say out."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditlib.suppression.attacker import Attacker
from auditlib.suppression.choose import Rate, suppress
from auditlib.suppression.edition import report_lines
from auditlib.suppression.identities import Identity, identities
from auditlib.suppression.thresholds import Thresholds

LIMITS = Thresholds(1, 5, 10, "actions", "a test")
MONTHS = ["2020-01", "2020-02"]


def table_of(cells: dict[str, int]) -> tuple[dict[str, int], list[Identity]]:
    """Counts of areas with their total, and the identity between them."""
    values = {f"audits.returned.2020-02.{area}": value for area, value in cells.items()}
    values["audits.returned.2020-02"] = sum(cells.values())
    return values, identities(values, set(cells), MONTHS, MONTHS[1:])


def suppressed(cells: dict[str, int], rates: tuple[Rate, ...] = ()):
    values, known = table_of(cells)
    return suppress(values, values, known, rates, LIMITS)


def test_one_small_area_takes_the_next_smallest_with_it():
    """Shown: total 60 and 40 for the north. Hidden: the west's 3 and, lest 60 − 40 − 17 give it away, the east's 17."""
    made = suppressed({"north": 40, "east": 17, "west": 3})
    assert made.small == ["audits.returned.2020-02.west"]
    assert list(made.further) == ["audits.returned.2020-02.east"]
    assert made.attacker.range_of("audits.returned.2020-02.west") == (0, 20)


def test_qa_reads_what_is_hidden_why_and_how_far_a_reader_is_from_it():
    made = suppressed({"north": 40, "east": 17, "west": 3})
    low, high = made.attacker.found_so_far("audits.returned.2020-02.west")
    assert low <= 1 and high >= 5
    may_be = f"From what is shown it may be as small as {low} or as large as {high}."
    assert list(report_lines(made, [("audits.returned_rate.2020-02.south", "none of the group")])) == [
        "Hidden: small counts 1, further counts 1, percentages 0.",
        f"  audits.returned.2020-02.west: a small count. {may_be}",
        "  audits.returned.2020-02.east: protects audits.returned.2020-02.west.",
        "Look at: audits.returned_rate.2020-02.south (none of the group).",
    ]


def test_two_small_areas_that_leave_a_narrow_range_take_a_third():
    """3 and 1 hidden beside a shown total say that they sum to 4: neither can be 5."""
    made = suppressed({"north": 40, "east": 3, "west": 1})
    assert set(made.small) == {"audits.returned.2020-02.east", "audits.returned.2020-02.west"}
    assert list(made.further) == ["audits.returned.2020-02.north"]


def test_a_true_zero_and_large_counts_are_shown():
    made = suppressed({"north": 40, "east": 17, "west": 0})
    assert made.hidden == set()


@pytest.mark.parametrize(("value", "is_hidden"), [(0, False), (1, True), (5, True), (6, False)])
def test_counts_of_1_to_5_are_hidden(value, is_hidden):
    made = suppressed({"north": 40, "east": 30, "west": value})
    assert ("audits.returned.2020-02.west" in made.small) is is_hidden


@pytest.mark.parametrize(
    ("numerator", "denominator", "reason"),
    [
        (4, 40, "its numerator is small"),
        (37, 40, "what it leaves out is small"),
        (7, 9, "of fewer than 10"),
        (0, 40, None),
        (20, 40, None),
    ],
)
def test_percentages_that_give_a_small_count_away_are_hidden(numerator, denominator, reason):
    made = suppressed({"north": 40}, (Rate("audits.x_rate.2020-02", ("a", "b"), numerator, denominator),))
    assert made.rates.get("audits.x_rate.2020-02") == reason


def test_a_percentage_of_a_hidden_count_is_hidden():
    rate = Rate("audits.share.2020-02.east", ("audits.returned.2020-02.east",), 17, 60)
    made = suppressed({"north": 40, "east": 17, "west": 3}, (rate,))
    assert made.rates == {"audits.share.2020-02.east": "one of its counts is hidden"}


def test_identities_that_the_report_does_not_print_count_too():
    """Allocated and returned shown: what was not returned is known, whether printed or not."""
    values = {"audits.allocated.2020-02": 20, "audits.returned.2020-02": 18, "audits.outstanding.2020-02": 2}
    known = identities(values, set(), MONTHS, MONTHS[1:])
    assert known == [Identity("audits.allocated.2020-02", ("audits.returned.2020-02", "audits.outstanding.2020-02"))]
    made = suppress(values, values, known, (), LIMITS)
    assert made.small == ["audits.outstanding.2020-02"]
    assert made.further == {"audits.returned.2020-02": "audits.outstanding.2020-02"}


def test_months_add_up_to_the_programme_and_areas_to_all():
    values = {
        f"audits.returned.{period}{area}": size
        for (period, months), (area, share) in itertools.product(
            {"2020-01": 1, "2020-02": 1, "programme": 2}.items(), {"": 2, ".north": 1, ".south": 1}.items()
        )
        for size in [months * share * 7]
    }
    found = identities(values, {"north", "south"}, MONTHS, MONTHS[1:])
    assert Identity("audits.returned.programme", ("audits.returned.2020-01", "audits.returned.2020-02")) in found
    areas = ("audits.returned.2020-01.north", "audits.returned.2020-01.south")
    assert Identity("audits.returned.2020-01", areas) in found


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(st.integers(0, 9), min_size=3, max_size=3), min_size=2, max_size=3))
def test_no_table_lets_a_small_count_be_worked_out(rows):
    """Tables of two or three months by three areas with all totals: an attacker who tries every table gains nothing.

    The attacker here knows nothing of the solver: it enumerates the values of one cell, and asks whether any table
    agrees with all that is shown.
    """
    values, known = _two_way(rows)
    made = suppress(values, values, known, (), LIMITS)
    shown = {one: value for one, value in values.items() if one not in made.hidden}
    for one in made.small:
        if one in made.unprotected:
            continue
        for value in (1, 5):
            assert _is_possible(values, known, {**shown, one: value}), (one, value, shown)


def _two_way(rows: list[list[int]]) -> tuple[dict[str, int], list[Identity]]:
    values: dict[str, int] = {}
    columns = range(len(rows[0]))
    for month, row in enumerate(rows):
        values |= {f"cell.{month}.{area}": row[area] for area in columns}
        values[f"month.{month}"] = sum(row)
    values |= {f"area.{area}": sum(row[area] for row in rows) for area in columns}
    values["all"] = sum(map(sum, rows))
    months = range(len(rows))
    known = [Identity(f"month.{month}", tuple(f"cell.{month}.{area}" for area in columns)) for month in months]
    known += [Identity(f"area.{area}", tuple(f"cell.{month}.{area}" for month in months)) for area in columns]
    known.append(Identity("all", tuple(f"month.{month}" for month in months)))
    return values, known


def _is_possible(values: dict[str, int], known: list[Identity], fixed: dict[str, int]) -> bool:
    """Whether some table has all the fixed values: a second, independent way, by linear programming alone.

    Two-way tables are totally unimodular: a solution in fractions has one in whole numbers.
    """
    from scipy.optimize import linprog

    names = list(values)
    number = {name: at for at, name in enumerate(names)}
    rows = []
    for identity in known:
        row = [0.0] * len(names)
        row[number[identity.total]] = 1.0
        for part in identity.parts:
            row[number[part]] -= 1.0
        rows.append(row)
    bounds = [(fixed[name], fixed[name]) if name in fixed else (0, None) for name in names]
    return linprog([0.0] * len(names), A_eq=rows, b_eq=[0.0] * len(rows), bounds=bounds).status == 0


def test_taking_the_further_cells_away_lets_the_attacker_win():
    """The check can fail: with only the small cell hidden, the attacker knows it."""
    values, known = table_of({"north": 40, "east": 17, "west": 3})
    west = "audits.returned.2020-02.west"
    attacker = Attacker(values, set(values) - {west}, known)
    assert attacker.range_of(west) == (3, 3)
    assert list(attacker.unprotected([west], 1, 5)) == [west]
