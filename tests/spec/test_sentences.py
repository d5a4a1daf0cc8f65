"""Sentences as readers see them."""

import re
from dataclasses import replace

import pytest

from auditlib import disclosure, narrative
from auditlib.facts import measure
from auditlib.narrative.words import capital, comparison_sentence, counted, plain
from auditlib.reference import CodeList, Entry


def seen(data):
    return disclosure.evidence(data, measure(data))


class Plain:
    """A module's sentences without the marks that say which fact each number is."""

    def __init__(self, module):
        self.module = module

    def __getattr__(self, name):
        return lambda *arguments: re.sub(r"</?span[^>]*>", "", getattr(self.module, name)(*arguments))


def audits(month, allocated, returned, judgement="good"):
    """`allocated` audits of a month, the first `returned` of them returned."""
    back = [f"{month} | {month}-20 | {judgement}"] * returned
    return "\n".join(back + [f"{month} | | "] * (allocated - returned))


introduction, judgements, moderation, reaudits, remarks, supervision = map(
    Plain,
    (
        narrative.introduction,
        narrative.judgements,
        narrative.moderation,
        narrative.reaudits,
        narrative.remarks,
        narrative.supervision,
    ),
)
AUDITS = "month | returned_on | judgement\n" + "\n".join(
    [audits("2019-12", 76, 41), audits("2020-01", 96, 72), audits("2020-02", 76, 62)]
)


@pytest.fixture
def two_months(edition_of):
    return edition_of(
        ("2020-01", "2020-02"),
        audits=AUDITS,
        moderations="""
            month   | judgement_before | judgement_after      | issues
            2020-02 | good             | requires-improvement | spelling
            2020-02 | good             | good                 |
        """,
        reaudits="""
            original_audit_ref | area  | sequence | judgement            | returned_on
            A1                 | north | 2        | inadequate           | 2020-02-20
            A2                 | south | 1        | requires-improvement | 2020-02-20
            A3                 | south | 1        |                      |
        """,
    )


def test_the_programme_to_date(two_months):
    assert introduction.programme(seen(two_months)) == (
        "The audit programme began in December 2019. **248 audits** have been allocated to date and **175** were "
        "completed by 13 March 2020, an **overall completion rate of 71%**. 73 audits have not been returned."
    )


def test_late_returns_are_said_to_count_as_outstanding(edition_of):
    data = edition_of(audits="returned_on\n2020-02-10\n2020-03-20\n-")
    assert introduction.programme(seen(data)).endswith(
        "2 audits have not been returned, 1 of which came back after that day and counts as outstanding here."
    )


def test_a_month_is_compared_in_words_that_a_test_supports(two_months):
    text = introduction.months(seen(two_months))
    assert "For **February 2020**, 76 audits were sent out on 1 February 2020 and **62** were completed" in text
    assert "February's compliance is higher than January's 75% (72 of 96), but this could be chance." in text
    assert "It is significantly higher than December 2019's 54% (41 of 76)." in text


def test_few_cases_are_not_compared(edition_of):
    data = edition_of(audits="month | returned_on\n2020-01 | 2020-01-10\n2020-02 | ")
    assert (
        "There are too few cases to compare February's compliance with January's 100% (1 of 1)."
        in introduction.months(seen(data))
    )


def test_equal_shares_are_the_same(two_months):
    text = judgements.by_month(seen(two_months))
    assert "February's share of Good or better is the same as January's 100% (72 of 72)" in text


def test_judgements_of_a_month(edition_of):
    data = edition_of(
        audits="returned_on | judgement\n2020-02-10 | good\n2020-02-10 | inadequate\n2020-02-10 | good\n- | -"
    )
    assert judgements.by_month(seen(data)).startswith(
        "Of the 3 audits returned for **February 2020**, 2 were judged Good and 1 Inadequate. "
        "67% (2 of 3) were Good or better."
    )


