"""The sample in data/raw gives the published report's figures.

Counted here straight from the files, by the rules of docs/reference/returns.md ("How to count") and without
any of the code that builds the report, so that a fault in that code cannot hide in the sample or the other
way about. Every line of published-figures.csv that has counts, or is a plain number, must come out.
"""

import csv
import re
from collections import Counter
from datetime import date, datetime
from pathlib import Path

import pytest

from auditlib.sample import write_sample

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
CUT_OFF = date(2020, 3, 13)
EDITION = ("2020-01", "2020-02")


def rows_of(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def fold(text):
    return re.sub(r"[\s\-_]+", " ", text).strip().lower()


def day(value):
    if isinstance(value, datetime):
        return value.date()
    if not value:
        return None
    pattern = "%d/%m/%Y" if "/" in value else "%Y-%m-%d"
    return datetime.strptime(value, pattern).date()


def workbook_rows(path, sheet):
    from openpyxl import load_workbook

    book = load_workbook(path)
    if sheet not in book.sheetnames:
        return []
    header, *rows = book[sheet].iter_rows(values_only=True)
    return [{name: "" if cell is None else cell for name, cell in zip(header, row, strict=True)} for row in rows]


class Raw:
    """The raw returns of a project folder: coded values as codes, dates as dates, nothing else changed."""

    def __init__(self, root):
        self.root = root
        self.months = sorted(folder.name for folder in (root / "data" / "raw").iterdir() if folder.is_dir())
        self.areas, self.judgements = self.code_list("areas"), self.code_list("judgements")
        self.audits, self.reaudits = self.read("audits"), self.read("reaudits")
        self.moderations, self.reflections = self.read("moderations"), self.read("reflections")
        self.supervision, self.comments = self.read("supervision"), self.read("comments")

    def code_list(self, name):
        """Every way to write an entry, folded, with the code it stands for."""
        ways = {}
        for row in rows_of(self.root / "data" / "reference" / f"{name}.csv"):
            values = list(row.values())
            code = re.sub(r"[^a-z0-9]+", "-", values[0].lower()).strip("-")
            for way in (values[0], row.get("name", ""), *row.get("aliases", "").split(";")):
                if way:
                    ways[fold(way)] = code
        return ways

    def read(self, name):
        """All months' rows of a return."""
        rows = []
        for month in self.months:
            folder = self.root / "data" / "raw" / month
            if (folder / "returns.xlsx").exists():
                rows += workbook_rows(folder / "returns.xlsx", name)
            elif (folder / f"{name}.csv").exists():
                rows += rows_of(folder / f"{name}.csv")
        for row in rows:
            for column in row:
                if column.endswith("_on"):
                    row[column] = day(row[column])
                if column.startswith("judgement") and row[column]:
                    row[column] = self.judgements[fold(row[column])]
            if "area" in row:
                row["area"] = self.areas[fold(row["area"])]
        return rows


def back(row):
    return row["returned_on"] is not None and row["returned_on"] <= CUT_OFF


def within(rows, period, area=None):
    def inside(month):
        return period == "programme" or (month in EDITION if period == "edition" else month == period)

    return [row for row in rows if inside(row["month"]) and area in (None, row.get("area"))]


def rate(rows, holds):
    return sum(map(holds, rows)), len(rows)


def count_audits(rows, measure):
    returned = sum(map(back, rows))
    if measure == "compliance":
        return returned, len(rows)
    if measure == "allocated_on":
        (only,) = {row["allocated_on"] for row in rows}
        return only.isoformat()
    return {"allocated": len(rows), "returned": returned, "outstanding": len(rows) - returned}[measure]


def count_moderations(raw, measure, period, group):
    rows = within(raw.moderations, period)
    if measure == "coverage":
        return len(rows), len(within(raw.audits, period))
    if measure == "before":
        return sum(row["judgement_before"] == group for row in rows)
    if measure == "changed_rate":
        return rate(rows, lambda row: row["judgement_before"] != row["judgement_after"])
    return sum(f"{row['judgement_before']}-to-{row['judgement_after']}" == group for row in rows)


def count_reaudits(raw, measure, period, groups):
    rows = within(raw.reaudits, period)
    returned = [row for row in rows if back(row)]
    still = [row for row in returned if row["judgement"] == "inadequate"]
    if measure in ("allocated", "returned", "compliance"):
        return count_audits(rows, measure)
    if measure == "unchanged_rate":
        return rate(returned, lambda row: row["judgement"] == row["judgement_before"])
    if measure == "improved_rate":
        order = ("outstanding", "good", "requires-improvement", "inadequate")
        return rate(returned, lambda row: order.index(row["judgement"]) < order.index(row["judgement_before"]))
    if measure == "outcome":
        return Counter(row["judgement"] for row in returned)[groups[0]]
    if measure == "inadequate":
        sequence, *more = groups
        still = [row for row in still if str(row["sequence"]) == {"first": "1", "second": "2"}[sequence]]
        if more and more[0].startswith("first-audited-"):
            first = {row["audit_ref"]: row["month"] for row in raw.audits}
            return sum(first[row["original_audit_ref"]] == more[0][-7:] for row in still)
        return sum(not more or row["area"] == more[0] for row in still)
    return sum(row["judgement"] == measure and row["area"] == groups[0] for row in returned)


def count_supervision(raw, measure, period, groups):
    rows = within(raw.supervision, period)
    done = [row for row in rows if back(row)]
    minutes = [int(row["duration_minutes"]) for row in done]
    if measure == "compliance":
        return len(done), len(rows)
    if measure in ("expected", "completed", "outstanding"):
        return {"expected": len(rows), "completed": len(done), "outstanding": len(rows) - len(done)}[measure]
    if measure == "duration":
        return {"shortest": min(minutes), "longest": max(minutes), "mean": sum(minutes) / len(minutes)}[groups[0]]
    if measure == "recording":
        return sum(row["recording_style"] == "handwritten-then-typed" for row in done)
    if measure == "actions_reviewed_rate":
        return rate(
            [row for row in done if row["previous_actions_reviewed"] != "not-applicable"],
            lambda row: row["previous_actions_reviewed"] == "yes",
        )
    column = measure.removesuffix("_rate")
    if measure.endswith("_rate"):
        return rate([row for row in done if row[column] != "not-applicable"], lambda row: row[column] == "good")
    return sum(row[column] == groups[0] for row in done)


def counted(raw, fact_id):
    """A count, or a numerator and denominator, from the raw rows."""
    topic, measure, period, *groups = fact_id.split(".")
    if topic == "audits":
        return count_audits(within(raw.audits, period, *groups), measure)
    if topic == "moderation":
        return count_moderations(raw, measure, period, *groups or [None])
    if topic == "reaudits":
        return count_reaudits(raw, measure, period, groups)
    if topic == "supervision":
        return count_supervision(raw, measure, period, groups)
    sheets, audits = within(raw.reflections, period), within(raw.audits, period)
    returned = sum(map(back, sheets))
    return returned if measure == "returned" else (returned, sum(map(back, audits)))


FIGURES = [row for row in rows_of(HERE / "published-figures.csv") if not row["fact_id"].startswith("claim.")]


@pytest.fixture(scope="module", params=["in the repository", "with another seed"])
def raw(request, tmp_path_factory):
    if request.param == "in the repository":
        return Raw(ROOT)
    root = tmp_path_factory.mktemp("sample")
    write_sample(root, seed=1)
    return Raw(root)


@pytest.mark.parametrize("figure", FIGURES, ids=[row["ref"] for row in FIGURES])
def test_published_figure_comes_out_of_the_data(raw, figure):
    found = counted(raw, figure["fact_id"])
    if figure["denominator"]:
        assert found == (int(figure["numerator"]), int(figure["denominator"]))
    elif figure["numerator"]:
        assert found == int(figure["numerator"])
    elif figure["unit"] == "date":
        assert found == figure["published"]
    else:
        assert figure["published"] == "just over an hour"
        assert 60 < found <= 75


def test_months_before_the_edition_sum_as_the_programme_does(raw):
    """The report gives no counts for November 2018 to December 2019: 1,063 and 954 are what the totals leave."""
    earlier = [row for row in raw.audits if row["month"] < "2020-01"]
    assert (len(earlier), sum(map(back, earlier))) == (1063, 954)


def test_re_audits_of_february_are_the_ninth_month_of_re_audits(raw):
    assert len({row["month"] for row in raw.reaudits}) == 9
    assert max(row["month"] for row in raw.reaudits) == "2020-02"


def test_all_seven_downgraded_in_january_have_a_remark_on_supervision(raw):
    lowered = {
        row["audit_ref"]
        for row in within(raw.moderations, "2020-01")
        if (row["judgement_before"], row["judgement_after"]) == ("good", "requires-improvement")
    }
    remarked = {
        row["source_ref"] for row in raw.comments if row["heading"] == "good-to-ri" and row["theme"] == "supervision"
    }
    assert len(lowered) == 7
    assert lowered <= remarked


def test_teams_of_cwd_are_distinguished_by_their_part_of_the_county(raw):
    still = [row for row in within(raw.reaudits, "2020-02") if back(row) and row["judgement"] == "inadequate"]
    cwd = {str(row["sequence"]): row["team"] for row in still if row["area"] == "cwd"}
    assert cwd == {"1": "North East CWD", "2": "South East CWD"}


@pytest.mark.parametrize(("edition", "cut_off"), [("2019-11", date(2019, 12, 13)), ("2019-12", date(2020, 1, 13))])
def test_what_came_back_late_was_missing_from_the_edition_of_its_month(raw, edition, cut_off):
    """So a later edition has something to restate beside the figure as first published."""
    text = (raw.root / "editions" / f"{edition}.yml").read_text(encoding="utf-8")
    assert f"cut_off: {cut_off.isoformat()}" in text
    month = within(raw.audits, edition)
    then = sum(row["returned_on"] is not None and row["returned_on"] <= cut_off for row in month)
    assert then < sum(map(back, month))


def test_some_audits_came_back_after_the_last_cut_off(raw):
    assert any(row["returned_on"] and row["returned_on"] > CUT_OFF for row in within(raw.audits, "edition"))
    assert any(row["returned_on"] == CUT_OFF for row in within(raw.audits, "edition"))
