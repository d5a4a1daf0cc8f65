"""The public form of an edition: each number is that of the form for staff, or hidden; it is signed and published.

``AUDITLIB_COUNCILS=9 pytest tests/end_to_end/test_public_edition.py`` tries nine councils drawn by their number instead
of one; a failure names the number.
"""

import csv
import json
import os
import random
import shutil
import zipfile
from collections import Counter

import lxml.etree
import lxml.html
import openpyxl
import pypdfium2
import pytest
from test_formats import numbers
from typer.testing import CliRunner

from auditlib import gates, website
from auditlib.cli import app
from auditlib.disclosure import MARK
from auditlib.errors import BuildError, ConfigError, UsageError
from auditlib.progress import progress_of
from auditlib.settings import FORMATS, load_edition
from auditlib.steps import disclosing
from auditlib.suppression import shown_ids

EDITION = "2020-02"
PUBLIC = f"{EDITION}-public"


@pytest.fixture(scope="module", params=range(int(os.environ.get("AUDITLIB_COUNCILS", "1"))))
def project(request, tmp_path_factory, project_in, small_build, build):
    """A small project whose edition has been built in both forms, with tables as CSV."""
    drawn = random.Random(request.param)
    size = {"months": drawn.randint(3, 9), "areas": drawn.randint(2, 6), "rows": drawn.randint(12, 60)}
    council = {"council": drawn.choice(["county", "other"]), "seed": request.param, "file_format": "csv"}
    folder = tmp_path_factory.mktemp("public") / "project"
    # The first is the one that other tests have.
    project = project_in(folder, **size, **council) if request.param else small_build.copy(folder)
    build(project, EDITION, formats=["csv"])
    build(project, PUBLIC, formats=FORMATS)
    return project


def said(project, command, code=0):
    done = CliRunner().invoke(app, [*command.split(), "--project", str(project.root)])
    assert done.exit_code == code, done.output
    return done.output


def printed(cell):
    """What a cell of the workbook shows."""
    if isinstance(cell.value, int | float) and "%" in cell.number_format:
        return f"{100 * cell.value:.{cell.number_format.count('0') - 1}f}"
    return "" if cell.value is None else str(cell.value)


def rows(folder, name):
    with (folder / "tables" / name).open(encoding="utf-8-sig", newline="") as file:
        return {row[0]: row[1:] for row in csv.reader(file)}


def facts(project, name):
    found = json.loads((project.build(name) / "facts.json").read_text(encoding="utf-8"))
    return {fact["id"]: fact for fact in (found["facts"] if isinstance(found, dict) else found)}


def test_each_cell_of_a_public_table_is_that_of_staff_or_hidden(project):
    staff, public = project.site(EDITION), project.site(PUBLIC)
    hidden = 0
    for path in sorted((public / "tables").glob("*.csv")):
        shown, whole = rows(public, path.name), rows(staff, path.name)
        for name in shown.keys() & whole.keys():
            for here, there in zip(shown[name], whole[name], strict=True):
                assert here in (there, MARK), (path.name, name)
                hidden += here == MARK
    assert hidden > 20


def read_back(project):
    """The facts whose values the public page of figures prints, by id, with what stands there."""
    page = lxml.html.parse(project.site(PUBLIC) / "figures.html")
    entries = page.xpath("//section[starts-with(@id, 'fact-')]")
    values = {
        one.get("id").removeprefix("fact-"): one.xpath("string(.//dt[.='Value']/following::dd[1])") for one in entries
    }
    return {name: value.partition(" (")[0] for name, value in values.items() if value != MARK}


def test_a_solver_that_has_all_figures_that_are_published_finds_no_small_count(project):
    subject, whole, read = gates.Subject(project, PUBLIC), gates.built_facts(project, EDITION), read_back(project)
    assert len(read) > 50
    assert {name: fact["display"] for name, fact in facts(project, PUBLIC).items() if name in read} == read
    subject.facts = gates.Facts(whole[name] for name in read)
    assert gates._disclosure(subject) == []
    subject.facts = gates.Facts(whole.values())
    assert gates._disclosure(subject)  # it would find some in what staff see


