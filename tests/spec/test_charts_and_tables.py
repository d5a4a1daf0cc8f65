"""Charts are checked by the data in them."""

import base64
import re

import nbformat
import numpy as np
import pytest
from matplotlib.colors import to_rgb

from auditlib import disclosure, figures, sections, tables
from auditlib.cells import EXECUTED_BEFORE, FOR_REPORT
from auditlib.facts import measure
from auditlib.figures import theme
from auditlib.sections import show

AUDITS = """
month   | area  | returned_on | judgement
2020-01 | north | 2020-01-10  | good
2020-01 | south |             |
2020-02 | north | 2020-02-10  | outstanding
2020-02 | north | 2020-02-10  | good
2020-02 | south | 2020-02-10  | inadequate
2020-02 | south |             |
"""
MODERATIONS = """
judgement_before | judgement_after
good             | requires-improvement
good             | good
outstanding      | outstanding
"""
SUPERVISION = """
returned_on | duration_minutes
2020-02-20  | 60
2020-02-20  | 165
"""
COMMENTS = """
heading   | theme
positives | voice
positives | voice
reasons   | plans
"""


TABLES = [
    tables.compliance,
    tables.judgements,
    tables.areas,
    tables.judgements_by_area,
    tables.moderation,
    tables.moderation_changes,
    tables.reaudits,
    tables.supervision,
    tables.supervision_length,
    tables.themes,
]


@pytest.fixture
def evidence(edition_of):
    data = edition_of(
        ("2020-01", "2020-02"),
        audits=AUDITS,
        moderations=MODERATIONS,
        supervision=SUPERVISION,
        comments=COMMENTS,
        reaudits="area | judgement | returned_on\nsouth | good | 2020-02-10\nsouth | inadequate | 2020-02-10",
    )
    return disclosure.evidence(data, measure(data))


def plainly(text):
    """Without the marks that say which fact each number is."""
    return re.sub(r"</?span[^>]*>", "", text)


def lengths(axes, horizontal=True):
    return [
        [round(bar.get_width() if horizontal else bar.get_height(), 3) for bar in container]
        for container in axes.containers
    ]


def texts(axes):
    return [text.get_text() for text in axes.texts]


def names(axes):
    return [tick.get_text() for tick in axes.get_yticklabels()]


@pytest.fixture
def compliance(evidence):
    data = figures.with_limits(evidence, figures.by_month(evidence, "audits.compliance"))
    axes = figures.control(data)
    rules = figures.captions.rules_broken(evidence, "audits.compliance")
    caption = figures.captions.compliance(evidence)
    return figures.chart("fig-compliance", axes, caption, data, kind="Control chart", message=rules)


def points(axes, line):
    return [None if np.isnan(height) else round(height, 1) for height in axes.lines[line].get_ydata()]


def test_a_control_chart_of_few_months_has_a_usual_level_and_no_limits(compliance):
    lower, upper, usual, rate, beyond = range(5)
    assert points(compliance.axes, rate) == [50, 75]
    assert points(compliance.axes, usual) == [66.7, 66.7]
    assert (
        points(compliance.axes, lower)
        == points(compliance.axes, upper)
        == points(compliance.axes, beyond)
        == [None] * 2
    )
    assert texts(compliance.axes) == ["usual\n67%", "50%", "75%"]
    assert compliance.alt == (
        "Control chart. January 2020 50%, 1 of 2; February 2020 75%, 3 of 4. No limits are drawn: they need 12 months."
    )
    assert plainly(compliance.caption) == (
        "Audits returned by month: 50% in January 2020 and 75% in February 2020. The usual level since December 2019 "
        "is 67%. No limits are drawn: they need 12 months."
    )


@pytest.fixture
def a_year(edition_of):
    """Twelve months of 40 audits each, 36 of them returned, and a last month of which 12 came back."""
    months = [f"2019-{month:02}" for month in range(2, 13)] + ["2020-01", "2020-02"]
    back = dict.fromkeys(months, 36) | {"2020-02": 12}
    rows = [f"{month} | {month}-20 | good" for month in months for _ in range(back[month])]
    rows += [f"{month} | - | -" for month in months for _ in range(40 - back[month])]
    data = edition_of(start="2019-02", audits="month | returned_on | judgement\n" + "\n".join(rows))
    return disclosure.evidence(data, measure(data))


