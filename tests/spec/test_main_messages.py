"""The main messages: which are chosen, in which order and in which words; what no summary may leave out.

Each case is a table of facts as an analyst would note them: a rate as its two counts, a count as a number.
"""

from __future__ import annotations

import base64
import re
from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import pytest

from auditlib import rounding
from auditlib.facts import Fact, Facts
from auditlib.messages import candidates, cards, must_say
from auditlib.messages.candidates import MOST
from auditlib.settings import Edition
from tests.spec.conftest import LISTS

EDITION = Edition(
    edition="2020-02",
    title="Audit Highlights Report",
    months=("2020-01", "2020-02"),
    programme_start="2018-11",
    cut_off=date(2020, 3, 13),
    expects={},
    author="Audit & Practice Standards Team",
    contact="quality.assurance@example.org",
)


def facts_of(**figures):
    """Facts by id with ``__`` for dots and ``_`` in months: ``audits__compliance__2020_02=(62, 76)``."""
    made = []
    for name, value in figures.items():
        fact_id = re.sub(r"(\d{4})_(\d\d)", r"\1-\2", name.replace("__", "."))
        if isinstance(value, tuple):
            top, bottom = value
            share = top / bottom if bottom else None
            display = rounding.percent(top, bottom) if bottom else "none"
            made.append(Fact(fact_id, share, top, bottom, "percent", display, "A rate.", {}, ""))
        else:
            made.append(Fact(fact_id, value, None, None, "count", rounding.count(value), "A count.", {}, ""))
    # months of the programme without figures of their own were like the first of the case
    known = {fact.id for fact in made}
    usual = next((fact for fact in made if fact.id.startswith("audits.compliance.20")), None)
    for month in EDITION.programme_months if usual else []:
        fact_id = f"audits.compliance.{month}"
        if fact_id not in known:
            made.append(replace(usual, id=fact_id))
    return Facts(made)


def said(facts, edition=EDITION):
    """The messages as a reader sees them."""
    return [re.sub(r"<[^>]*>", "", message.markdown) for message in candidates(edition, LISTS, facts)]


BAD = facts_of(
    audits__compliance__2019_02=(97, 100),
    audits__compliance__2020_01=(90, 100),
    audits__compliance__2020_02=(55, 100),
    audits__compliance__edition=(145, 200),
    audits__returned__edition=145,
    audits__good_or_better_rate__2019_02=(60, 97),
    audits__good_or_better_rate__2020_01=(50, 90),
    audits__good_or_better_rate__2020_02=(12, 55),
    audits__good_or_better_rate__edition=(62, 145),
    moderation__before__edition__good=42,
    moderation__lowered__edition__good=9,
    reaudits__returned__edition=22,
    reaudits__outcome__edition__inadequate=11,
    waiting__cases__edition=28,
    waiting__long__edition=7,
    comments__showing__edition__need=60,
    comments__showing__edition__need__voice=17,
    comments__showing__edition__need__plans=9,
    **{"actions__overdue__2020_02": 3, "actions__open__2020_02": 5},
)


def test_a_bad_month_begins_with_what_matters_most_to_children():
    reaudits, quality, returns, actions, needs = said(BAD)
    assert reaudits.startswith("**Half of the re-audits found the case Inadequate again.** 22 re-audits came back for ")
    assert "; 11 of them were Inadequate again." in reaudits
    waiting = "28 cases judged Inadequate wait for a re-audit; 7 of them have waited for three months or longer."
    assert waiting in reaudits
    assert quality.startswith("**About 4 in 10 audited cases were judged Good or better.** 43% (62 of 145)")
    assert "The share fell to 22% (12 of 55) in February 2020, from 62% (60 of 97) in February 2019." in quality
    assert "Moderators lowered 9 of the 42 Good judgements that they checked" in quality
    assert returns.startswith("**Fewer audits came back in February 2020 than in January 2020 and February 2019.**")
    assert actions.startswith("**3 actions promised earlier are overdue.** 5 actions are open")
    assert needs.startswith("**Voice of the child is named most often where practice must improve.** In 17 of 60")


def test_a_bad_month_must_say_its_worst():
    found = must_say(EDITION, BAD)
    assert [each.what for each in found] == [
        "the fall in returns, February 2020 against February 2019",
        "cases that wait too long for a re-audit",
        "overdue actions",
    ]


QUIET = {
    "audits__compliance__2020_01": (80, 100),
    "audits__compliance__2020_02": (82, 100),
    "audits__compliance__edition": (162, 200),
    "audits__returned__edition": 162,
}


