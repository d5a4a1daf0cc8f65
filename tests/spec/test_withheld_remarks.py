"""Remarks that are not quoted although their row allows it."""

from auditlib.disclosure import publishable, withheld

COMMENTS = """
heading   | theme | publish | text
positives | voice | yes     | The child was heard.
positives | voice | no      | A file was late.
positives | plans | yes     | A  file was LATE.
positives | plans | yes     | Call 01234 567890.
"""


def with_places(data):
    comments = data.tables["comments"]
    data.tables["comments"] = comments.assign(source_file="c.csv", source_sheet="", source_row=comments.index + 2)
    return data


def test_a_remark_is_withheld_if_another_row_withholds_its_words_or_it_may_identify_a_person(edition_of):
    data = with_places(edition_of(comments=COMMENTS))
    assert list(publishable(data)["text"]) == ["The child was heard."]
    assert withheld(data) == [
        ("c.csv, row 4", "the same words stand in a row that may not be published: c.csv, row 3"),
        ("c.csv, row 5", "it has a reference, an address, a number or a date that may point at a person"),
    ]


def test_a_remark_with_a_mark_that_would_stop_the_page_is_withheld_by_its_place(edition_of):
    remarks = "See {{< var x >}}.", "As @fig-x shows.", "Is it ?var:x"
    rows = "".join(f"positives | voice | yes | {text}\n" for text in ("The child was heard.", *remarks))
    data = with_places(edition_of(comments=f"\nheading | theme | publish | text\n{rows}"))
    assert list(publishable(data)["text"]) == ["The child was heard."]
    why = "it has the mark {}, which on a page would stand for something missing"
    assert withheld(data) == [
        (f"c.csv, row {row}", why.format(mark)) for row, mark in ((3, "{{<"), (4, "@fi"), (5, "?va"))
    ]


def test_no_text_of_a_withheld_remark_is_shown(edition_of):
    listed = " ".join(part for pair in withheld(with_places(edition_of(comments=COMMENTS))) for part in pair)
    assert "late" not in listed
    assert "01234" not in listed