def test_a_month_beyond_a_limit_has_a_mark_of_its_own_and_is_named(a_year):
    data = figures.with_limits(a_year, figures.by_month(a_year, "audits.compliance"))
    assert list(data["is_outside"]) == [False] * 12 + [True]
    axes = figures.control(data)
    assert points(axes, 4) == [None] * 12 + [30]
    assert axes.lines[4].get_marker() != axes.lines[3].get_marker()
    assert "Beyond a limit: February 2020." in figures.captions.compliance(a_year)
    assert figures.captions.rules_broken(a_year, "audits.compliance") == "Beyond a limit: February 2020."


def test_a_chart_over_time_and_its_table_show_the_same_months(a_year):
    for table, measure_id, split in (
        (tables.compliance(a_year), "audits.compliance", ""),
        (tables.judgements(a_year), "audits.judgement", "judgement"),
    ):
        months = [row[0] for row in table.texts if row[0] != "Programme to date"]
        assert list(figures.by_month(a_year, measure_id, split=split)["period"].unique()) == months
        assert len(months) == 13


def test_on_a_phone_a_chart_is_drawn_again_and_no_name_is_cut(compliance):
    output = show(compliance)
    wide, narrow = output.data["image/svg+xml"], output.about["narrow"]
    width = re.compile(r'<svg [^>]*width="([\d.]+)pt"')
    assert float(width.search(wide)[1]) == pytest.approx(72 * theme.WIDTH, abs=1)
    assert float(width.search(narrow)[1]) == pytest.approx(72 * theme.NARROW, abs=1)


def test_judgements_by_month_are_labelled_with_their_counts(evidence):
    data = figures.by_month(evidence, "audits.judgement", split="judgement")
    axes = figures.stacked_bars(data, y="period")
    assert names(axes) == ["January 2020", "February 2020"]
    assert lengths(axes) == [[0, 0.333], [1, 0.333], [0, 0], [0, 0.333]]
    assert [bool(bars[0].get_hatch()) for bars in axes.containers] == [True, False, False, False]
    assert sorted(texts(axes)) == ["1", "1", "1", "1"]
    february = "February 2020: Outstanding 1, Good 1, Requires Improvement 0 and Inadequate 1"
    assert february in figures.listing(data)


def test_bars_come_in_the_order_of_the_rows(evidence):
    data = figures.by_area(evidence, "audits.judgement", split="judgement")
    last_first = data.sort_values("area", ascending=False, kind="stable")
    assert names(figures.stacked_bars(last_first, y="area")) == ["South", "North"]


def test_judgements_by_area_leave_out_areas_without_returns(evidence):
    data = figures.by_area(evidence, "audits.judgement", split="judgement")
    assert list(data["area"].unique()) == ["North", "South"]


def test_praise_and_criticism_are_never_drawn_together(edition_of):
    comments = (
        "heading | theme\npositives | voice\npositives | voice\nreasons | plans\nreasons | records\nreasons | plans"
    )
    data = edition_of(("2020-02",), comments=comments)
    evidence = disclosure.evidence(data, measure(data))
    found = figures.by_group(evidence, "comments.showing", split="theme", within="need").query("value > 0")
    assert dict(zip(found["group"], found["value"], strict=True)) == {"Plans": 2, "Recording": 1}
    assert lengths(figures.bars(found)) == [[2, 1]]
    assert plainly(figures.captions.themes(evidence, "need")) == (
        "What practice needs, February 2020: Plans most often, in 2 of 3 remarks."
    )


def test_themes_named_equally_often_are_all_named(edition_of):
    twice = "\n".join(["reasons | plans", "reasons | records"] * 2)
    data = edition_of(("2020-02",), comments=f"heading | theme\n{twice}")
    caption = figures.captions.themes(disclosure.evidence(data, measure(data)), "need")
    assert "Plans and Recording most often, each in 2 of 4 remarks." in plainly(caption)


