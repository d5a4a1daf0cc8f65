"""Nothing twice: for every kind of input, what is done again when it changes, and nothing else.

Where it matters which notebooks run again, the whole report is built; where all do or none, a short one.
"""

from __future__ import annotations

import json
import os
from datetime import date, timedelta
from pathlib import Path

import pytest

from auditlib.expectations import inputs_of, load_suites
from auditlib.parts import PARTS
from auditlib.validate import Waiver, record_waiver

EDITION = "2020-02"
MONTHS = ("2019-12", "2020-01", "2020-02")
NOTEBOOKS = {
    f"notebook {name}"
    for name in (
        "area_breakdown",
        "compliance",
        "moderation",
        "practice_themes",
        "reaudits",
        "summary",
        "supervision_themes",
    )
}
#: Those that count remarks.
OF_REMARKS = {"notebook practice_themes", "notebook reaudits", "notebook summary", "notebook supervision_themes"}
SUITES = {
    f"validate {name}" for name in ("audits", "reaudits", "moderations", "reflections", "supervision", "comments")
}
READS = {f"read {month}" for month in MONTHS}
#: What follows from the rows in any case.
OF_ROWS = {"validation", "reports", "clean"}
#: What follows from the facts.
OF_FACTS = {"facts", "workspace", "archive", "render", "formats", "publish"}
#: The notebooks of the short report.
SHORT = {"notebook area_breakdown", "notebook compliance", "notebook moderation"}
EVERYTHING = READS | SUITES | SHORT | OF_ROWS | OF_FACTS


@pytest.fixture
def project(as_built):
    return as_built


@pytest.fixture
def again(project, build):
    """Build again and tell what was done."""
    return lambda **options: set(build(project, EDITION, **options).done)


@pytest.fixture
def short(short_built):
    return short_built


@pytest.fixture
def short_again(short, build):
    """Build the short report again and tell what was done."""
    return lambda **options: set(build(short, EDITION, **options).done)


def edit(path: Path, old: str, new: str) -> None:
    """Change the first place where a file says something."""
    text = path.read_bytes().decode()
    assert old in text
    path.write_bytes(text.replace(old, new, 1).encode())


def suites_that_look_at(project, name: str) -> set[str]:
    return {f"validate {suite}" for suite, content in load_suites(project).items() if name in inputs_of(content)}


def asked_for(project, notebook: str) -> set[str]:
    """The parts of the rows that a notebook's record names."""
    record = json.loads((project.build(EDITION) / "manifest.json").read_text())
    inputs = record["steps"][f"notebook {notebook}"]["inputs"]
    return {Path(path).stem for path in inputs if "/rows/" in path}


def test_nothing_changed(short_again):
    assert short_again() == set()


def test_files_only_touched(short_again, short):
    for path in short.root.rglob("*.csv"):
        os.utime(path)
    assert short_again() == set()


def test_one_remark_reworded(again, project):
    path = project.raw / "2020-02" / "comments.csv"
    lines = path.read_text().splitlines(keepends=True)
    path.write_text("".join([*lines[:-1], lines[-1].replace(",no\n", ",yes\n")]))
    if lines[-1].endswith(",yes\n"):
        path.write_text("".join([*lines[:-1], lines[-1].replace(",yes\n", ",no\n")]))
    done = again()
    checked = suites_that_look_at(project, "comments")
    assert "validate comments" in checked
    assert checked != SUITES
    assert done - {"publish"} == {"read 2020-02"} | checked | OF_ROWS | OF_REMARKS | OF_FACTS - {"publish"}


def test_a_return_saved_anew_with_the_same_rows(again, project):
    path = project.raw / "2020-01" / "audits.csv"
    path.write_bytes(path.read_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))
    done = again()
    # Where the rows came from and what they were compared with is looked at again; the rows are the same.
    assert done - SUITES == {"read 2020-01"} | OF_ROWS


