"""Mix of areas and change within areas: a published example, and what holds for all counts."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditlib.change.headlines import decompose

# P. Das Gupta (1993), Standardization and Decomposition of Rates: A User's Manual, US Bureau of the Census, P23-186,
# Table 5.1: household headship rates per 100 by age in the United States, 1970 and 1985. Sizes are percentages.
SIZES_1970 = [12.9, 10.9, 9.5, 8.0, 7.8, 8.4, 8.6, 7.8, 7.0, 5.9, 4.7, 3.6, 4.9]
SIZES_1985 = [10.1, 11.2, 11.6, 10.9, 9.4, 7.7, 6.3, 6.0, 6.3, 5.9, 5.1, 4.0, 5.5]
RATES_1970 = [1.9, 25.8, 45.7, 49.6, 51.2, 51.6, 51.8, 54.9, 58.7, 60.4, 62.8, 66.6, 66.8]
RATES_1985 = [2.2, 24.3, 45.8, 52.5, 56.1, 55.6, 56.0, 57.4, 57.2, 61.2, 63.9, 68.6, 72.2]


def as_counts(sizes, rates):
    pairs = zip(sizes, rates, strict=True)
    return {
        str(place): (Fraction(str(size)) * Fraction(str(rate)), Fraction(str(size)))
        for place, (size, rate) in enumerate(pairs)
    }


def test_a_published_example():
    found = decompose(as_counts(SIZES_1970, RATES_1970), as_counts(SIZES_1985, RATES_1985))
    assert float(found.total) == pytest.approx(2.9672, abs=5e-5)
    assert float(found.parts.mix) == pytest.approx(1.2269, abs=5e-5)
    assert float(found.parts.within) == pytest.approx(1.7403, abs=5e-5)


def test_the_same_shares_in_areas_of_another_size_are_all_mix():
    found = decompose({"north": (9, 10), "south": (5, 10)}, {"north": (27, 30), "south": (5, 10)})
    assert (found.total, found.parts.mix, found.parts.within) == (Fraction(1, 10), Fraction(1, 10), 0)


def test_other_shares_in_areas_of_the_same_size_are_all_within():
    found = decompose({"north": (5, 10), "south": (5, 10)}, {"north": (8, 10), "south": (4, 10)})
    assert (found.parts.mix, found.parts.within) == (0, Fraction(1, 10))
    assert found.areas["north"].within == Fraction(3, 20)
    assert found.areas["south"].within == -Fraction(1, 20)


def test_an_area_with_cases_at_one_time_only_is_all_mix():
    found = decompose({"north": (5, 10)}, {"north": (5, 10), "south": (0, 10)})
    assert (found.parts.mix, found.parts.within) == (-Fraction(1, 4), 0)


def test_areas_that_share_no_month_cannot_be_taken_apart():
    found = decompose({"north": (5, 10)}, {"south": (9, 10)})
    assert found.total == Fraction(2, 5)
    assert found.parts is None
    assert found.areas == {}


@pytest.mark.parametrize(("then", "now"), [({}, {"north": (1, 2)}), ({"north": (0, 0)}, {"north": (1, 2)})])
def test_a_time_without_cases_has_no_change(then, now):
    assert decompose(then, now) is None
    assert decompose(now, then) is None


def counts(cases):
    return st.integers(0, cases).map(lambda number: (number, cases))


AREAS = st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 60).flatmap(counts))


@given(AREAS, AREAS)
def test_the_parts_are_always_the_whole_change(then, now):
    found = decompose(then, now)
    if found is None or found.parts is None:
        return
    assert found.parts.mix + found.parts.within == found.total
    assert sum(part.mix + part.within for part in found.areas.values()) == found.total
    for place in found.areas:
        if not then.get(place, (0, 0))[1] or not now.get(place, (0, 0))[1]:
            assert found.areas[place].within == 0


@given(AREAS, AREAS)
def test_the_other_way_round_every_part_has_the_other_sign(then, now):
    there, back = decompose(then, now), decompose(now, then)
    if there is None or there.parts is None:
        assert back is None or back.parts is None
        return
    assert back.total == -there.total
    assert {area: (-part.mix, -part.within) for area, part in back.areas.items()} == {
        area: (part.mix, part.within) for area, part in there.areas.items()
    }


@given(AREAS, AREAS, st.integers(2, 5))
def test_the_number_of_cases_does_not_matter_only_how_they_are_shared_out(then, now, times):
    larger = {area: (times * number, times * cases) for area, (number, cases) in now.items()}
    assert decompose(then, larger) == decompose(then, now)