@pytest.mark.parametrize(
    ("figures", "what", "headline"),
    [
        (
            {"moderation__changed_rate__2020_01": (2, 40), "moderation__changed_rate__2020_02": (20, 40)},
            "the rise in judgements changed at moderation, February 2020 against January 2020",
            "Moderators changed more judgements in February 2020 than in January 2020.",
        ),
        (
            {"reaudits__compliance__2019_12": (38, 40), "reaudits__compliance__2020_02": (20, 40)},
            "the fall in re-audits returned, February 2020 against December 2019",
            "Fewer re-audits came back in February 2020 than in December 2019.",
        ),
        (
            {"reaudits__improved_rate__2019_11": (30, 40), "reaudits__improved_rate__2020_02": (10, 40)},
            "the fall in cases that a re-audit found improved, February 2020 against November 2019",
            "Fewer cases re-audited had improved in February 2020 than in November 2019.",
        ),
    ],
)
def test_the_worst_change_is_said_wherever_it_lies(figures, what, headline):
    """Moderation and re-audits count as returns and judgements do, against the last three months and a year ago."""
    facts = facts_of(**QUIET, **figures)
    (needed,) = must_say(EDITION, facts)
    assert needed.what == what
    assert said(facts)[0].startswith(f"**{headline}**")
    assert any(
        f'"{fact_id}"' in message.markdown for message in candidates(EDITION, LISTS, facts) for fact_id in needed.facts
    )


def test_returns_that_fell_in_the_last_three_months_are_said_though_the_month_before_was_as_low():
    facts = facts_of(**QUIET | {"audits__compliance__2019_12": (97, 100)})
    (needed,) = must_say(EDITION, facts)
    assert needed.what == "the fall in returns, February 2020 against December 2019"
    assert said(facts)[0].startswith("**Fewer audits came back in February 2020 than in December 2019.**")


def test_what_has_to_be_said_is_said_by_the_messages_that_the_rules_choose():
    shown = " ".join(message.markdown for message in candidates(EDITION, LISTS, BAD)[:MOST])
    for needed in must_say(EDITION, BAD):
        assert any(f'"{fact_id}"' in shown for fact_id in needed.facts), needed.what


def test_a_good_month_says_so_and_nothing_has_to_be_said():
    facts = facts_of(
        audits__compliance__2019_02=(60, 100),
        audits__compliance__2020_01=(62, 100),
        audits__compliance__2020_02=(98, 100),
        audits__compliance__edition=(160, 200),
        audits__returned__edition=160,
        audits__good_or_better_rate__2020_01=(60, 62),
        audits__good_or_better_rate__2020_02=(97, 98),
        audits__good_or_better_rate__edition=(157, 160),
        reaudits__returned__edition=12,
        reaudits__outcome__edition__inadequate=0,
        waiting__cases__edition=0,
    )
    quality, returns, reaudits = said(facts)
    assert quality.startswith("**Nearly all audited cases were judged Good or better.**")
    assert returns.startswith("**More audits came back in February 2020 than in January 2020 and February 2019.**")
    assert reaudits.startswith("**None of the cases re-audited is still Inadequate.** 12 re-audits came back for ")
    assert must_say(EDITION, facts) == []


def test_nothing_new_is_no_finding():
    facts = facts_of(
        audits__compliance__2020_01=(80, 100),
        audits__compliance__2020_02=(82, 100),
        audits__compliance__edition=(162, 200),
        audits__returned__edition=162,
    )
    (returns,) = said(facts)
    assert returns.startswith("**About 8 in 10 audits came back in February 2020.** 82% (82 of 100) in February 2020;")
    assert "no clear change from 80% (80 of 100) in January 2020" in returns
    assert must_say(EDITION, facts) == []


def test_of_too_few_cases_the_counts_are_given_with_a_caution():
    facts = facts_of(
        audits__compliance__2020_01=(3, 4),
        audits__compliance__2020_02=(1, 5),
        audits__compliance__edition=(4, 9),
        audits__returned__edition=4,
        audits__good_or_better_rate__2020_02=(0, 1),
        audits__good_or_better_rate__edition=(2, 4),
        reaudits__returned__edition=3,
        reaudits__outcome__edition__inadequate=2,
        waiting__cases__edition=1,
    )
    reaudits, caution, quality, returns = said(facts)
    assert reaudits.startswith("**2 of 3 re-audits found the case Inadequate again.** 3 re-audits came back for ")
    assert "; 2 of them were Inadequate again." in reaudits
    assert "1 case judged Inadequate waits for a re-audit." in reaudits
    assert caution.startswith("**Too few audits came back to say how practice has changed.** 4 audits were returned")
    assert quality.startswith("**2 of 4 audited cases were judged Good or better.**")
    assert "too few cases to compare with 75% (3 of 4) in January 2020" in returns
    assert must_say(EDITION, facts) == []


def test_few_returns_are_a_caution():
    figures = {"audits__compliance__2020_02": (50, 100), "audits__compliance__edition": (50, 100)}
    facts = facts_of(**figures, audits__returned__edition=50)
    assert said(facts)[0].startswith("**So few audits came back that the others may differ.** 50% (50 of 100)")


@pytest.mark.parametrize(
    ("counts", "headline"),
    [
        (
            {"voice": 4, "plans": 4},
            "**Plans and Voice of the child are named most often where practice must improve.** Each in 4",
        ),
        ({"voice": 4, "plans": 3}, "**Voice of the child is named most often where practice must improve.** In 4"),
    ],
)
def test_a_tie_is_a_tie(counts, headline):
    themes = {f"comments__showing__edition__need__{theme}": number for theme, number in counts.items()}
    (message,) = said(facts_of(comments__showing__edition__need=sum(counts.values()), **themes))
    assert message.startswith(headline)


