"""Commentary made ready: facts in the place of their ids, claims checked, every fault with file and line."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditlib.commentary import SLOTS, prepare
from auditlib.commentary.markup import MarkupError, marked, span_of
from auditlib.disclosure import withholding
from auditlib.errors import ConfigError
from auditlib.facts import Fact, Facts, fact_span

NAME = "content/2020-02/introduction.md"
FEBRUARY, DECEMBER = "audits.compliance.2020-02", "audits.compliance.2019-12"
JANUARY = "audits.compliance.2020-01"


@pytest.fixture
def ready(project, edition, facts, lists):
    """The commentary of one file's text."""

    def make(text: str):
        return prepare(project({NAME: text}), edition, facts, lists)

    return make


@pytest.fixture
def refused(ready):
    """The faults of one file's text: (line, message)."""

    def make(text: str):
        with pytest.raises(ConfigError) as caught:
            ready(text)
        assert {problem.file for problem in caught.value.problems} == {NAME}
        return [(problem.row, f"{problem.what} {problem.do}".strip()) for problem in caught.value.problems]

    return make


def claim(words, declared):
    return f"[{words}]{{.claim {declared}}}"


def test_every_slot_is_there_and_empty_where_nothing_was_written(project, edition, facts, lists):
    made = project({"content/2020-02/practice.md": "A briefing went to teams.\n", "content/2020-02/README.md": "62"})
    assert prepare(made, edition, facts, lists) == dict.fromkeys(SLOTS, "") | {"practice": "A briefing went to teams."}


def test_no_commentary_at_all_is_no_fault(project, edition, facts, lists):
    assert prepare(project({}), edition, facts, lists) == dict.fromkeys(SLOTS, "")


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        (f"{{{{< fact {FEBRUARY} >}}}}", "82%"),
        (f"{{{{< fact {FEBRUARY} counts >}}}}", "62 of 76"),
        (f"{{{{<fact  {FEBRUARY}\nshare>}}}}", "82% (62 of 76)"),
        (f"{{{{< fact {FEBRUARY} numerator >}}}}", "62"),
        (f"{{{{< fact {FEBRUARY} denominator >}}}}", "76"),
        ("{{< fact reaudits.compliance.2020-01 >}}", "none allocated"),
    ],
)
def test_a_fact_is_printed_and_marked_with_its_id(ready, facts, written, printed):
    fact = facts[written.strip("{}<>").split()[1]]
    assert ready(f"It was {written}.")["introduction"] == f"It was {fact_span(fact, printed)}."


def test_months_pooled_and_points_are_printed_plain(ready):
    text = f"{{{{< fact audits.compliance.2019-11/2020-01 share >}}}} and {{{{< points {FEBRUARY} {DECEMBER} >}}}}"
    assert ready(text)["introduction"] == "64% (158 of 247) and 28 percentage points"


def test_a_fact_in_code_is_only_shown(ready):
    assert ready("Write `{{< fact x.y.z >}}`.")["introduction"] == "Write `{{< fact x.y.z >}}`."


def test_other_shortcodes_are_left_to_the_renderer(ready):
    assert ready("{{< var edition.period >}}")["introduction"] == "{{< var edition.period >}}"


@pytest.mark.parametrize(
    ("written", "message"),
    [
        (
            "{{< fact audits.complience.2020-02 >}}",
            "there is no fact 'audits.complience.2020-02'. Did you mean audits.",
        ),
        ("{{< fact nothing.of.this.sort >}}", "there is no fact 'nothing.of.this.sort'. Take an id from facts.json."),
        ("{{< fact >}}", "a fact needs its id."),
        (f"{{{{< fact {FEBRUARY} cuonts >}}}}", "a fact has no form 'cuonts'. Did you mean counts?"),
        ("{{< fact audits.returned.2020-02 counts >}}", "audits.returned.2020-02 is not a rate and has no counts."),
        ("{{< fact reaudits.compliance.2020-01 counts >}}", "has nothing to divide by: none allocated."),
        (f"{{{{< points {FEBRUARY} >}}}}", "a change needs the ids of two rates."),
        (f"{{{{< points {FEBRUARY} audits.returned.2020-02 >}}}}", "are not two rates of some cases."),
        (f"{{{{< fact {FEBRUARY} >}}}} %", "a percent sign follows a fact, which prints its own."),
    ],
)
def test_a_fact_that_cannot_be_printed_is_reported_with_its_line(refused, written, message):
    faults = refused(f"Text.\n\nIt was {written}.\n")
    assert [row for row, _ in faults] == [3]
    assert message in faults[0][1]