def test_a_month_in_which_nothing_came_back_says_so(edition_of):
    data = edition_of(audits="returned_on\n-\n-")
    evidence = seen(data)
    assert "and **none** was completed: **compliance of 0%**" in introduction.months(evidence)
    assert judgements.by_month(evidence).startswith("No audits were returned for February 2020")
    assert "@fig" not in judgements.by_month(evidence), "no chart is drawn, so none is pointed at"


def test_the_area_breakdown_points_at_its_table_and_chart(two_months):
    assert (judgements.opening_of_areas(seen(two_months))) == (
        "This section covers the 172 audits allocated for January and February 2020. A case counts under the area that "
        "holds it. @tbl-areas sets the returns side by side, and @fig-judgements-by-area shows the judgements."
    )


def test_moderation_says_its_denominators_and_whether_policy_was_met(two_months):
    text = moderation.coverage(seen(two_months))
    assert "2 audits were moderated: 3% of the 76 allocated and 3% of the 62 returned." in text
    assert "at least 25% of the audits allocated each month; this was not met for January and February." in text


def test_moderation_results(two_months):
    assert (
        "- **February 2020:** of the audits moderated, 2 were judged Good. After moderation, 1 was changed from Good "
        "to Requires Improvement; all other judgements remained the same. Moderation changed 50% (1 of 2) of the "
        "judgements."
    ) in moderation.results(seen(two_months))


def test_amendments(two_months):
    assert moderation.issues(seen(two_months)) == (
        "Of the 2 audit reports moderated, 1 needed amendments: spelling (1). This report has been followed up with "
        "its auditor."
    )


def test_reaudit_outcomes_by_sequence_and_area(two_months):
    text = reaudits.outcomes(seen(two_months))
    assert (
        "- 1 child's case was judged Inadequate.\n    - This was the second re-audit for 1 child's case: 1 in North."
        in text
    )
    assert "- 1 child's case was judged Requires Improvement: 1 in South." in text
    assert (
        "**Of the 2 returned re-audits, 50% (1 of 2) improved and 50% (1 of 2) kept the judgement they had before.**"
        in text
    )


def test_a_case_reaudited_in_two_months_of_the_edition_is_not_called_two_cases(edition_of):
    reaudited = """
        original_audit_ref | month   | area  | sequence | judgement  | returned_on
        A1                 | 2020-01 | north | 1        | inadequate | 2020-01-20
        A1                 | 2020-02 | north | 2        | inadequate | 2020-02-20
    """
    text = reaudits.outcomes(seen(edition_of(("2020-01", "2020-02"), reaudits=reaudited)))
    assert "- 2 re-audits were judged Inadequate." in text
    assert "This was the second re-audit for 1 child's case: 1 in North." in text


def test_what_became_of_the_good_judgements_adds_up(edition_of):
    moderated = """
        judgement_before | judgement_after
        good             | good
        good             | outstanding
        good             | requires-improvement
        good             | requires-improvement
    """
    assert moderation.upheld(seen(edition_of(moderations=moderated))) == (
        "Of the 4 audits judged Good that were moderated for February 2020, 1 was upheld, 1 became Outstanding and 2 "
        "became Requires Improvement."
    )


def test_an_edition_without_reaudits_or_supervision_says_nothing_of_them(edition_of):
    evidence = seen(edition_of(audits=AUDITS))
    assert reaudits.compliance(evidence) == "No re-audits were allocated for February."
    assert [reaudits.outcomes(evidence), supervision.opening(evidence), supervision.process(evidence)] == ["", "", ""]
    assert remarks.section(evidence, 9) == remarks.tools(evidence) == moderation.issues(evidence) == ""
    assert "re-audit" not in introduction.month_details(evidence), "none has ever been allocated"


def test_remarks_are_quoted_one_of_each_theme_in_turn_and_only_where_allowed(edition_of):
    data = edition_of(
        comments="""
            heading   | theme | text               | publish
            positives | voice | Children are seen  | yes
            positives | voice | Wishes are heard   | yes
            positives | plans | Plans are *clear*  | yes
            positives | plans | Not for everybody  | no
            positives | voice | Ring 01632 960 123 | yes
        """
    )
    assert remarks.section(seen(data), 9) == (
        "## Positives\n\n5 remarks were recorded, about Voice of the child (3) and Plans (2). 3 are shown; 2 may not "
        "be quoted.\n\n- Children are seen\n- Plans are \\*clear\\*\n- Wishes are heard"
    )


