"""Charts are checked by the data in them."""

import base64
import re

import pytest
from matplotlib.colors import to_rgb

from auditlib import disclosure, figures, tables
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
    data = figures.by_month(evidence, "audits.compliance")
    axes = figures.columns(data, top=1)
    return figures.chart("fig-compliance", axes, figures.captions.compliance(evidence), data, kind="Column chart")


def test_compliance_columns_are_as_high_as_the_rates(compliance):
    assert lengths(compliance.axes, horizontal=False) == [[0.5, 0.75]]
    assert texts(compliance.axes) == ["50%", "75%"]
    assert compliance.alt == "Column chart. January 2020 50%, 1 of 2; February 2020 75%, 3 of 4."
    assert plainly(compliance.caption).startswith(
        "Audit compliance by month: 50% in January 2020 and 75% in February 2020."
    )


def test_judgements_by_month_are_labelled_with_their_counts(evidence):
    data = figures.by_month(evidence, "audits.judgement", split="judgement")
    axes = figures.stacked_bars(data, y="period", share=True)
    assert names(axes) == ["January 2020", "February 2020"]
    assert lengths(axes) == [[0, 0.333], [1, 0.333], [0, 0], [0, 0.333]]
    assert sorted(texts(axes)) == ["1", "1", "1", "1"]
    february = "February 2020: Outstanding 1, Good 1, Requires Improvement 0 and Inadequate 1"
    assert february in figures.listing(data)


def test_bars_come_in_the_order_of_the_rows(evidence):
    data = figures.by_area(evidence, "audits.judgement", split="judgement")
    last_first = data.sort_values("area", ascending=False, kind="stable")
    assert names(figures.stacked_bars(last_first, y="area", share=True)) == ["South", "North"]


def test_judgements_by_area_leave_out_areas_without_returns(evidence):
    data = figures.by_area(evidence, "audits.judgement", split="judgement")
    assert list(data["area"].unique()) == ["North", "South"]


def test_moderation_before_and_after(evidence):
    measures = {"Before moderation": "moderation.before", "After moderation": "moderation.after"}
    data = figures.by_group(evidence, measures, split="judgement")
    assert lengths(figures.paired_bars(data)) == [[1, 2, 0, 0], [1, 1, 1, 0]]
    assert "Good: Before moderation 2 and After moderation 1" in figures.listing(data)
    assert "33% (1 of 3) were changed" in plainly(figures.captions.moderation(evidence))


def test_re_audits_supervision_and_themes(evidence):
    outcomes = figures.by_area(evidence, "reaudits.outcome", split="judgement")
    axes = figures.stacked_bars(outcomes, y="area", share=False)
    assert lengths(axes) == [[0], [1], [0], [1]]
    assert lengths(figures.bars(figures.by_group(evidence, "supervision.length", split="length"))) == [[1, 0, 0, 1]]
    themes = figures.by_group(evidence, "comments.about", split="theme")
    assert sorted(themes["value"]) == [1, 2]


def test_an_edition_with_nothing_to_draw_draws_nothing(edition_of):
    data = edition_of()
    empty = disclosure.evidence(data, measure(data))
    by_month = figures.by_month(empty, "audits.compliance")
    by_judgement = figures.by_area(empty, "audits.judgement", split="judgement")
    by_length = figures.by_group(empty, "supervision.length", split="length")
    drawn = [
        figures.columns(by_month),
        figures.stacked_bars(by_judgement, y="area", share=True),
        figures.paired_bars(by_length),
        figures.bars(by_length),
    ]
    assert drawn == [None] * 4
    captions = figures.captions
    made = [caption for caption in vars(captions).values() if getattr(caption, "__module__", "") == captions.__name__]
    assert all(isinstance(caption(empty), str) for caption in made if not caption.__name__.startswith("_"))
    assert figures.chart("fig-x", None, "", by_month, kind="Column chart") is None
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


def test_a_chart_is_the_same_bytes_each_time(compliance):
    first, second = (show(compliance).data for _ in range(2))
    assert first == second


def test_a_chart_is_shown_with_its_caption_and_handed_on_as_images(compliance):
    data, metadata = show(compliance)._repr_mimebundle_()
    assert data["text/html"].startswith("<figure><img")
    assert "Audit compliance by month" in data["text/html"]
    assert "<dc:date>" not in data["image/svg+xml"]
    assert "Matplotlib" not in data["image/svg+xml"]
    assert base64.b64decode(data["image/png"]).startswith(b"\x89PNG")
    assert metadata["auditlib"]["id"] == "fig-compliance"
    assert metadata["auditlib"]["alt"].startswith("Column chart. January 2020 50%")
    assert all("{#" not in text for text in data.values())


def test_a_table_is_shown_as_a_table(evidence):
    data, _ = show(tables.themes(evidence))._repr_mimebundle_()
    assert data["text/html"].count("<tr>") == 1 + len(tables.themes(evidence).rows)
    assert "{#tbl-themes}" in data["text/markdown"]
    assert "{#" not in data["text/html"]


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


def test_colours_stand_out_from_the_page_and_from_their_neighbours():
    colours = theme.categories(4)
    for colour in [*colours, theme.MAIN, theme.OTHER, theme.BEFORE, theme.AFTER]:
        assert contrast(colour, "white") >= 3, colour
    for one, other in zip(colours, colours[1:], strict=False):
        assert contrast(one, other) >= 3, (one, other)
    for colour in colours:
        assert contrast(colour, theme.ink_on(colour)) >= 4.5, colour