def test_a_claim_that_stands_leaves_its_words(ready):
    declared = f'is="significantly higher" fact="{FEBRUARY}"\n against="{DECEMBER} audits.compliance.2019-11"'
    made = ready(f"February was {claim('significantly **higher** than before', declared)}.")
    assert made["introduction"] == "February was significantly **higher** than before."


def test_facts_within_a_claim_are_printed(ready, facts):
    words = f"higher than December's {{{{< fact {DECEMBER} >}}}}"
    made = ready(f"It was {claim(words, f'is=higher fact={FEBRUARY} against={DECEMBER}')}.")
    assert made["introduction"] == f"It was higher than December's {fact_span(facts[DECEMBER])}."


IMPROVED = f'is="improved" fact="{FEBRUARY}" against="{JANUARY}"'


def test_what_chance_could_give_is_printed_with_that_said(ready):
    hedged = " (though this could be chance)"
    inside = ready(f"February {claim('improved on January', IMPROVED)}, we note.")["introduction"]
    assert inside == f"February improved on January{hedged}, we note."
    whole = ready(claim("February improved on January.", IMPROVED))["introduction"]
    assert whole == f"February improved on January{hedged}."


def test_a_sentence_that_speaks_of_chance_is_left_as_it_is(ready):
    text = f"February {claim('improved on January', IMPROVED)}, which could be chance."
    assert ready(text)["introduction"] == "February improved on January, which could be chance."


@pytest.mark.parametrize(
    ("words", "declared", "message"),
    [
        (
            "rose significantly",
            'is="significant increase" fact="reaudits.compliance.2020-02" against="reaudits.compliance.2019-11"',
            "\"rose significantly\" is declared as 'significant increase', but the figures do not bear it out "
            "(unsupported). 76% (22 of 29) for February 2020 against 56% (18 of 32) for November 2019: 20 percentage "
            "points higher; Fisher's exact test p = 0.18, 95% interval \u22124 to 40 points. "
            "Say instead: higher than for November 2019, but this could be chance.",
        ),
        (
            "fell",
            f'is="fell" fact="{FEBRUARY}" against="{DECEMBER}"',
            "Say instead: significantly higher than for December 2019.",
        ),
        (
            "has remained low",
            'is="remained low" fact="audits.compliance" over="2019-12 to 2020-02"',
            "but the figures say otherwise (contradicts).",
        ),
        (
            "improved",
            'is="improved" fact="reaudits.compliance.2020-02" against="reaudits.compliance.2020-01"',
            "there are too few cases to say so (too-few). There is nothing to compare",
        ),
        (
            "the North East",
            'is="about" area="North East" fact="audits.compliance.edition.north-west"',
            "The figure is of the area north-west; the text names north-east. Say instead: north-west.",
        ),
    ],
)
def test_a_claim_that_does_not_stand_is_reported_with_what_may_be_said(refused, words, declared, message):
    faults = refused(f"Text.\n\nHere {claim(words, declared)}.\n")
    assert [row for row, _ in faults] == [3]
    assert message in faults[0][1]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (claim("better", f'is="imporved" fact="{FEBRUARY}" against="{JANUARY}"'), "Did you mean improved"),
        (claim("better", f'fact="{FEBRUARY}" against="{JANUARY}"'), "the claim does not say 'is'."),
        (claim("better", f'is="improved" fact="{FEBRUARY}" agianst="{JANUARY}"'), "Did you mean against?"),
        (claim("better", f'is="improved" is="higher" fact="{FEBRUARY}"'), "'is' stands twice."),
        (claim("better", f'is="improved" fact="{FEBRUARY}"'), "does not say what it is compared with."),
        (claim("better", f'is="improved" fact="" against="{JANUARY}"'), "'fact' is empty."),
        (claim("better", "is=\u201cimproved\u201d"), "the quotation marks in the braces are curly."),
        (claim("better", 'is="improved" !'), "the braces cannot be read."),
        (claim("low", 'is="remained low" fact="audits.compliance" over="2019-12"'), "one month only"),
        (
            claim("low", 'is="remained low" fact="audits.compliance" over="2020-02 to 2019-12"'),
            "is not a run of months",
        ),
        (claim("enough", f'is="at least" fact="{FEBRUARY}" level="0.25"'), "'0.25' is not a level."),
        (claim("better", f'is="improved" fact="{FEBRUARY}" running="third"'), "'third' is not a number of months."),
        (claim("better", f'is="improved" fact="{FEBRUARY}" running="\u00b2"'), "is not a number of months."),
        (claim("here", f'is="about" fact="{FEBRUARY}" area="North Wset"'), "Did you mean North West?"),
        (claim("first", f'is="highest" fact="{FEBRUARY}" among="months"'), "'months' is nothing to be among."),
        (claim("better", IMPROVED + ' id="F015"'), "'F015' is no id of a claim."),
        (claim("significantly better", IMPROVED), "the words say 'significantly', which 'improved' does not cover."),
        (claim("declined", IMPROVED), "the words say 'declined'"),
        ("Better {.claim is=improved}.", "there are no words in brackets before the braces."),
        ("[Better\n\nand more]{.claim is=improved}.", "there are no words in brackets before the braces."),
        ("[ ]{.claim is=improved}", "there is nothing between the brackets."),
        ("[it]{.claim .view}", "the braces hold another class."),
        ("[it]{.view fact=a}", "a view has no figures."),
        ("::: {.claim is=improved}\nBetter.\n:::", "there are no words in brackets before the braces."),
        (claim(f"it {claim('improved', IMPROVED)}", IMPROVED), "a claim stands within another."),
    ],
)
def test_a_claim_that_is_not_declared_rightly_is_reported(refused, text, message):
    assert any(message in fault for _, fault in refused(text))