def test_an_audit_corrected_in_a_month_before(again, project):
    path = project.raw / "2020-01" / "audits.csv"
    rows = path.read_text().splitlines(keepends=True)
    swapped = {"Good": "Requires Improvement", "Requires Improvement": "Good"}
    for number, row in enumerate(rows[1:], start=1):
        judgement = row.rstrip("\r\n").rpartition(",")[2]
        reference = row.partition(",")[0]
        moderated = (project.raw / "2020-01" / "moderations.csv").read_text()
        if judgement in swapped and reference not in moderated:
            rows[number] = row.replace(judgement, swapped[judgement])
            break
    else:
        pytest.fail("no such audit")
    path.write_text("".join(rows))
    done = again()
    assert {"read 2020-01", "validate audits"} | OF_ROWS | OF_FACTS <= done
    # Re-audits and reflection sheets are counted against audits; supervision is not.
    assert done & NOTEBOOKS == NOTEBOOKS - {"notebook supervision_themes"}
    assert not done & {"read 2019-12", "read 2020-02"}
    assert "validate supervision" not in done


def test_a_reference_that_remarks_must_not_name(again, project):
    """A new reference in any return may be named in a remark, so every notebook that quotes remarks looks again."""
    path = project.raw / "2020-02" / "moderations.csv"
    lines = path.read_text().splitlines(keepends=True)
    moderator = lines[-1].split(",")[2]
    path.write_text("".join([*lines[:-1], lines[-1].replace(f",{moderator},", ",MOD-NEW,")]))
    assert again() & NOTEBOOKS == {"notebook moderation"} | OF_REMARKS


def test_a_notebook_that_begins_to_ask_for_more(again, project):
    """What a notebook asks for is known when it has run; what it asked for then decides the next time."""
    edit(project.notebooks / "supervision_themes.ipynb", "data = load(edition)", "data = load(edition); data.rejected")
    assert again() & NOTEBOOKS == {"notebook supervision_themes"}
    assert asked_for(project, "supervision_themes") == {"supervision", "comments", "references", "rejected"}


def test_a_notebook_that_does_not_say_what_it_asks_for(again, project):
    """It is taken to depend on all rows."""
    silent = "import os; del os.environ['AUDITLIB_ASKED_FOR']; data = load(edition)"
    edit(project.notebooks / "supervision_themes.ipynb", "data = load(edition)", silent)
    assert again() & NOTEBOOKS == {"notebook supervision_themes"}
    assert asked_for(project, "supervision_themes") == set(PARTS)


def test_commentary(short_again, short):
    content = short.content(EDITION)
    content.mkdir(parents=True, exist_ok=True)
    (content / "introduction.md").write_text("Thank you to all who took part.\n")
    assert short_again() == {"workspace", "render", "formats", "publish"}
    assert "Thank you to all who took part." in (short.site(EDITION) / "index.html").read_text()
    (content / "introduction.md").unlink()
    assert short_again() == {"workspace", "render", "formats", "publish"}


def test_standing_prose(short_again, short):
    edit(short.root / "report.qmd", "# Moderation", "# Moderation of audits")
    assert short_again() == {"facts", "workspace", "render", "formats", "publish"}


def test_looks(short_again, short):
    style = next((short.root / "assets").glob("*.css"))
    style.write_text(style.read_text() + "\nmain { max-width: 41rem; }\n")
    assert short_again() == {"workspace", "render", "formats", "publish"}


def test_a_notebook(again, project):
    edit(project.notebooks / "moderation.ipynb", "# Moderation", "# About moderation")
    done = again()
    assert done & NOTEBOOKS == {"notebook moderation"}
    assert not done & (READS | SUITES | OF_ROWS)


def test_every_notebook_depends_on_the_edition_and_on_every_code_list(small_build):
    """That a change to one of them runs a notebook again, the short report shows."""
    project = small_build.project
    steps = json.loads((project.build(EDITION) / "manifest.json").read_text())["steps"]
    assert steps.keys() == READS | SUITES | NOTEBOOKS | OF_ROWS | OF_FACTS
    given = {project.show(path) for path in project.reference.glob("*.csv")} | {f"editions/{EDITION}.yml"}
    assert len(given) > 4
    for name in NOTEBOOKS:
        assert given <= steps[name]["inputs"].keys(), name


