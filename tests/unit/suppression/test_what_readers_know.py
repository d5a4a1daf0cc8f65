"""What somebody knows who reads all that is public: how measures hang together, remarks, other editions, versions."""

from __future__ import annotations

import gzip
import itertools
from types import SimpleNamespace

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditlib import disclosure
from auditlib.facts import Fact, Facts
from auditlib.paths import Project
from auditlib.periods import months_from
from auditlib.schema import JUDGEMENTS
from auditlib.steps import disclosing
from auditlib.suppression import Earlier, Thresholds, check, visible
from auditlib.suppression.attacker import Attacker
from auditlib.suppression.edition import counts_of, rate_of
from auditlib.suppression.identities import identities, place_of

LIMITS = Thresholds(1, 5, 10, "actions", "a test")
AREAS = ("north", "south", "cwd")


def edition(name: str = "2020-02", start: str = "2020-01", months: tuple[str, ...] = ()) -> SimpleNamespace:
    months = months or (name,)
    return SimpleNamespace(edition=name, months=months, programme_months=months_from(start, months[-1]))


def data(of: SimpleNamespace | None = None) -> SimpleNamespace:
    lists = SimpleNamespace(areas=SimpleNamespace(codes=AREAS), headings=SimpleNamespace(entries={}))
    return SimpleNamespace(edition=of or edition(), lists=lists)


def facts(values: dict[str, int]) -> Facts:
    return Facts(Fact.counted(name, value, "Cases.", {"return": "audits"}, "a#a") for name, value in values.items())


def hidden(values: dict[str, int], of: SimpleNamespace | None = None, earlier=(), quoted=(), shown=None):
    """What is hidden of some counts that are all in the report, or of those shown; nothing may be unprotected."""
    made = check(data(of), facts(values), set(shown or values), LIMITS, earlier, quoted)
    assert made.unprotected == []
    return made


def reader(values: dict[str, int], shown: set[str], months=("2020-01", "2020-02")) -> Attacker:
    return Attacker(values, shown, identities(values, AREAS, months, months[-1:]))


def moderated(table: dict[tuple[str, str], int], period: str = "2020-02") -> dict[str, int]:
    """The counts of a table of judgements before and after moderation."""
    rank = JUDGEMENTS.index
    name = {what: f"moderation.{what}.{period}" for what in ("moderated", "changed", "upheld", "lowered", "raised")}
    values = dict.fromkeys(name.values(), 0)
    for one in JUDGEMENTS:
        values |= {f"moderation.{what}.{period}.{one}": 0 for what in ("before", "after", "upheld", "lowered")}
    for (before, after), number in table.items():
        kept = [name["moderated"], f"moderation.before.{period}.{before}", f"moderation.after.{period}.{after}"]
        if before == after:
            kept += [name["upheld"], f"moderation.upheld.{period}.{before}"]
        else:
            values[f"moderation.changed.{period}.{before}-to-{after}"] = 0
            kept += [name["changed"], f"moderation.changed.{period}.{before}-to-{after}"]
            if rank(after) > rank(before):
                kept += [name["lowered"], f"moderation.lowered.{period}.{before}"]
            else:
                kept.append(name["raised"])
        for one in kept:
            values[one] += number
    return values