@pytest.mark.parametrize(
    "sentence",
    [
        "Compliance has improved.",
        "February's figure was significantly higher.",
        f"It fell to {{{{< fact {DECEMBER} >}}}}.",
        "The rate has remained low.",
        "Returns continued to decline in January.",
    ],
)
def test_a_claim_about_figures_that_is_not_declared_stops_the_build(refused, sentence):
    faults = refused(f"Text.\n{sentence}\n")
    assert {row for row, _ in faults} == {2}
    assert all("is not declared" in fault for _, fault in faults)


@pytest.mark.parametrize("sentence", ["Practice has improved.", "All teams took part.", "Most families agreed."])
def test_a_word_that_may_be_about_something_else_is_left_alone(ready, sentence):
    assert sentence in ready(f"Text.\n{sentence}\n")["introduction"]


@pytest.mark.parametrize(
    "sentence",
    [
        "Compliance was judged to need improvement.",
        'A manager said "compliance has improved".',
        "[Recording and compliance have improved]{.view}, practice leads find.",
        "In March we will work to improve compliance.",
        "A child at risk of significant harm was seen in January.",
    ],
)
def test_what_claims_nothing_is_left_alone(ready, sentence):
    assert "{.view}" not in ready(sentence)["introduction"]


def test_a_typed_number_is_reported_with_the_fact_that_prints_it(refused):
    (row, fault), *_ = refused("Text.\n\nIn all, 82% came back.\n")
    assert row == 3
    assert "{{< fact audits.compliance.2020-02 >}}" in fault


def test_all_faults_of_all_files_are_reported_at_once(project, edition, facts, lists):
    made = project(
        {
            NAME: "There were 62.\n{{< fact a.b.c >}}\n",
            "content/2020-02/practise.md": "Text.",
            "content/2020-02/good.md": "Three.",
        }
    )
    with pytest.raises(ConfigError) as caught:
        prepare(made, edition, facts, lists)
    assert [(problem.file, problem.row) for problem in caught.value.problems] == [
        ("content/2020-02/practise.md", None),
        ("content/2020-02/good.md", 1),
        (NAME, 1),
        (NAME, 2),
    ]


