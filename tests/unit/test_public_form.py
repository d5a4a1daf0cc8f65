"""The door of a public edition: what is hidden has no value, in sentences, tables, drawings and files."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import pytest

from auditlib.disclosure import MARK, unless_withheld, until_withheld, withholding
from auditlib.facts import Fact, Facts, Withheld, WithheldError, fact_span, from_list
from auditlib.figures import by_area, listing, stacked_bars
from auditlib.figures.theme import drawn
from auditlib.schema import JUDGEMENTS
from auditlib.suppression import Earlier, Thresholds, check, visible
from auditlib.tables import Table
from auditlib.trace.explain import rows_used

LIMITS = Thresholds(1, 5, 10, "actions", "a test")


def count(fact_id: str, value: int) -> Fact:
    source = {"return": "audits", "rows": 96, "sha256": "0"}
    return Fact(fact_id, value, None, None, "count", str(value), "Audits.", source, "notebooks/a.ipynb#a")


@pytest.mark.parametrize("name", ["value", "numerator", "denominator", "display", "number", "counts"])
def test_nothing_tells_the_value_of_a_hidden_fact(name):
    with pytest.raises(WithheldError):
        getattr(Withheld(count("audits.late.2020-02", 3), MARK), name)


def test_a_public_fact_names_its_return_and_no_number_of_rows():
    public = withholding(
        Facts([count("audits.allocated.2020-02", 96), count("audits.late.2020-02", 3)]), {"audits.allocated.2020-02"}
    )
    assert public["audits.allocated.2020-02"].number == 96
    assert [rows_used(fact) for fact in public.values()] == ["audits", "audits"]
    again = from_list(public.as_list())
    assert isinstance(again["audits.late.2020-02"], Withheld)
    assert "3" not in "".join(again.as_lines()).replace("2020-02", "")


def test_what_needs_a_hidden_fact_is_not_said():
    hidden = Withheld(count("audits.late.2020-02", 3), MARK)
    assert unless_withheld(lambda: f"{hidden.number} were late.")() == ""
    assert list(until_withheld(iter_of(hidden))) == ["first"]


def iter_of(hidden: Fact):
    yield "first"
    yield hidden.display


def test_a_table_has_a_mark_in_place_of_it_and_says_what_that_means():
    table = Table("tbl-a", "Audits.", ["Area", "Late"], [["North", Withheld(count("audits.late.2020-02", 3), MARK)]])
    assert fact_span(count("audits.late.2020-02", 3), MARK) in table.markdown()
    assert "c: hidden" in table.whole_caption


def evidence(hidden: int, shown: set[str]) -> SimpleNamespace:
    counts = {"north": (0, 12, 13, 6), "south": (hidden, 9, 16, hidden + 1)}
    facts = Facts(
        count(f"audits.judgement.edition.{judgement}.{area}", value)
        for area, values in counts.items()
        for judgement, value in zip(JUDGEMENTS, values, strict=True)
    )
    areas = SimpleNamespace(codes=("north", "south"), name_of=str.capitalize)
    lists = type("Lists", (dict,), {"areas": areas})(
        judgements=SimpleNamespace(entries=set(JUDGEMENTS), name_of=str.capitalize)
    )
    edition = SimpleNamespace(period="January 2020", programme_months=[], months=())
    return SimpleNamespace(edition=edition, lists=lists, facts=withholding(facts, shown))


def test_a_drawing_and_its_text_are_the_same_whatever_is_hidden():
    shown = {f"audits.judgement.edition.{judgement}.north" for judgement in JUDGEMENTS}
    shown |= {f"audits.judgement.edition.{judgement}.south" for judgement in JUDGEMENTS[1:3]}
    made = []
    for hidden in (1, 4):
        data = by_area(evidence(hidden, shown), "audits.judgement", split="judgement")
        chart = stacked_bars(data, y="area")
        made.append((drawn(chart.figure), listing(data)))
        assert [text.get_position()[1] for text in chart.texts if text.get_text().strip() == MARK] == [1.0]  # South's
    assert made[0] == made[1]
    assert "Good 9" in made[0][1].replace("good", "Good")


def edition_data() -> SimpleNamespace:
    edition = SimpleNamespace(edition="2020-02", months=("2020-02",), programme_months=["2020-01", "2020-02"])
    lists = SimpleNamespace(areas=SimpleNamespace(codes=("north",)), headings=SimpleNamespace(entries={}))
    return SimpleNamespace(edition=edition, lists=lists)


def test_what_an_earlier_edition_published_is_known_to_the_attacker():
    """Returned was 72 of 75 in the earlier edition, whose public form showed both: nothing can hide the 3 now."""
    facts = Facts(
        [
            count("audits.allocated.2020-01", 75),
            count("audits.returned.2020-01", 72),
            count("audits.outstanding.2020-01", 3),
        ]
    )
    before = SimpleNamespace(edition="2020-01", months=("2020-01",), programme_months=["2020-01"])
    alone = check(edition_data(), facts, set(facts), LIMITS)
    assert alone.unprotected == []
    shown = {"audits.allocated.2020-01", "audits.returned.2020-01"}
    after = check(edition_data(), facts, set(facts), LIMITS, [Earlier(before, facts, shown)])
    assert "audits.outstanding.2020-01" in after.unprotected


def test_the_percentages_of_this_edition_are_judged_whatever_an_earlier_one_showed():
    rate = Fact(
        *("audits.compliance.edition", 75.0, 6, 8, "percent", "75%", "Audits."), {"return": "audits"}, "notebooks/a#a"
    )
    before = SimpleNamespace(edition="2020-01", months=("2020-01",), programme_months=["2020-01"])
    whole = replace(rate, numerator=90, denominator=120)
    for earlier in ([], [Earlier(before, Facts([whole]), {whole.id})]):
        made = check(edition_data(), Facts([rate]), {rate.id}, LIMITS, earlier)
        assert made.rates == {rate.id: "of fewer than 10"}


def test_a_table_of_which_nobody_has_said_how_it_adds_up_is_hidden_whole():
    facts = Facts([count("audits.by_team.edition.one", 40), count("audits.by_team.edition.two", 3)])
    made = check(edition_data(), facts, set(facts), LIMITS)
    assert visible(facts, set(facts), made, LIMITS) == set()


def test_means_rest_on_ten_cases_and_the_shortest_is_never_shown():
    mean = replace(count("supervision.duration.edition.mean", 90), unit="minutes")
    shortest = replace(mean, id="supervision.duration.edition.shortest")
    for cases, shown in ((21, {mean.id}), (8, set())):
        facts = Facts([mean, shortest, count("supervision.completed.edition", cases)])
        made = check(edition_data(), facts, set(facts), LIMITS)
        assert visible(facts, set(facts), made, LIMITS) - {"supervision.completed.edition"} == shown