@pytest.mark.parametrize(
    ("north", "south", "said"),
    [
        ("good inadequate", "good", "Good or better ranges from 50% in North to 100% in South."),
        ("good good inadequate", "good good inadequate", ""),  # no range, where both areas have the same
        ("good", "", ""),
    ],
)
def test_the_caption_of_judgements_by_area_names_the_lowest_and_the_highest(edition_of, north, south, said):
    back = {"north": north.split(), "south": south.split()}
    rows = [f"{area} | 2020-02-20 | {judgement}" for area in back for judgement in back[area]]
    data = edition_of(audits="area | returned_on | judgement\n" + "\n".join(rows))
    caption = figures.captions.judgements_by_area(disclosure.evidence(data, measure(data)))
    _, _, ending = plainly(caption).partition("with their counts. ")
    assert ending == said


def test_an_edition_with_nothing_to_draw_draws_nothing(edition_of):
    data = edition_of()
    empty = disclosure.evidence(data, measure(data))
    by_month = figures.by_month(empty, "audits.compliance")
    by_judgement = figures.by_area(empty, "audits.judgement", split="judgement")
    by_theme = figures.by_group(empty, "comments.showing", split="theme", within="need")
    drawn = [
        figures.control(figures.with_limits(empty, by_month)),
        figures.stacked_bars(by_judgement, y="area"),
        figures.bars(by_theme),
    ]
    assert drawn == [None] * 3
    assert figures.captions.themes(empty, "need") == ""
    captions = figures.captions
    for caption in (captions.compliance, captions.moderation_changed, captions.judgements, captions.judgements_by_area):
        assert isinstance(caption(empty), str)
    assert figures.chart("fig-x", None, "", by_month, kind="Control chart") is None
    assert show(None).markdown == ""


def test_numbers_in_alt_texts_are_those_of_the_table(evidence):
    rows = {row[0]: row[1:] for row in tables.compliance(evidence).texts}
    assert rows["February 2020"] == ["4", "3", "1", "0", "75%"]
    assert rows["Programme to date"][-1] == "67%"


def test_tables_have_no_empty_cell(evidence):
    for make in TABLES:
        table = make(evidence)
        assert all(cell for row in [table.header, *table.texts] for cell in row), table.id
        assert {len(row) for row in table.rows} == {len(table.header)}, table.id


def test_moderation_changes_reconcile(evidence):
    table = tables.moderation_changes(evidence)
    for row in table.texts:
        assert sum(map(int, row[1:-1])) == int(row[-1])
    *rows, after = [[int(cell) for cell in row[1:]] for row in table.texts]
    assert [sum(column) for column in zip(*rows, strict=True)] == after


def test_a_chart_is_the_same_bytes_each_time(a_year):
    data = figures.with_limits(a_year, figures.by_month(a_year, "audits.compliance"))
    drawn = [figures.control(data) for _ in range(2)]
    first, second = (show(figures.chart("fig-x", axes, "What to see.", data, kind="Chart")) for axes in drawn)
    assert (first.data, first.about) == (second.data, second.about)


@pytest.mark.parametrize("is_as_before", [True, False])
def test_a_chart_is_drawn_again_in_all_forms_unless_it_would_look_the_same(a_year, tmp_path, monkeypatch, is_as_before):
    data = figures.with_limits(a_year, figures.by_month(a_year, "audits.compliance"))

    def shown():
        chart = figures.chart("fig-x", figures.control(data), "What to see.", data, kind="Chart")
        return show(chart)._repr_mimebundle_()

    forms, metadata = shown()
    metadata["auditlib"]["narrow"] = "of before"
    before = nbformat.v4.new_code_cell(
        outputs=[nbformat.v4.new_output("display_data", data=forms | {"image/png": "of before"}, metadata=metadata)]
    )
    nbformat.write(nbformat.v4.new_notebook(cells=[before]), tmp_path / "before.ipynb")
    if not is_as_before:
        data.loc[0, "value"] /= 2
    monkeypatch.setenv(EXECUTED_BEFORE, str(tmp_path / "before.ipynb"))
    sections._drawn_before.cache_clear()
    again, about = shown()
    sections._drawn_before.cache_clear()
    assert (again["image/png"] == "of before") == is_as_before
    assert (about["auditlib"]["narrow"] == "of before") == is_as_before