def test_one_remark_is_not_most_often():
    assert said(facts_of(comments__showing__edition__need=1, comments__showing__edition__need__voice=1)) == []


def test_the_first_month_of_a_programme_has_nothing_to_compare_with():
    edition = replace(EDITION, months=("2018-11",), edition="2018-11")
    facts = Facts(
        [
            Fact("audits.compliance.2018-11", 0.9, 90, 100, "percent", "90%", "A rate.", {}, ""),
            Fact("audits.compliance.edition", 0.9, 90, 100, "percent", "90%", "A rate.", {}, ""),
            Fact("audits.returned.edition", 90, None, None, "count", "90", "A count.", {}, ""),
        ]
    )
    (returns,) = said(facts, edition)
    assert returns == "**About 9 in 10 audits came back in November 2018.** 90% (90 of 100) in November 2018."


@pytest.mark.parametrize(("target", "is_under"), [(57, False), (57.5, True), (90, True)])
def test_returns_under_the_target_have_to_be_said(target, is_under):
    edition = replace(EDITION, returns_target=target)
    facts = facts_of(
        audits__compliance__2020_01=(58, 100),
        audits__compliance__2020_02=(57, 100),
        audits__compliance__edition=(115, 200),
        audits__returned__edition=115,
    )
    assert (f"The team's target is {target}%." in said(facts, edition)[0]) is is_under
    to_say = [f"that returns are under the target of {target}%"] if is_under else []
    assert [each.what for each in must_say(edition, facts)] == to_say


def test_an_edition_under_the_target_has_to_be_said_though_its_last_month_is_not():
    edition = replace(EDITION, returns_target=80)
    facts = facts_of(
        audits__compliance__2020_01=(70, 100),
        audits__compliance__2020_02=(82, 100),
        audits__compliance__edition=(152, 200),
        audits__returned__edition=152,
    )
    assert "76% (152 of 200) for January and February 2020. The team's target is 80%." in said(facts, edition)[0]
    (under,) = must_say(edition, facts)
    assert under.facts == ("audits.compliance.edition",)


def test_no_clear_change_of_a_month_says_its_share_beside_that_of_the_edition():
    facts = facts_of(
        audits__good_or_better_rate__2020_01=(40, 100),
        audits__good_or_better_rate__2020_02=(44, 100),
        audits__good_or_better_rate__edition=(84, 200),
    )
    (quality,) = said(facts)
    assert "42% (84 of 200) for January and February 2020, before moderation. 44% (44 of 100) in February" in quality
    assert "in February 2020; no clear change from 40% (40 of 100) in January 2020." in quality
    (quality,) = said(facts, replace(EDITION, edition="2020-02", months=("2020-02",)))
    assert "before moderation. No clear change from 40% (40 of 100) in January 2020." in quality


def test_no_message_has_more_than_the_least_needed():
    assert said(Facts([])) == []


def headline_figures(facts):
    made = cards(SimpleNamespace(edition=EDITION, facts=facts))
    figures = re.findall(r"::: headline-figure\n(.*?)\n:::", made, re.DOTALL)
    return [re.sub(r"<[^>]*>|\*", "", each).replace("\\\n", " | ").strip(" |") for each in figures]


def test_a_headline_figure_says_what_a_test_makes_of_its_change():
    assert headline_figures(BAD)[:2] == [
        "Audits returned | 55% | 55 of 100, February 2020 | Down from January 2020 and February 2019",
        "Good or better | 43% | 62 of 145, January and February 2020 | February 2020: down from January 2020 and "
        "February 2019",
    ]
    waiting = "Waiting for a re-audit | 28 | 0 judged in this edition | 7 for three months or longer"
    assert headline_figures(BAD)[-1] == waiting


def test_a_change_that_could_be_chance_or_has_too_few_cases_is_no_clear_one():
    figures = facts_of(
        audits__compliance__2019_02=(7, 9), audits__compliance__2020_01=(60, 80), audits__compliance__2020_02=(62, 76)
    )
    assert headline_figures(figures) == [
        "Audits returned | 82% | 62 of 76, February 2020 | No clear change from January 2020; too few to compare with "
        "February 2019"
    ]


def test_the_line_of_a_headline_figure_has_a_point_a_month_and_says_where_it_begins_and_ends():
    made = cards(SimpleNamespace(edition=EDITION, facts=BAD))
    alt, drawing = re.search(r'alt="([^"]*)" src="data:image/svg\+xml;base64,([^"]*)"', made).groups()
    assert alt == "Line by month: 97% in February 2019 to 55% in February 2020; lowest 55% in February 2020."
    points = re.search(rb'points="([^"]*)"', base64.b64decode(drawing))[1].split()
    assert len(points) == 13
    assert points[-1] == b"118.0,14.6", "of 28 pixels for 100%"
