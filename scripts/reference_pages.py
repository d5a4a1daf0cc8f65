"""Pages of ``docs/reference/`` that are written from the code, so that they cannot be out of date.

Belongs here: the pages as Markdown. A test compares them with the files; ``make docs`` writes them anew.
"""

from __future__ import annotations

import dataclasses
import inspect
import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from typer import Context
from typer.cli import get_docs_for_click
from typer.main import get_command

from auditlib.cli import app
from auditlib.errors import ERROR_KINDS
from auditlib.expectations import Rule, Suite, load_suites
from auditlib.expectations.suites import ADDED_COLUMNS, PARAMETERS
from auditlib.ingest import Code
from auditlib.measures.registry import MEASURES
from auditlib.paths import Project
from auditlib.schema import RETURNS, Kind
from auditlib.settings import FORMATS, PROFILES, Edition
from auditlib.suppression.thresholds import Thresholds
from auditlib.validate.wording import RETURN_NAMES, SEVERITY

_CODES = ("Code", "What it means", "What to do")
_HEAD = """# Rules

<!-- Written by `make docs` from expectations/*.json; do not edit. -->

Every rule of every return: what is checked, what happens if it fails, and what the sender of the row should
do. How to change or add one is in [add a rule](../how-to/add-a-rule.md); what reading refuses before any rule is
asked has codes that begin with REA and a page of its own.

- **Must be corrected** (`critical`): the edition is not made, and the row is kept out of all figures.
- **Please check** (`warning`): the edition is made, and its data-quality notes list it.
- **For information** (`info`): nothing is wrong; it may be good to know.

"""


def rules_markdown(suites: Mapping[str, Suite]) -> str:
    """The page."""
    rules = sum(len(suite.rules) for suite in suites.values())
    parts = [_HEAD, f"There are {rules} rules.\n"]
    for name, suite in suites.items():
        parts.append(f"\n## {RETURN_NAMES[name]}\n\nSuite: `expectations/{name}.json`\n\n")
        parts.append(
            "| Rule | What is checked | If it fails | What to do | Kind of expectation |\n|---|---|---|---|---|\n"
        )
        parts += [_line(rule) for rule in suite.rules]
    return "".join(parts) + _kinds()


def _line(rule: Rule) -> str:
    kind = f"`{rule.type}`"
    arguments = ", ".join(
        f"where {_condition(value)}" if key == "row_condition" else f"{key} = {_short(value)}"
        for key, value in rule.kwargs.items()
    )
    cells = (rule.code, rule.description, SEVERITY[rule.severity], rule.what_to_do)
    text = " | ".join(_cell(cell) for cell in cells)
    return f"| {text} | {kind}" + (f": {_cell(arguments)}" if arguments else "") + " |\n"


def _short(value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, dict) and set(value) == {"$PARAMETER"}:
        return f"${value['$PARAMETER']}"
    return json.dumps(value, ensure_ascii=False)


def _condition(condition: object) -> str:
    """A row condition in words, as far as it is a simple one."""
    if isinstance(condition, dict) and isinstance(condition.get("column"), dict):
        column = condition["column"].get("name")
        if condition.get("type") == "nullity":
            return f"{column} is {'blank' if condition.get('is_null') else 'filled in'}"
        return f"{column} {condition.get('operator')} {_short(condition.get('parameter'))}"
    return json.dumps(condition, ensure_ascii=False)


def _cell(text: str) -> str:
    return text.replace("\\", "\\\\").replace("|", "\\|").replace("*", "\\*").replace("$", "\\$").replace("\n", " ")