def test_what_was_lowered_is_the_sum_of_the_ways_down():
    """Of 12 Good that were lowered 9 became Requires Improvement: 3 did not, unless one of these is hidden."""
    values = moderated({(a, b): 0 for a in JUDGEMENTS for b in JUDGEMENTS})
    values |= moderated(
        {(a, b): 0 for a in JUDGEMENTS for b in JUDGEMENTS}
        | {("good", "requires-improvement"): 9, ("good", "inadequate"): 3, ("good", "good"): 30}
    )
    small = "moderation.changed.2020-02.good-to-inadequate"
    known = {"moderation.lowered.2020-02.good", "moderation.changed.2020-02.good-to-requires-improvement"}
    assert reader(values, known).range_of(small) == (3, 3)
    made = hidden(values)
    assert small in made.small and known & made.hidden


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(0, 9), min_size=16, max_size=16))
def test_no_table_of_moderation_lets_a_small_change_be_worked_out(numbers):
    """A reader who thinks of each audit: sixteen cells are unknown, and all that is shown is a sum of some."""
    from scipy.optimize import LinearConstraint, milp

    pairs = list(itertools.product(JUDGEMENTS, JUDGEMENTS))
    values = moderated(dict(zip(pairs, numbers, strict=True)))
    sums = {name: [] for name in values}
    for pair in pairs:
        alone = moderated(dict.fromkeys(pairs, 0) | {pair: 1})
        for name in sums:
            sums[name].append(alone[name])
    made = check(data(edition(start="2020-02")), facts(values), set(values), LIMITS)
    shown = [name for name in values if name not in made.hidden]
    rules = [LinearConstraint([sums[name] for name in shown], *(2 * [[values[name] for name in shown]]))]
    for one in set(made.small) - set(made.unprotected):
        found = [milp([sign * each for each in sums[one]], integrality=[1] * 16, constraints=rules) for sign in (1, -1)]
        least, most = (round(abs(each.fun)) if each.x is not None else 10**6 for each in found)
        assert least <= 1 and most >= 5, (one, values[one], least, most)


def test_a_cohort_may_have_the_code_of_an_area():
    """Children with disabilities are an area and a cohort: 25 − 12 − 10 = 3 all the same."""
    assert place_of("audits.cohort.2020-02.cwd", AREAS).groups == ("cwd",)
    assert place_of("audits.judgement.2020-02.good.cwd", AREAS).area == "cwd"
    values = {"audits.allocated.2020-02": 25, "audits.cohort.2020-02.leavers": 12, "audits.cohort.2020-02.cwd": 3}
    values["audits.cohort.2020-02.cin"] = 10
    assert len(hidden(values).further) == 1


def test_what_stands_inadequate_follows_from_what_moderation_changed():
    values = {
        **moderated({(a, b): 0 for a in JUDGEMENTS for b in JUDGEMENTS} | {("good", "inadequate"): 8}),
        "audits.judgement.2020-02.inadequate": 3,
        "funnel.inadequate.2020-02": 11,
        "funnel.changed.2020-02": 8,
    }
    made = hidden(values, edition(start="2020-02"))
    assert made.attacker.range_of("audits.judgement.2020-02.inadequate")[1] >= 5


def test_each_report_that_needed_amendments_needed_one_of_a_kind():
    """9 needed amendments, 6 of one kind and none of two more: 3 at the least needed the fourth."""
    values = {f"moderation.issues.2020-02.{kind}": n for kind, n in zip("abcd", (6, 0, 0, 3), strict=True)}
    values |= {"moderation.with_issues.2020-02": 9, "moderation.moderated.2020-02": 40}
    assert hidden(values).attacker.range_of("moderation.issues.2020-02.d")[0] <= 1


def test_better_outcomes_are_improvements_where_all_were_inadequate():
    values = {f"reaudits.{name}.edition": n for name, n in zip(JUDGEMENTS, (0, 20, 8, 3), strict=True)}
    values |= {"reaudits.returned.edition": 31, "reaudits.improved.edition": 28, "reaudits.unchanged.edition": 3}
    values["reaudits.declined.edition"] = 0
    known = {name for name in values if name not in ("reaudits.returned.edition", "reaudits.unchanged.edition")}
    known.discard("reaudits.inadequate.edition")
    assert reader(values, known | {"reaudits.returned.edition"}).range_of("reaudits.inadequate.edition") == (3, 3)
    made = hidden(values)
    assert made.attacker.range_of("reaudits.inadequate.edition")[1] >= 5