def test_a_code_list(short_again, short):
    path = short.reference / "teams.csv"
    lines = path.read_text().splitlines()
    path.write_text("\n".join([lines[0], *reversed(lines[1:])]) + "\n")
    done = short_again()
    assert done >= READS | SUITES | SHORT | OF_ROWS


def test_an_expectation(short_again, short):
    path = short.expectations / "reflections.json"
    suite = json.loads(path.read_text())
    suite["expectations"][-1]["description"] = "Something else, in other words."
    path.write_text(json.dumps(suite))
    # The rows that are let through are the same, so nothing after that is done again.
    assert short_again() == {"validate reflections"} | OF_ROWS


def test_the_edition(short_again, short):
    edit(short.editions / f"{EDITION}.yml", "title: Audit Highlights Report", "title: Audit Highlights")
    done = short_again()
    assert not done & READS
    assert {"workspace", "render", "formats", "publish"} <= done
    assert "<title>Audit Highlights:" in (short.site(EDITION) / "index.html").read_text()


def test_which_returns_a_month_must_have(short_again, short):
    edit(short.editions / f"{EDITION}.yml", "2020-02: [audits, reaudits,", "2020-02: [audits,")
    assert short_again() & READS == {"read 2020-02"}


def test_a_waiver(short_again, short):
    code = load_suites(short)["audits"].rules[0].code
    today = date.today()
    record_waiver(short, EDITION, Waiver(code, "known", "A N Other", today + timedelta(days=9), today), [code])
    assert short_again() == OF_ROWS


def test_something_that_is_no_month(short_again, short):
    (short.raw / "README.txt").write_text("what lies here is explained")
    assert short_again() == set()


@pytest.mark.parametrize(
    ("lost", "done"),
    [
        (f"site/{EDITION}/index.html", {"publish"}),
        (f"build/{EDITION}/report.html", {"render"}),
        (f"build/{EDITION}/formats/report.html", {"formats"}),
        (f"build/{EDITION}/notebooks/moderation.ipynb", {"notebook moderation"}),
        (f"build/{EDITION}/facts.json", {"facts"}),
        (f"build/{EDITION}/_variables.yml", {"workspace"}),
        (f"build/{EDITION}/validation/rows-to-return.xlsx", {"reports"}),
        (f"build/{EDITION}/validation/validation.json", {"validation"}),
        (f"build/{EDITION}/as-published.json", {"archive"}),
        (f"build/{EDITION}/rows/audits.json", {"clean"}),
        (f"build/{EDITION}/validation/results/audits.json", {"validate audits"}),
        (f"data/processed/{EDITION}/audits.parquet", {"clean"}),
        (f"build/{EDITION}/received/2020-01/audits.arrow", {"read 2020-01"}),
    ],
)
@pytest.mark.parametrize("how", ["deleted", "changed"])
def test_what_a_step_made(short_again, short, lost, done, how):
    path = short.root / lost
    before = path.read_bytes()
    if how == "deleted":
        path.unlink()
    else:
        path.write_bytes(before[:-1])
    assert short_again() == done
    assert path.suffix == ".xlsx" or path.read_bytes() == before


def test_the_record_is_lost_or_damaged(short_again, short):
    record = short.build(EDITION) / "manifest.json"
    record.write_text(record.read_text()[:-100])
    assert short_again() == EVERYTHING


def test_fresh_does_everything(short_again, short):
    page = (short.site(EDITION) / "index.html").read_bytes()
    assert short_again(fresh=True) == EVERYTHING
    assert (short.site(EDITION) / "index.html").read_bytes() == page
    assert short_again() == set()


def test_another_edition_built_in_between(again, project, build):
    build(project, "2020-01")
    # It was not published before; the one notebook that says what differs from it has to look.
    assert again() == {"notebook compliance"} | OF_FACTS
    build(project, "2020-01")
    assert again() == set()


def test_the_project_moved_elsewhere(small_build, build, tmp_path):
    assert build(small_build.copy(tmp_path / "moved"), EDITION).done == ()