def test_a_chart_is_shown_with_its_caption_and_handed_on_as_images(compliance):
    data, metadata = show(compliance)._repr_mimebundle_()
    assert data["text/html"].startswith("<figure><img")
    assert "Audits returned by month" in data["text/html"]
    assert "<dc:date>" not in data["image/svg+xml"]
    assert "Matplotlib" not in data["image/svg+xml"]
    assert base64.b64decode(data["image/png"]).startswith(b"\x89PNG")
    assert metadata["auditlib"]["id"] == "fig-compliance"
    assert metadata["auditlib"]["alt"].startswith("Control chart. January 2020 50%")
    assert all("{#" not in text for text in data.values())


def test_a_table_is_shown_as_a_table(evidence):
    data, metadata = show(tables.themes(evidence))._repr_mimebundle_()
    assert data["text/html"].count("<tr>") == 1 + len(tables.themes(evidence).rows)
    assert data["text/markdown"].startswith("| Theme | ")
    assert metadata["auditlib"]["id"] == "tbl-themes"
    assert metadata["auditlib"]["caption"].startswith("Remarks by theme")


def test_where_there_is_nothing_to_show_a_notebook_says_so_and_the_report_does_not(monkeypatch):
    data, _ = show(None)._repr_mimebundle_()
    assert "Nothing to show for this edition." in data["text/html"]
    monkeypatch.setenv(FOR_REPORT, "1")
    data, _ = show(None)._repr_mimebundle_()
    assert data["text/markdown"] == ""
    assert "text/html" not in data


def test_sentences_name_charts_in_words_until_these_have_numbers():
    data, _ = show("As @fig-themes shows, **most** are.")._repr_mimebundle_()
    assert data["text/html"].strip() == "<p>As the chart shows, <strong>most</strong> are.</p>"
    assert data["text/markdown"] == "As @fig-themes shows, **most** are."


def luminance(colour):
    channels = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in to_rgb(colour)]
    return 0.2126 * channels[0] + 0.7152 * channels[1] + 0.0722 * channels[2]


def contrast(one, other):
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


#: How people without one kind of cone see a colour (Machado, Oliveira and Fernandes 2009, severity 1.0).
SEEN_BY = {
    "everybody": [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
    "protanopes": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deuteranopes": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritanopes": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}


@pytest.mark.parametrize("who", SEEN_BY)
def test_judgements_can_be_distinguished_by_all_readers_and_in_greyscale(who):
    """By how light they are, and the lightest by its hatching: no two kinds of eyes need to agree on hues."""
    outstanding, *others = (np.clip(np.array(SEEN_BY[who]) @ to_rgb(colour), 0, 1) for colour in theme.RAMP)
    for place, one in enumerate(others):
        for other in others[place + 1 :]:
            assert contrast(one, other) >= 3
    assert contrast(outstanding, others[0]) >= 1.5, "and hatched, in ink"
    assert [luminance(colour) for colour in theme.RAMP] == sorted(map(luminance, theme.RAMP), reverse=True)


def test_colours_stand_out_from_the_page_and_numbers_from_their_bars():
    for colour in (theme.MAIN, theme.OTHER, theme.INK):
        assert contrast(colour, "white") >= 3, colour
    for colour in theme.RAMP:
        assert contrast(colour, theme.ink_on(colour)) >= 4.5, colour


def test_blocks_of_the_report_leave_no_marks_in_jupyterlab():
    data, _ = show("::: headline-figure\nAudits returned\\\n**82%**\n:::")._repr_mimebundle_()
    assert ":::" not in data["text/html"]
    assert "<strong>82%</strong>" in data["text/html"]