def test_what_a_total_leaves_out_of_its_part_is_a_count():
    """62 audits came back and 60 sheets: there are 2 without one, though no figure is called so."""
    values = {"audits.returned.2020-02": 62, "reflections.returned.2020-02": 60}
    source = {"return": "reflections"}
    rate = Fact("reflections.compliance.2020-02", 60 / 62, 60, 62, "percent", "97%", "Sheets.", source, "a#a")
    whole = Facts([*facts(values).values(), rate])
    made = check(data(), whole, set(whole), LIMITS)
    assert rate_of(rate, counts_of(whole, LIMITS), set()).count_ids == (
        "reflections.returned.2020-02",
        "audits.returned.2020-02",
    )
    assert len(made.further) == 1 and rate.id in made.rates


def test_the_longest_wait_is_of_one_case_and_never_shown():
    values = facts({"waiting.cases.edition": 12, "waiting.longest.edition": 8})
    assert visible(values, set(values), check(data(), values, set(values), LIMITS), LIMITS) == {"waiting.cases.edition"}


def before(values: dict[str, int], shown: set[str], name: str = "2020-01", **more) -> Earlier:
    rest = frozenset(values) - shown
    return Earlier(edition(name), facts(values), frozenset(shown), **{"hidden": rest} | more)


def test_what_an_earlier_edition_hid_is_not_given_away_by_a_later_one():
    """January's 3 and 17 were hidden. February has no table of January's areas, but one of the programme's."""
    then = {f"audits.returned.2020-01{area}": n for area, n in (("", 60), (".north", 40), (".south", 17), (".cwd", 3))}
    earlier = before(then, {"audits.returned.2020-01", "audits.returned.2020-01.north"})
    now = dict(then)
    for area, n in (("", 90), (".north", 30), (".south", 30), (".cwd", 30)):
        for period in ("2020-02", "edition"):
            now[f"audits.returned.{period}{area}"] = n
        now[f"audits.returned.programme{area}"] = n + then[f"audits.returned.2020-01{area}"]
    shown = {name for name in now if "2020-01." not in name}
    made = hidden(now, edition(), [earlier], shown=shown)
    small = "2020-01/audits.returned.2020-01.cwd"
    assert made.attacker.range_of(small)[0] <= 1 and made.attacker.range_of(small)[1] >= 5
    assert made.further  # such as the programme's count of one of the two


def test_what_came_late_is_a_count_between_two_editions():
    """72 in one edition, 75 in the next: 3 came late, which the first edition hid."""
    then = {"audits.allocated.2020-01": 90, "audits.returned.2020-01": 72, "audits.outstanding.2020-01": 18}
    now = {"audits.allocated.2020-01": 90, "audits.returned.2020-01": 75, "audits.outstanding.2020-01": 15}
    made = hidden(now, earlier=[before(then, set(then))])
    assert set(made.further) == {"audits.returned.2020-01", "audits.outstanding.2020-01"}
    same = hidden(then, earlier=[before(then, set(then))])
    assert same.hidden == set()


def test_the_growth_of_the_programme_says_what_came_late_as_well():
    then = {"audits.returned.programme.north": 400}
    now = {"audits.returned.programme.north": 433, "audits.returned.edition.north": 30}
    assert len(hidden(now, earlier=[before(then, set(then))]).further) == 1


def test_a_later_version_shows_nothing_that_an_earlier_one_hid():
    """One number was corrected by 10, and now another one would be the next smallest: both together give the 3 away."""
    areas = ("", ".north", ".south", ".cwd")
    then = {f"audits.returned.2020-02{area}": n for area, n in zip(areas, (60, 40, 17, 3), strict=True)}
    now = then | {"audits.returned.2020-02.north": 16, "audits.returned.2020-02": 36}
    assert "audits.returned.2020-02.south" not in hidden(now).hidden
    first = before(then, {"audits.returned.2020-02", "audits.returned.2020-02.north"}, "2020-02", version=1)
    assert "audits.returned.2020-02.south" in hidden(now, earlier=[first]).hidden
    # What is published again as it was hides the same.
    again = hidden(then, earlier=[first])
    assert set(again.further) == {"audits.returned.2020-02.south"}