@pytest.mark.parametrize("name", ["report.docx", "report.pdf", "report.html", "tables.xlsx", "tables"])
def test_no_file_prints_a_number_that_the_public_page_does_not(project, name):
    path = project.site(PUBLIC) / name
    page = lxml.html.parse(project.site(PUBLIC) / "index.html")
    on_page = numbers(page.xpath("string(//body)"))
    files = sorted(path.glob("*.csv")) if path.is_dir() else [path]
    in_files = Counter()
    for file in files:
        if file.suffix == ".csv":
            texts = [file.read_text(encoding="utf-8-sig").replace(",", " ")]
        elif file.suffix == ".xlsx":
            texts = [printed(cell) for sheet in openpyxl.load_workbook(file) for row in sheet for cell in row]
        elif file.suffix == ".pdf":
            texts = [each.get_textpage().get_text_range() for each in pypdfium2.PdfDocument(file)]
        elif file.suffix == ".docx":
            with zipfile.ZipFile(file) as package:
                texts = list(lxml.etree.fromstring(package.read("word/document.xml")).itertext())
        else:
            texts = [lxml.html.parse(file).xpath("string(//body)")]
        in_files += numbers(" ".join(texts))
    known = {one.replace(",", "").rstrip("%") for one in on_page}
    assert len(in_files) > 10
    assert {one.replace(",", "").rstrip("%") for one in in_files} - known == set()


def test_a_charts_alternative_text_says_what_its_table_says_and_marks_what_is_hidden(project):
    page = lxml.html.parse(project.site(PUBLIC) / "index.html")
    charts = page.xpath("//figure[.//img]")
    marked = 0
    for chart in charts:
        said = chart.xpath("string(.//img/@alt)")
        beside = chart.xpath("string(.)") + chart.xpath("string(following-sibling::*[1])")
        assert numbers(said).keys() <= numbers(beside).keys(), said
        marked += f" {MARK}" in said
    assert charts and marked


def test_no_small_count_is_shown_and_what_is_hidden_has_no_value(project):
    whole, public = facts(project, EDITION), facts(project, PUBLIC)
    shown = {name: fact for name, fact in public.items() if not fact.get("withheld")}
    counts = {name: fact["value"] for name, fact in shown.items() if fact["unit"] == "count"}
    small = {name for name, value in counts.items() if value is not None and 1 <= value <= 5}
    assert {name.partition(".")[0] for name in small} <= {"actions"}  # which are not about children
    assert all(fact["value"] == whole[name]["value"] for name, fact in shown.items() if name in whole)
    hidden = [fact for fact in public.values() if fact.get("withheld")]
    assert hidden
    assert {(fact["value"], fact["numerator"], fact["denominator"], fact["display"]) for fact in hidden} == {
        (None, None, None, MARK)
    }


def test_what_a_change_is_made_of_is_for_staff(project):
    methods = {name: (project.site(name) / "methods.html").read_text() for name in (EDITION, PUBLIC)}
    assert "Changes in percentage points" in methods[EDITION]
    assert "Changes in percentage points" not in methods[PUBLIC]


def sign(project):
    for role, name in (("analyst", "Ada"), ("assurer", "Asim"), ("approver", "Ann")):
        printed = said(project, f"sign {PUBLIC} --as {role} --name {name}")
    assert f"Next: auditlib publish {PUBLIC} --to DIR" in printed


