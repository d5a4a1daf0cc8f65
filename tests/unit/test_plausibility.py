"""What a careful colleague would ask about an edition's file, said before anything is computed."""

from __future__ import annotations

import pandas as pd
import pytest

from auditlib.errors import ConfigError, UsageError
from auditlib.paths import Project
from auditlib.plausibility import is_overlooked, warnings
from auditlib.reference import load_code_lists
from auditlib.settings import load_edition

LISTS = {
    "areas": "code,name,aliases\nmoorland,Moorland,\n",
    "teams": "team,area,quadrant\nMoorland Duty,moorland,\n",
    "cohorts": "cohort,name,aliases\ncin,Children in Need,\n",
    "judgements": "judgement,rank,aliases\nOutstanding,1,\nGood,2,\nRequires Improvement,3,RI\nInadequate,4,\n",
    "headings": "heading,section,title\npositives,9,Positives\n",
    "themes": "theme,name\nplans,Plans\n",
}


def written(**changes: str) -> str:
    """An edition's file for February 2020 with some of its lines changed."""
    lines = {
        "edition": "2020-02",
        "title": "Audit Highlights Report",
        "months": "[2020-01, 2020-02]",
        "programme_start": "2019-11",
        "cut_off": "2020-03-13",
        "author": "Quality Team",
        "contact": "quality@moorland.gov.uk",
    }
    return "".join(f"{key}: {value}\n" for key, value in (lines | changes).items())


@pytest.fixture
def asked(tmp_path):
    """What is asked about an edition: its file as changed, other files, and the days on which audits came back."""

    def ask(back: tuple[str, ...] = ("2020-02-20",) * 8, files: dict[str, str] | None = None, **changes: str):
        lists = {f"data/reference/{name}.csv": text for name, text in LISTS.items()}
        for name, text in (lists | {"editions/2020-02.yml": written(**changes)} | (files or {})).items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        project = Project(tmp_path)
        days = pd.to_datetime(pd.Series(list(back), dtype="object"))
        audits = pd.DataFrame({"month": "2020-02", "returned_on": days})
        return warnings(project, load_edition(project, "2020-02"), load_code_lists(project), {"audits": audits})

    return ask


def test_an_edition_as_it_should_be_raises_no_question(asked):
    assert asked() == []


def test_a_cut_off_left_as_in_the_edition_before_is_reported(asked):
    (said,) = asked(("2020-02-10",) * 8, cut_off="2020-02-14")
    assert said.startswith(
        "editions/2020-02.yml, cut_off: the cut-off, 14 February 2020, is before February 2020 ends."
    )


def test_a_cut_off_by_which_nothing_came_back_is_refused(asked):
    with pytest.raises(
        ConfigError, match="cut_off: every audit of February 2020 that was returned, 8 in all"
    ) as caught:
        asked(("2020-03-20",) * 8)
    assert "Correct the cut-off" in str(caught.value)


def test_a_cut_off_before_most_returns_is_reported(asked):
    (said,) = asked(("2020-03-10",) * 3 + ("2020-03-20",) * 5)
    assert "5 of the 8 returned audits of February 2020 came back after the cut-off, 13 March 2020" in said


def test_half_of_the_returns_late_is_no_question(asked):
    assert asked(("2020-03-10",) * 4 + ("2020-03-20",) * 4) == []


def test_a_cut_off_a_year_off_is_reported(asked):
    (said,) = asked(cut_off="2021-03-13")
    assert "is 378 days after February 2020 ended. Is the year right?" in said


def test_a_cut_off_a_year_early_is_refused(asked):
    with pytest.raises(ConfigError, match="the cut-off is before the edition's last month, February 2020, has begun"):
        asked(cut_off="2019-03-13")


def test_a_month_that_another_edition_reports_is_reported(asked):
    earlier = written(edition="2020-01", months="[2019-12, 2020-01]", cut_off="2020-02-14")
    (said,) = asked(files={"editions/2020-01.yml": earlier})
    assert "months: January 2020 is reported by the edition 2020-01, too." in said


def test_a_cut_off_no_later_than_that_of_the_edition_before_is_reported(asked):
    earlier = written(edition="2019-12", months="[2019-12]", cut_off="2020-03-13")
    (said,) = asked(files={"editions/2019-12.yml": earlier})
    assert "is no later than that of the earlier edition 2019-12, 13 March 2020." in said


def test_another_start_of_the_programme_is_reported(asked):
    earlier = written(edition="2019-12", months="[2019-12]", cut_off="2020-01-17", programme_start="2019-10")
    (said,) = asked(files={"editions/2019-12.yml": earlier})
    assert "in the edition 2019-12 it starts in October 2019" in said


def test_the_samples_address_in_another_council_is_reported(asked):
    (said,) = asked(contact="quality.assurance@example.org")
    assert said == (
        "editions/2020-02.yml, contact: the address is an example that does not exist. Write the team's own."
    )


def test_months_before_the_programme_are_reported(asked):
    (said,) = asked(files={"data/raw/2019-10/audits.csv": ""})
    assert "there are returns of October 2019, before the programme starts in November 2019" in said


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("2020-03.yml", False),
        ("README.md", False),
        ("2020-03.yaml", True),
        ("2020-03.yml.txt", True),
        ("2020-03.YML", True),
        ("2020-03 (1).yml", True),
        ("Copy of 2020-03.yml", True),
    ],
)
def test_a_file_that_is_not_read_is_reported(name, expected):
    assert is_overlooked(name) is expected


def test_an_edition_with_another_ending_is_named_when_it_is_asked_for(tmp_path):
    (tmp_path / "editions").mkdir()
    (tmp_path / "editions" / "2020-03.yaml").write_text(written(edition="2020-03"))
    with pytest.raises(UsageError, match=r"There is editions/2020-03.yaml, which is not read: call it 2020-03.yml"):
        load_edition(Project(tmp_path), "2020-03")


def test_characters_that_cannot_be_seen_are_left_out_and_reported_with_their_place(asked, tmp_path):
    areas = "code,name,aliases\nmoorland,Moor\u00adland,\n"
    said = asked(
        title="Audit \u202eHighlights Report",
        files={"data/reference/areas.csv": areas, "content/2020-02/practice.md": "A word.\nAnother\u200b word.\n"},
    )
    assert [text.partition(",")[0] for text in said] == [
        "editions/2020-02.yml row 2 has U+202E",
        "data/reference/areas.csv row 2 has U+00AD",
        "content/2020-02/practice.md row 2 has U+200B",
    ]
    project = Project(tmp_path)
    assert load_edition(project, "2020-02").title == "Audit Highlights Report"
    assert load_code_lists(project).areas.name_of("moorland") == "Moorland"
