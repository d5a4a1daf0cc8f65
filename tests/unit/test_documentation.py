"""Pages of reference that are written from the code are up to date and leave nothing out; no link leads nowhere."""

from __future__ import annotations

import dataclasses
import re
import sys
from pathlib import Path

import pytest
from typer.main import get_command

from auditlib.cli import app
from auditlib.errors import ERROR_KINDS
from auditlib.expectations import load_suites
from auditlib.ingest import Code
from auditlib.measures.registry import MEASURES
from auditlib.paths import Project
from auditlib.reference import LISTS
from auditlib.schema import RETURNS
from auditlib.settings import Edition
from auditlib.suppression.thresholds import Thresholds

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))

import build_docs  # noqa: E402
import reference_pages  # noqa: E402


@pytest.fixture(scope="module")
def written() -> dict[Path, str]:
    return reference_pages.pages(Project(ROOT))


def test_pages_written_from_the_code_are_up_to_date(written):
    for path, text in written.items():
        assert path.read_text(encoding="utf-8") == text, f"{path.name}: run make docs"


def test_every_code_measure_rule_and_kind_of_ours_is_on_its_page(written):
    from auditlib.expectations.kinds import OWN_KINDS

    pages = {path.stem: text for path, text in written.items()}
    assert [code for code in (*Code, *ERROR_KINDS) if f"| {code} | " not in pages["errors"]] == []
    names = [each.name for measures in MEASURES.values() for each in measures]
    assert [name for name in names if f"| `{name}` | " not in pages["measures"]] == []
    rules = [rule.code for suite in load_suites(Project(ROOT)).values() for rule in suite.rules]
    assert [code for code in rules if f"| {code} | " not in pages["rules"]] == []
    assert [name for name, kind in OWN_KINDS.items() if f"**`{name}`**" not in pages["rules"] or not kind.__doc__] == []


def test_every_command_and_every_option_is_on_the_page(written):
    page = {path.stem: text for path, text in written.items()}["commands"]
    commands = get_command(app).commands
    assert len(commands) >= 20
    for name, command in commands.items():
        section = page.partition(f"\n## `auditlib {name}`\n")[2].partition("\n## ")[0]
        assert command.help in section
        options = [each for each in command.params if each.param_type_name == "option"]
        for option in (option for each in options for option in (*each.opts, *each.secondary_opts)):
            assert re.search(rf"^\* `.*{re.escape(option)}\b.*`: .", section, re.M), f"{name} {option}"


def test_every_return_and_column_is_on_the_page_and_every_list_with_its_columns(written):
    page = {path.stem: text for path, text in written.items()}["columns"]
    for each in RETURNS.values():
        section = page.partition(f"\n## `{each.name}`:")[2].partition("\n## ")[0]
        assert re.findall(r"^\| `(\w+)` \|", section, re.M) == each.column_names
        for column in each.columns:
            assert all(f"`{value}`" in section for value in column.values)
            assert not column.codelist or f"`data/reference/{column.codelist}.csv`" in section
    returns = (ROOT / "docs/reference/returns.md").read_text(encoding="utf-8")
    assert [name for name in LISTS if f"| `{name}.csv` | `{','.join(LISTS[name])}` |" not in returns] == []


def test_every_setting_is_on_the_page(written):
    page = {path.stem: text for path, text in written.items()}["settings"]
    names = [field.name for kind in (Edition, Thresholds) for field in dataclasses.fields(kind)]
    assert [name for name in names if f"| `{name}` | " not in page] == ["is_public"]  # said by no file


def test_every_error_that_is_raised_has_a_code_on_the_pages():
    """Codes stand nowhere but in the tables: any in the code is in one of them."""
    known = {*ERROR_KINDS, *Code}
    rules = (ROOT / "docs/reference/rules.md").read_text(encoding="utf-8")
    used: set[str] = set()
    for path in (ROOT / "src" / "auditlib").rglob("*.py"):
        used |= set(re.findall(r'"((?:REA|USE|RET|CFG|BLD|SYS|INT)-\d\d)"', path.read_text(encoding="utf-8")))
    assert len(used) > 30
    assert [code for code in used - known if code not in rules] == []


def test_no_link_of_a_page_leads_nowhere():
    """Links in the Markdown: to files that are there."""
    dead = []
    for source in build_docs.sources(Project(ROOT)):
        text = re.sub(r"```.*?```|`[^`\n]+`", "", (ROOT / source).read_text(encoding="utf-8"), flags=re.DOTALL)
        for target in re.findall(r"\]\((?!\w+:|#)([^)#\s]+)", text):
            if not (ROOT / source.parent / target).exists():
                dead.append(f"{source}: {target}")
        assert build_docs.title_of(text)
    assert dead == []


def test_a_page_of_the_documentation_has_the_reports_looks(monkeypatch):
    monkeypatch.chdir(ROOT)
    made = build_docs.rendered("# A page\n\n[Rules](../reference/rules.md#audits)\n", "A page", "../../")
    assert '<a href="../reference/rules.html#audits">Rules</a>' in made
    assert '<link rel="stylesheet" href="../../report.css">' in made
    assert '<a href="../../index.html">All documentation</a>' in made


def test_every_kind_of_documentation_is_there():
    folders = {folder for group in build_docs.KINDS.values() for folder in group}
    found = {path.parent.name for path in (ROOT / "docs").glob("*/*.md")}
    assert found <= folders
    assert {"tutorial", "how-to", "reference", "methods", "decisions"} <= found
