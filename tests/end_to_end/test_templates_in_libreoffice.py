"""LibreOffice opens the template, has rows typed into it and saves it: what is read is what was typed."""

from __future__ import annotations

import csv
import shutil
import subprocess
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from auditlib.ingest import read_month
from auditlib.reference import load_code_lists
from auditlib.schema import RETURNS, Kind
from auditlib.template import template

SOFFICE = shutil.which("soffice")
MONTH, ROWS = "2020-02", 12
PLACES = ["source_file", "source_sheet", "source_row"]

pytestmark = pytest.mark.skipif(SOFFICE is None, reason="no LibreOffice on this machine (.ci/run installs it)")

_MACRO = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Module1" script:language="StarBasic">
Sub Type_In(template, cells, saved, kind)
  Dim hidden(0) As New com.sun.star.beans.PropertyValue
  hidden(0).Name = "Hidden" : hidden(0).Value = True
  book = StarDesktop.loadComponentFromURL(ConvertToURL(template), "_blank", 0, hidden())
  file = FreeFile
  Open cells For Input As #file
  Do While Not EOF(file)
    Line Input #file, one
    part = Split(one, Chr(9))
    book.Sheets.getByName(part(0)).getCellByPosition(CInt(part(2)), CInt(part(1))).FormulaLocal = part(3)
  Loop
  Close #file
  Dim how(0) As New com.sun.star.beans.PropertyValue
  how(0).Name = "FilterName" : how(0).Value = kind
  book.storeToURL(ConvertToURL(saved), how())
  book.close(True)
End Sub
</script:module>"""
_BRITISH = """<item oor:path="/org.openoffice.Setup/L10N"><prop oor:name="ooSetupSystemLocale" oor:op="fuse">
<value>en-GB</value></prop></item></oor:items>"""


def office(folder: Path, *arguments: str) -> None:
    """Run LibreOffice as a British user."""
    profile = f"-env:UserInstallation=file://{folder}/profile"
    subprocess.run([SOFFICE, profile, "--headless", *arguments], check=True, capture_output=True, timeout=240)


def with_macro(folder: Path) -> None:
    """Give the user the macro; LibreOffice writes a profile of its own over whatever is there when it first starts."""
    office(folder, "--terminate_after_init")
    user = folder / "profile" / "user"
    settings = user / "registrymodifications.xcu"
    settings.write_text(settings.read_text(encoding="utf-8").replace("</oor:items>", _BRITISH), encoding="utf-8")
    (user / "basic" / "Standard" / "Module1.xba").write_text(_MACRO, encoding="utf-8")


@pytest.fixture(scope="module")
def typed(tmp_path_factory, project_in):
    """A project, the rows of a month typed into its template, and saved by LibreOffice in both of its formats."""
    folder = tmp_path_factory.mktemp("office")
    project = project_in(folder / "project")
    raw = project.raw / MONTH
    lines = []
    for path in sorted(raw.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            header, *rows = csv.reader(file)
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([header, *rows[:ROWS]])
        dates = {column.name for column in RETURNS[path.stem].columns if column.kind is Kind.DATE}
        for number, row in enumerate(rows[:ROWS], start=1):
            for at, (name, value) in enumerate(zip(header, row, strict=True)):
                if name in dates and value:  # as a person types it
                    value = "/".join(reversed(value.split("-"))) if "-" in value else value
                if value:
                    lines.append(f"{path.stem}\t{number}\t{at}\t{value}")
    names = [path.stem for path in raw.glob("*.csv")]
    (folder / "cells.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (folder / "template.xlsx").write_bytes(template(load_code_lists(project), MONTH, names))
    with_macro(folder)
    for ending, kind in (("xlsx", "Calc MS Excel 2007 XML"), ("ods", "calc8")):
        given = ",".join(f'"{each}"' for each in (folder / "template.xlsx", folder / "cells.txt"))
        saved = folder / ending / f"returns.{ending}"
        saved.parent.mkdir()
        office(folder, f'macro:///Standard.Module1.Type_In({given},"{saved}","{kind}")')
    return folder, project, names


def test_what_was_typed_is_read_without_a_fault(typed):
    folder, project, names = typed
    lists = load_code_lists(project)
    sent = read_month(project, MONTH, lists, names)
    for path in (project.raw / MONTH).glob("*.csv"):
        path.unlink()
    shutil.copy(folder / "xlsx" / "returns.xlsx", project.raw / MONTH)
    read = read_month(project, MONTH, lists, names)
    assert [str(fault) for fault in read.faults] == [str(fault) for fault in sent.faults] == []
    for name in names:
        assert len(read.tables[name]) > 0
        pd.testing.assert_frame_equal(read.tables[name].drop(columns=PLACES), sent.tables[name].drop(columns=PLACES))


def offered(path: Path) -> dict[str, set[tuple[str, str]]]:
    """The columns in which each sheet offers a list, and which; LibreOffice ends them soon after the last row."""
    return {
        sheet.title: {
            (str(rule.sqref)[:2], rule.formula1.replace("'", ""))
            for rule in sheet.data_validations.dataValidation
            if rule.type == "list"
        }
        for sheet in openpyxl.load_workbook(path)
    }


def test_its_sheets_and_lists_are_still_there_after_it_was_saved(typed):
    folder, _, names = typed
    before, after = offered(folder / "template.xlsx"), offered(folder / "xlsx" / "returns.xlsx")
    assert all(before[name] for name in names)
    assert after == before


def test_a_spreadsheet_of_libreoffices_own_kind_is_refused_and_says_how_to_save_it(typed):
    folder, project, names = typed
    for path in (project.raw / MONTH).iterdir():
        path.unlink()
    shutil.copy(folder / "ods" / "returns.ods", project.raw / MONTH)
    faults = read_month(project, MONTH, load_code_lists(project), names).faults
    assert any("Excel" in str(fault.problem) and "returns.ods" in str(fault.problem) for fault in faults)
    office(folder, "--convert-to", "xlsx", "--outdir", str(project.raw / MONTH), str(folder / "ods" / "returns.ods"))
    (project.raw / MONTH / "returns.ods").unlink()
    read = read_month(project, MONTH, load_code_lists(project), names)
    assert [str(fault) for fault in read.faults] == []
    assert all(len(read.tables[name]) > 0 for name in names)