def _kinds() -> str:
    """Our own kinds of expectation, from their docstrings, and what a suite may refer to."""
    from auditlib.expectations.engine import great_expectations

    great_expectations()
    from auditlib.expectations.kinds import OWN_KINDS

    parts = [
        "\n## Our own kinds of expectation\n\n"
        "A suite may use every kind that Great Expectations has, and these. `row_condition` works with all of them.\n\n"
    ]
    for name, kind in OWN_KINDS.items():
        text = " ".join(inspect.cleandoc(kind.__doc__ or "").split()).replace("``", "`")
        parts.append(f"- **`{name}`** ({_arguments(kind)}): {text}\n")
    given = ", ".join(f"`{name}`" for name in PARAMETERS)
    added = ", ".join(f"`{name}`" for name in ADDED_COLUMNS)
    parts.append(
        "\n## What a suite may refer to\n\n"
        f'- An edition gives these to `{{"$PARAMETER": "…"}}`: {given}.\n'
        f"- Besides its own columns every return has {added}.\n"
        "- Another return's column is written `return.column`, as in `audits.audit_ref`.\n"
    )
    return "".join(parts)


def _arguments(kind: type) -> str:
    names = []
    for name in kind.success_keys:  # type: ignore[attr-defined]
        field = kind.__fields__[name]  # type: ignore[attr-defined]
        default = "optional" if field.default in (None, []) else _short(field.default)
        names.append(f"`{name}`" if field.required else f"`{name}`: {default}")
    return ", ".join(names) or "no arguments"


def errors_markdown() -> str:
    """Every code that a message may begin with."""
    return (
        "# Codes of errors\n\n<!-- Written by `make docs` from the code; do not edit. -->\n\n"
        "Every message begins with a code. Three letters of a return and a number, such as AUD-07, are a rule:\n"
        "[rules](rules.md). All others are these; exit codes are with [the command line](command-line.md#exit-codes).\n"
        "Codes never change their meaning, and one that is no longer used is not given to anything else.\n\n"
        "## Reading returns\n\nMore on it: [how returns are read](reading.md).\n\n"
        + _table(_CODES, [(code, code.means, code.do) for code in Code])
        + "\n## Everything else\n\n"
        + _table(_CODES, [(kind.code, kind.means, kind.do) for kind in ERROR_KINDS.values()])
    )


def commands_markdown() -> str:
    """Every command with its arguments and options, as typer documents them."""
    group = get_command(app)
    commands = group.commands  # type: ignore[attr-defined]
    parts = [
        "# Commands\n\n<!-- Written by `make docs` from the code; do not edit. -->\n\n"
        "What holds for all of them, and exit codes: [the command line](command-line.md).\n\n",
        _table(("Command", "Does"), [(f"[`{name}`](#auditlib-{name})", each.help) for name, each in commands.items()]),
    ]
    for name, command in commands.items():
        told = get_docs_for_click(obj=command, ctx=Context(command), indent=1, name=name, call_prefix="auditlib")
        parts.append("\n" + told.rstrip() + "\n")
    return "".join(parts)


def columns_markdown() -> str:
    """Every return with its columns."""
    parts = [
        "# The columns of each return\n\n<!-- Written by `make docs` from src/auditlib/schema.py; do not edit. -->\n\n"
        "How they are written and counted: [the returns](returns.md). A code may be written as its code, its name or\n"
        "an alias. References and free text are shown nowhere; of texts, only a remark marked for it is published.\n"
    ]
    for each in RETURNS.values():
        parts.append(f"\n## `{each.name}`: one row for each {each.row.removeprefix('one ')}\n\n")
        rows = []
        for column in each.columns:
            values = ", ".join(f"`{value}`" for value in column.values)
            if column.codelist:
                values = f"`data/reference/{column.codelist}.csv`"
            elif column.kind is Kind.CODES:
                values += ", separated by `;`"
            rows.append((f"`{column.name}`", column.kind, "yes" if column.blank else "no", column.meaning, values))
        parts.append(_table(("Column", "Kind", "May be blank", "Meaning", "Allowed"), rows))
    return "".join(parts)