def test_a_text_that_one_row_withholds_is_not_quoted_from_another(edition_of):
    data = edition_of(
        comments="""
            month   | heading   | theme | text              | publish
            2020-01 | positives | voice | Seen alone        | no
            2020-02 | positives | voice | Seen  Alone       | yes
            2020-02 | positives | plans | Plans are clear   | yes
        """
    )
    assert remarks.section(seen(data), 9).endswith(" 1 is shown; 1 may not be quoted.\n\n- Plans are clear")
    assert "lone" not in remarks.section(seen(data), 9)


def test_issues_to_take_forward_come_month_by_month_the_latest_first(edition_of):
    data = edition_of(
        ("2020-01", "2020-02"),
        comments="""
            month   | heading | theme | text
            2020-01 | forward | plans | Earlier
            2020-02 | forward | plans | Later
        """,
    )
    text = remarks.section_by_month(seen(data), 10)
    assert text.index("## From February 2020") < text.index("- Later") < text.index("## From January 2020")


def test_counts_with_their_noun(two_months):
    facts = measure(two_months)
    said = {
        name: re.sub(r"<[^>]*>", "", counted(facts.count(name), "audit"))
        for name in ("audits.allocated.2020-02", "moderation.changed.2020-02", "moderation.moderated.2020-01")
    }
    assert list(said.values()) == ["76 audits", "1 audit", "no audits"]


def test_every_number_is_marked_with_its_fact(two_months):
    text = narrative.introduction.programme(seen(two_months))
    assert '<span class="fact" data-fact="audits.compliance.programme">71%</span>' in text
    outside = re.sub(r"<span.*?</span>|\d+ March 2020|December 2019", "", text)
    assert not re.search(r"\d", outside), outside


def test_a_sentence_may_begin_with_a_marked_fact():
    assert capital('<span data-fact="x">no</span> audits') == '<span data-fact="x">No</span> audits'


def test_text_from_returns_is_never_read_as_markup():
    assert plain("{{< var x >}} <b> @fig-x [a](b) 1. *") == (r"\{\{\< var x \>\}\} \<b\> \@fig\-x \[a\]\(b\) 1. \*")


def test_control_characters_of_pasted_text_are_left_out():
    assert plain("Seen\x0balone\x00 and\u2028heard") == "Seen alone and heard"


def test_nothing_to_compare_is_no_sentence():
    assert comparison_sentence("This", [("January's", None)]) == ""


def of_themes(edition_of, **counts):
    rows = [f"positives | {theme}" for theme, count in counts.items() for _ in range(count)]
    lists = {code: Entry(code, code.title()) for code in counts}
    data = edition_of(comments="\n".join(["heading | theme", *rows]))
    data = replace(data, lists=replace(data.lists, themes=CodeList("themes", lists, {})))
    return remarks.themes_sentence(seen(data), "positives")


def test_themes_with_the_same_count_are_named_together_or_not_at_all(edition_of):
    text = of_themes(edition_of, a=4, b=2, c=2, d=2)
    assert text == "10 remarks were recorded, most often about A (4)."
    text = of_themes(edition_of, a=3, b=3, c=3, d=3, e=1)
    assert text == "13 remarks were recorded, most often about A (3), B (3), C (3) and D (3)."
    text = of_themes(edition_of, a=2, b=2, c=2, d=2)
    assert text == "8 remarks were recorded; no theme was named more often than the others."


def test_a_theme_of_one_remark_is_not_named_most_often(edition_of):
    assert of_themes(edition_of, a=3, b=1, c=1, d=1) == "6 remarks were recorded, most often about A (3)."
    text = of_themes(edition_of, a=1, b=1, c=1, d=1)
    assert text == "4 remarks were recorded; no theme was named more often than the others."