def test_a_file_that_is_not_utf8_is_reported(project, edition, facts, lists, tmp_path):
    made = project({NAME: ""})
    (tmp_path / NAME).write_bytes("Caf\u00e9".encode("cp1252"))
    with pytest.raises(ConfigError, match="not UTF-8"):
        prepare(made, edition, facts, lists)


def test_front_matter_does_not_reach_the_report_and_lines_count_from_the_top_of_the_file(ready, refused):
    front = "---\nliterals:\n  six weeks: statutory visits\n---\n"
    assert ready(f"{front}Every six weeks.\n")["introduction"] == "Every six weeks."
    assert [row for row, _ in refused(f"{front}Every six weeks.\nThree visits.\n")] == [6]


def test_in_a_public_edition_a_typed_number_is_a_fault_and_no_hidden_figure_is_named_for_it(
    project, edition, facts, lists
):
    hidden = withholding(facts, facts.keys() - {FEBRUARY})
    with pytest.raises(ConfigError) as caught:
        prepare(project({NAME: "It was 82% this time.\n"}), edition, hidden, lists)
    assert [problem.what for problem in caught.value.problems] == ["the number '82%' is typed by hand."]
    assert FEBRUARY not in caught.value.problems[0].do


def test_words_that_name_someone_are_not_repeated(refused):
    words = "improved, says jo.smith@example.org"
    (_, fault), *_ = refused(claim(words, f'is="worsened" fact="{FEBRUARY}" against="{DECEMBER}"'))
    assert "jo.smith" not in fault


@settings(deadline=None)
@given(st.text(alphabet="[]{}.claim view=\"' \n\\fact-2", max_size=60))
def test_no_markup_breaks_the_reading_but_by_saying_so(text):
    for match in marked(text):
        try:
            span = span_of(text, match)
        except MarkupError:
            continue
        assert text[span.start] == "["
        assert text[span.end - 1] == "}"


def test_a_summary_that_leaves_out_the_worst_is_stopped_with_what_it_must_add(project, edition, facts, lists):
    overdue = Fact("actions.overdue.2020-02", 3, None, None, "count", "3", "Actions.", {}, "")
    waiting = Fact("waiting.long.edition", 7, None, None, "count", "7", "Cases.", {}, "")
    worse = Facts([*facts.values(), overdue, waiting])
    name = "content/2020-02/summary.md"
    with pytest.raises(ConfigError) as caught:
        prepare(project({name: "We are grateful for all that came back.\n"}), edition, worse, lists)
    assert [problem.file for problem in caught.value.problems] == [name, name]
    message = str(caught.value)
    assert "leaves out cases that wait too long for a re-audit. Say it, with the figure waiting.long.edition" in message
    assert "leaves out overdue actions. Say it, with the figure actions.overdue.2020-02." in message
    whole = "{{< fact waiting.long.edition >}} cases wait. {{< fact actions.overdue.2020-02 >}} actions are overdue."
    assert "7" in prepare(project({name: whole}), edition, worse, lists)["summary"]


@pytest.mark.parametrize(
    "foreign",
    [
        "<script>alert()</script>",
        "A <b>bold</b> word.",
        r"See \input{secret}.",
        "Where $x$ stands.",
        "`<b>b</b>`{=html}",
        "```{=typst}\n#panic()\n```",
        "Text.\n\n---\ntitle: x\n---\n",
    ],
)
def test_code_of_another_language_is_refused_by_its_line(refused, foreign):
    found = refused(f"A first line.\n\n{foreign}\n")
    line = 5 if "title" in foreign else 3
    assert any(row == line and "HTML, TeX or YAML" in said for row, said in found)


def test_markdown_addresses_and_escaped_dollars_are_no_other_language(ready):
    text = r"**Bold**, <https://example.org>, <qa@example.org>, \$ and `<b>` are Markdown."
    assert ready(text)["introduction"] == text
