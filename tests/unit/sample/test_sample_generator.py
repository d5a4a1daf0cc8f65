"""What can be asked of `write_sample`, and that it keeps what it is not asked to replace."""

import zipfile
from pathlib import Path

import numpy as np
import pytest

from auditlib.errors import UsageError
from auditlib.sample import write_sample
from auditlib.sample.council import load_council
from auditlib.sample.plan import Draw, order, share_out, share_out_within, some_of

CHECKOUT = Path(__file__).parents[3]


def files_of(root):
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for folder in ("data/raw", "data/reference", "editions")
        for path in (root / folder).rglob("*")
        if path.is_file()
    }


def test_the_sample_in_the_repository_is_what_the_generator_writes(calibrated):
    written, kept = files_of(calibrated.root), files_of(CHECKOUT)
    if kept.get("data/raw/README.md") != written["data/raw/README.md"]:
        pytest.skip("data/raw does not hold the sample but a council's own returns")
    differ = [name for name in written if written[name] != kept.get(name)]
    assert differ == [], "months and editions may be added beside the sample, but not changed in it"


def test_the_same_arguments_give_the_same_bytes_and_another_seed_others(tmp_path):
    for name, seed in (("a", 3), ("b", 3), ("c", 4)):
        write_sample(tmp_path / name, seed=seed, council="other", months=4, rows=30)
    assert files_of(tmp_path / "a") == files_of(tmp_path / "b")
    assert files_of(tmp_path / "a") != files_of(tmp_path / "c")


def test_so_does_the_calibrated_sample(calibrated, another_seed, tmp_path):
    write_sample(tmp_path, seed=7)
    assert files_of(tmp_path) == files_of(another_seed.root)
    assert files_of(tmp_path) != files_of(calibrated.root)


def test_a_workbook_does_not_say_when_it_was_made(tmp_path):
    write_sample(tmp_path, months=1, rows=5, file_format="xlsx")
    (path,) = (tmp_path / "data" / "raw").glob("*/returns.xlsx")
    with zipfile.ZipFile(path) as book:
        assert {info.date_time for info in book.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"2000-01-01T00:00:00Z" in book.read("docProps/core.xml")


def test_a_workbook_holds_real_dates(tmp_path):
    from datetime import datetime

    from openpyxl import load_workbook

    write_sample(tmp_path, months=1, rows=5, file_format="xlsx")
    (path,) = (tmp_path / "data" / "raw").glob("*/returns.xlsx")
    header, row, *_ = load_workbook(path)["audits"].iter_rows(values_only=True)
    assert isinstance(row[header.index("allocated_on")], datetime)


def test_the_size_is_what_was_asked_for(tmp_path, plain_sample):
    made = write_sample(tmp_path, council="other", months=["2021-05", "2021-06"], areas=12, rows=500)
    sample = plain_sample(tmp_path)
    assert sample.months == ["2021-05", "2021-06"] == list(made.months) == list(made.editions)
    assert len(sample["audits"]) == 1000 == made.rows["audits"]
    assert len({row["area"] for row in sample["audits"]}) == 12
    assert {name: len(sample[name]) for name in made.rows} == made.rows


def test_the_councils_share_no_code_list_but_the_judgements():
    county, other = load_council("county"), load_council("other")
    for name in ("areas", "headings"):
        codes = [
            {vars(entry)[name.removesuffix("s") if name == "headings" else "code"] for entry in getattr(each, name)}
            for each in (county, other)
        ]
        assert codes[0].isdisjoint(codes[1])
    assert set(county.cohort_codes).isdisjoint(other.cohort_codes)
    assert {row["theme"] for row in county.themes}.isdisjoint(row["theme"] for row in other.themes)


def test_a_sample_is_labelled_as_synthetic(calibrated):
    label = (calibrated.root / "data" / "raw" / "README.md").read_text(encoding="utf-8")
    assert label.startswith("# Synthetic returns")
    assert "made up" in label.replace("**", "")


def test_an_earlier_sample_is_replaced_only_if_asked_and_then_wholly(tmp_path):
    write_sample(tmp_path, months=3, rows=5)
    with pytest.raises(UsageError, match="overwritten"):
        write_sample(tmp_path, months=1, rows=5)
    write_sample(tmp_path, months=1, rows=5, overwrite=True)
    assert [path.name for path in (tmp_path / "data" / "raw").iterdir() if path.is_dir()] == ["2020-02"]
    assert [path.name for path in (tmp_path / "editions").iterdir()] == ["2020-02.yml"]


@pytest.mark.parametrize("there", ["data/raw/2020-02/audits.csv", "data/reference/areas.csv", "editions/2020-02.yml"])
def test_what_is_not_a_sample_is_never_replaced(tmp_path, there):
    (tmp_path / there).parent.mkdir(parents=True)
    (tmp_path / there).write_text("ours")
    with pytest.raises(UsageError, match="not a sample"):
        write_sample(tmp_path, overwrite=True)
    assert (tmp_path / there).read_text() == "ours"
    assert [path.name for path in tmp_path.iterdir()] == [there.split("/")[0]]


def test_a_failure_leaves_the_earlier_sample_as_it_was(tmp_path, monkeypatch):
    write_sample(tmp_path, months=2, rows=5)
    before = files_of(tmp_path)
    monkeypatch.setattr("auditlib.sample.generate.edition_text", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        write_sample(tmp_path, months=1, rows=5, overwrite=True)
    assert files_of(tmp_path) == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["content", "data", "editions"]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"council": "nowhere"}, "no sample council 'nowhere'. Known: county, other"),
        ({"months": 0}, "at least one month"),
        ({"months": ["2020-01", "2020-03"]}, "follow one another"),
        ({"months": ["January"]}, "follow one another"),
        ({"rows": 0}, "at least one row"),
        ({"areas": 0}, "at least one area"),
        ({"areas": ["Same", "same"]}, "a name of its own"),
        ({"file_format": "ods"}, "not a format"),
        ({"file_format": "xlsx", "rows": 2_000_000}, "Ask for csv"),
        ({"seed": -1}, "seed"),
    ],
)
def test_what_makes_no_sense_is_refused_with_a_reason(tmp_path, options, message):
    with pytest.raises(UsageError, match=message):
        write_sample(tmp_path / "new", **options)
    assert not (tmp_path / "new").exists()


# Drawing ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("total", "weights", "parts"), [(10, (1, 1, 2), (3, 2, 5)), (0, (1, 2), (0, 0)), (3, (0, 0), (0, 0))]
)
def test_sharing_out_gives_whole_numbers_in_proportion(total, weights, parts):
    assert tuple(share_out(total, weights)) == parts


def test_sharing_out_within_limits_fills_what_is_left_elsewhere():
    assert tuple(share_out_within(10, (8, 1, 1), (4, 10, 2))) == (4, 4, 2)
    with pytest.raises(ValueError, match="more to share out"):
        share_out_within(5, (1, 1), (2, 2))


def test_choosing_takes_each_once_and_no_more_than_there_are():
    rng = Draw(1)
    assert sorted(order(rng, 5)) == [0, 1, 2, 3, 4]
    assert sorted(some_of(rng, np.arange(3), 9)) == [0, 1, 2]
    assert len(set(some_of(rng, np.arange(100), 40))) == 40