def archived(project: Project, name: str, values: dict[str, int], hidden_ids: tuple[str, ...] = ()) -> None:
    from auditlib.revisions import archive

    of = SimpleNamespace(title="Report", programme_start="2020-01", **vars(edition(name.partition("-public")[0][:7])))
    tables = {each: pd.DataFrame({"month": []}) for each in ("audits", "reaudits")}
    of.cut_off = pd.Timestamp("2020-03-01").date()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(archive, "digests", lambda tables, cut_off: {})
        text = archive.as_published(SimpleNamespace(edition=of, tables=tables), facts(values), hidden_ids)
    path = project.archived(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(text))


def test_an_earlier_edition_is_known_by_what_it_showed_then(tmp_path):
    """The form for staff was built again with a correction; readers of the public form still have the 72."""
    project, one = Project(tmp_path), "audits.returned.2020-01"
    archived(project, "2020-01-public", {one: 72}, ("audits.outstanding.2020-01",))
    archived(project, "2020-01", {one: 75, "audits.outstanding.2020-01": 3})
    (found,) = disclosing.earlier(project, edition())
    assert found.facts[one].number == 72
    assert (found.shown, found.hidden) == ({one}, {"audits.outstanding.2020-01"})


def test_every_version_that_was_published_is_known_and_no_draft_of_this_edition(tmp_path):
    project, one = Project(tmp_path), "audits.returned.2020-01"
    for number, name in enumerate(["2020-01", "2020-02", "2020-02.v1", "2020-03", "2020-03.v1", "2020-03.v2"]):
        archived(project, name, {one: 70 + number})
        archived(project, name.replace(name[:7], f"{name[:7]}-public"), {one: 70 + number})
    of = edition()
    of.name = "2020-02-public"
    found = [(one.edition.edition, one.version) for one in disclosing.earlier(project, of)]
    assert found == [("2020-01", 0), ("2020-02", 1), ("2020-03", 1), ("2020-03", 2)]


def remarks(total: int, themes: int) -> SimpleNamespace:
    rows = [
        ("2020-02", "audit", "positives", f"theme{n % themes}", f"It was good, {'so ' * n}I say.", "yes")
        for n in range(total)
    ]
    table = pd.DataFrame(rows, columns=["month", "source", "heading", "theme", "text", "publish"])
    of = SimpleNamespace(months=("2020-02",), is_public=True)
    return SimpleNamespace(
        edition=of, tables={"comments": table}, references_among=lambda words: frozenset(), unquoted=4
    )


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 20), st.integers(1, 10))
def test_quoted_remarks_do_not_say_how_many_there_are_of_each_theme(total, themes):
    """If 6 of 6 remarks were quoted, one on each theme, there would be just one on each."""
    quoted = disclosure.publishable(remarks(total, themes))
    assert quoted["theme"].is_unique
    assert len(quoted) <= max(total - 4, 0)
    ids = disclosure.quoted(remarks(total, themes), 4)
    assert ids == [f"comments.theme.2020-02.positives.{theme}" for theme in quoted["theme"]]


def test_a_total_of_remarks_is_hidden_if_with_those_quoted_it_would_say_how_many_a_theme_has():
    values = {f"comments.theme.2020-02.positives.{theme}": 1 for theme in "abcdef"}
    values["comments.remarks.2020-02.positives"] = 6
    assert not hidden(values).further
    assert set(hidden(values, quoted=[one for one in values if ".theme." in one]).further) == {
        "comments.remarks.2020-02.positives"
    }


def test_a_theme_quoted_under_three_headings_has_three_remarks_and_nothing_can_hide_that():
    values = {f"comments.theme.2020-02.{heading}.a": 1 for heading in ("one", "two", "three")}
    values["comments.about.2020-02.a"] = 3
    made = hidden(values, quoted=[one for one in values if ".theme." in one])
    assert made.attacker.range_of("comments.about.2020-02.a")[0] == 3