def test_the_public_form_is_signed_and_published_by_itself(project, tmp_path):
    web = tmp_path / "web"
    for_staff = {path: path.read_bytes() for path in project.site(EDITION).rglob("*") if path.is_file()}
    assert f"the analyst has not signed. Next: auditlib sign {PUBLIC}" in said(
        project, f"publish {PUBLIC} --to {web}", 5
    )
    sign(project)
    assert {path: path.read_bytes() for path in for_staff} == for_staff
    assert (progress_of(project, PUBLIC).signed, progress_of(project, EDITION).signed) == (
        ("analyst", "assurer", "approver"),
        (),
    )
    log = (project.build(EDITION) / "validation" / "qa-log-public.html").read_text()
    assert "public form" in log and "what is hidden" in log
    assert "Archive:   editions/published/2020-02-public.v1.json.gz, editions/published/2020-02.v1.json.gz" in said(
        project, f"publish {PUBLIC} --to {web}"
    )
    assert [one.version for one in disclosing.earlier(project, load_edition(project, PUBLIC))] == [1]
    assert gates.refusals(gates.Subject(project, PUBLIC)) == []  # the same may be published again
    assert website.verify(web / PUBLIC, project)[1] == []
    assert "Public edition: small numbers are hidden" in (web / "latest" / "index.html").read_text()
    assert f'href="{PUBLIC}/index.html"' in (web / "index.html").read_text()
    assert progress_of(project, PUBLIC).published == "version 1"
    assert f"{PUBLIC}  validated, built, signed off, published, version 1" in said(project, "status")
    # Readers of the one form never meet the other at an address near it.
    with pytest.raises(UsageError, match="holds public editions, and this is one for staff"):
        website.publish(web, gates.Subject(project, EDITION).edition, "1", {}, "", None, lambda *_: [])
    said(project, f"withdraw {PUBLIC} --from {web} --reason Wrong")
    assert "Wrong." in (web / PUBLIC / "index.html").read_text()


def test_a_public_form_that_gives_a_number_away_is_refused(project):
    """The gate looks at what is shown, not at what was decided: a figure that slipped through is named."""
    subject, whole = gates.Subject(project, PUBLIC), gates.built_facts(project, EDITION)
    decided = json.loads(project.disclosure(PUBLIC).read_text(encoding="utf-8"))
    slipped = next(name for name, why in decided["why hidden"].items() if why == "small")
    subject.facts = gates.Facts(whole[one] if one == slipped else fact for one, fact in subject.facts.items())
    assert f"the figure {slipped} is shown, or can be worked out" in "\n".join(map(str, gates.refusals(subject)))


def test_what_staffs_figures_were_made_from_makes_the_public_form_out_of_date(project):
    path = project.raw / EDITION / "comments.csv"
    before = path.read_bytes()
    try:
        path.write_bytes(before + b"\n")
        assert project.show(path) in progress_of(project, PUBLIC).changed
    finally:
        path.write_bytes(before)


def test_what_would_be_hidden_is_told_of_figures_in_its_commentary_too(project):
    whole, shown = gates.built_facts(project, EDITION), shown_ids(project, EDITION)
    small = next(
        fact.id for fact in whole.values() if fact.unit == "count" and fact.value == 1 and fact.id not in shown
    )
    assert small not in said(project, f"disclosure {EDITION}")
    folder = project.content(PUBLIC)
    folder.mkdir(parents=True)
    try:
        (folder / "practice.md").write_text(f"There was {{{{< fact {small} >}}}}.\n")
        assert f"{small}: a small count." in said(project, f"disclosure {EDITION}")
    finally:
        shutil.rmtree(folder)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (b"Caf\xe9.\n", f"content/{PUBLIC}/practice.md: the file is not UTF-8."),
        (b"::: {.column-margin}\nA word.\n:::\n", f"content/{PUBLIC}/practice.md line 1"),
    ],
)
def test_a_fault_of_its_commentary_is_named_where_it_is_written(project, build, text, says):
    folder = project.content(PUBLIC)
    folder.mkdir(parents=True)
    try:
        (folder / "practice.md").write_bytes(text)
        with pytest.raises((BuildError, ConfigError)) as caught:
            build(project, PUBLIC, formats=FORMATS)
        assert says in str(caught.value)
    finally:
        shutil.rmtree(folder)