def measures_markdown() -> str:
    """Every measure with what it counts, out of what, and where it is shown."""
    parts = [
        "# Measures\n\n<!-- Written by `make docs` from src/auditlib/measures/measures.csv; do not edit. -->\n\n"
        "Every number of the report is one of these for a period and, where there are groups, a group. A fact's id is\n"
        "the measure's name, the period (`2020-02`, `edition`, `programme`), and the groups.\n"
        "[Add a measure](../how-to/add-a-measure.md) says how one is added.\n"
    ]
    for topic, measures in MEASURES.items():
        parts.append(f"\n## {topic.capitalize()}\n\n")
        rows = []
        for each in measures:
            groups = ", ".join([*(split.column for split in each.splits), *(["area"] if each.by_area else [])])
            cell = each.cell.removeprefix("notebooks/")
            rows.append((f"`{each.name}`", each.unit, each.counts, each.out_of, each.excludes, groups, f"`{cell}`"))
        parts.append(_table(("Name", "Unit", "Counts", "Out of", "Excludes", "Groups", "Notebook and cell"), rows))
    return "".join(parts)


def settings_markdown() -> str:
    """Every setting of an edition's file and of the public profile, and the variables of the environment."""
    required = {field.name for field in dataclasses.fields(Edition) if field.default is dataclasses.MISSING}
    rows = [
        (f"`{name}`", "yes" if name in required - {"expects"} else "no", meaning)
        for name, meaning in _parameters(Edition)
        if name != "is_public"  # which follows from the name
    ]
    thresholds = [(f"`{name}`", meaning) for name, meaning in _parameters(Thresholds)]
    return (
        "# Settings\n\n<!-- Written by `make docs` from the code; do not edit. -->\n\n## An edition's file\n\n"
        "`editions/<edition>.yml`. Months are written `2020-02`, days `2020-03-13`; profiles are "
        f"{', '.join(f'`{each}`' for each in PROFILES)} and formats {', '.join(f'`{each}`' for each in FORMATS)}.\n\n"
        + _table(("Setting", "Needed", "Meaning"), rows)
        + "\n## What the public profile hides\n\n"
        "`data/reference/disclosure.yml`, below `public:`; without that file, the thresholds of "
        "[disclosure control](../methods/disclosure.md).\n\n"
        + _table(("Setting", "Meaning"), thresholds)
        + "\n## Variables of the environment\n\n"
        + _table(("Variable", "Meaning"), _VARIABLES)
    )


_VARIABLES = [
    ("`QUARTO_PATH`", "Where Quarto's program is, if not on `PATH`."),
    ("`AUDITLIB_DEBUG`", "`1` shows tracebacks of faults in auditlib; they may hold data."),
    ("`AUDITLIB_KERNELS`", "`ordinary` runs notebooks in ordinary kernels, as on systems that cannot fork."),
    ("`NO_COLOR`", "Set to anything: no colours in the terminal."),
]


def _parameters(described: type) -> list[tuple[str, str]]:
    """Names and meanings from the section *Parameters* of a numpy docstring; names told together get a row each."""
    found: list[tuple[list[str], list[str]]] = []
    for line in inspect.cleandoc(described.__doc__ or "").partition("----------\n")[2].splitlines():
        if line.startswith(" "):
            found[-1][1].append(line.strip())
        elif line.strip():
            found.append((line.split(", "), []))
    link = re.compile(r":\w+:`(\w+)`")
    return [(name, link.sub(r"\1", " ".join(words))) for names, words in found for name in names]


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *(tuple(_cell(cell) for cell in row) for row in rows)]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def pages(project: Project) -> dict[Path, str]:
    """Every page that is written from the code, by its file."""
    folder = project.root / "docs" / "reference"
    return {
        folder / "rules.md": rules_markdown(load_suites(project)),
        folder / "commands.md": commands_markdown(),
        folder / "columns.md": columns_markdown(),
        folder / "errors.md": errors_markdown(),
        folder / "measures.md": measures_markdown(),
        folder / "settings.md": settings_markdown(),
    }
