"""Numbers in prose: what is one, and what only looks like one."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditlib.commentary.numbers import numbers_in
from auditlib.commentary.prose import BOUND, prose_of, unquoted


def numbers(markdown):
    return [number.text for number in numbers_in(unquoted(prose_of(markdown)).text)]


@pytest.mark.parametrize(
    "text",
    [
        "One of the social workers said that no one had asked.",
        "A first language other than English, a second opinion, a third party, the third sector.",
        "On 13 March 2020, on 1 February, on the 1<sup>st</sup> of February 2020 and on March 13th we met.",
        "In February 2020, in 2019/20, since 2018 and by 2020-02-29.",
        "The Children Act 1989, Working Together 2018 and the Care Act 2014.",
        "Enquiries under section 47, sections 5 and 6, appendix 2, level 3.",
        "COVID-19, Q4, CP2 and P1.",
        "1:1 work, one-to-one sessions and help 24/7.",
        "One or two said so. One by one they came. It is one thing to ask.",
        "Half-term, half-siblings, the second half of the year.",
        "Visited twice a week, weighed once or twice, double-checked.",
        "This quarter, last quarter, once a quarter, in a third placement.",
        "One child told us of a move. In one instance a manager asked.",
        "Compliance is shown in @fig-compliance and @tbl-compliance-2.",
        "See [the page](https://example.org/2019/62) or write to qa2@example.org.",
        "She said \"we had 62 of them\" and \u201cthree of us\u201d, \u2018only two\u2019 and 'four'.",
        "> We had 62 audits\nand three of them late.",
        "1. First item\n2. Second item\n\nText.",
        "# Heading {#sec-5}\n\n::: {.callout-note width=80}\nText.\n:::\n",
        "```\n62 audits\n```\n\n`62` and <!-- 62 of 76 -->.",
        "The value {{< fact audits.compliance.2020-02 counts >}} and {{< var edition.period >}}.",
        "Whole numbers, halves up. Both parents, a couple, a single point of contact.",
        "Zero tolerance, a two-way conversation, second to none.",
        "A note.[^1]\n\n[^1]: Its text.",
        "The auditors' returns and the managers' views.",
    ],
)
def test_not_a_number(text):
    assert numbers(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("**62** of 76 audits", ["62", "76"]),
        ("81.57% or 82 % or 82 per cent", ["81.57%", "82 %", "82 per cent"]),
        ("1,235 were allocated", ["1,235"]),
        ("Three audits and twenty-two re-audits", ["Three", "twenty-two"]),
        ("one hundred and twenty audits", ["one hundred", "twenty"]),
        ("Half of them, over half", ["Half", "half"]),
        ("A quarter of the audits, three quarters, two thirds", ["A quarter", "three quarters", "two thirds"]),
        ("A third were late", ["A third"]),
        ("one in four, only one, all but one", ["one in four", "only one", "all but one"]),
        ("One audit was late. Of the re-audits, one was returned.", ["One audit was", "one was"]),
        ("Twice as many; it doubled; tenfold", ["Twice", "doubled", "tenfold"]),
        ("for the third month, the ninth month", ["third month", "ninth month"]),
        ("In February 22 re-audits were returned", ["22"]),
        ("Of 2019 audits, eight came", ["2019", "eight"]),
        ("section 5 and 62 audits", ["62"]),
        ("\u00bd of it", ["\u00bd"]),
        ("{{< fact a.b.c >}}% of it", [f"{BOUND}%"]),
        ("a dozen, hundreds of, zero audits", ["dozen", "hundreds", "zero"]),
        ("62\\. All of them", ["62"]),
        ("- 62 audits\n- 76 more", ["62", "76"]),
        ("# 62 audits\n\nand _three_ more", ["62", "three"]),
        ("| area | audits |\n|---|---|\n| North | 62 |", ["62"]),
        ("[62 audits](https://example.org)", ["62"]),
        ("![62 audits](chart.svg)", ["62"]),
        ("We had a total of\n62. All came back.", ["62"]),
    ],
)
def test_a_number(text, expected):
    assert numbers(text) == expected


WORDS = st.sampled_from(["The team met.", "Practice leads went.", "", "- A point", "Children's voices were heard."])


@settings(deadline=None)
@given(st.lists(WORDS, max_size=6), st.integers(0, 10**6), st.sampled_from(["{}", "**{}**", "{}%", "_{}_", "({})"]))
def test_a_typed_number_is_found_on_its_line(lines, number, form):
    text = "\n".join([*lines, f"There were {form.format(number)} audits in all."])
    prose = unquoted(prose_of(text))
    found = numbers_in(prose.text)
    assert [item.text.strip("%") for item in found] == [str(number)]
    assert prose.line(found[0].start) == len(lines) + 1


@settings(deadline=None)
@given(st.text(alphabet="ab1 \n`*_[]{}<>\"'#-:.%>\\\u2019", max_size=80))
def test_no_text_breaks_the_reading_of_prose(text):
    prose = unquoted(prose_of(text))
    assert len(prose.positions) == len(prose.text)
    assert list(prose.positions) == sorted(set(prose.positions))
    for number in numbers_in(prose.text):
        assert 1 <= prose.line(number.start) <= text.count("\n") + 1
        assert prose.sentence(number.start) is not None
