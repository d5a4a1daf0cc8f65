"""``docs/reference/rules.md``, written from the suites so that it cannot be out of date.

Belongs here: the page as Markdown. A test compares it with the file; ``python -m auditlib.validate.rules_page``
writes the file anew.
"""

from __future__ import annotations

import inspect
import json
from collections.abc import Mapping
from pathlib import Path

from auditlib.atomic import write_whole
from auditlib.expectations import Rule, Suite, load_suites
from auditlib.expectations.suites import ADDED_COLUMNS, PARAMETERS
from auditlib.paths import Project
from auditlib.validate.wording import RETURN_NAMES, SEVERITY

_HEAD = """# Rules

<!-- Written by `python -m auditlib.validate.rules_page` from expectations/*.json; do not edit. -->

Every rule of every return: what is checked, what happens if it fails, and what whoever gets the row back should
do. How to change or add one is in [add a rule](../how-to/add-a-rule.md); what reading refuses before any rule is
asked has codes that begin with REA and a page of its own.

- **Must be corrected** (`critical`): the edition is not made, and the row is kept out of all figures.
- **Please check** (`warning`): the edition is made, and its data-quality notes list it.
- **For information** (`info`): nothing is wrong; somebody may want to know.

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


def write_rules_page(project: Project) -> Path:
    """Write the page of a project."""
    return write_whole(project.root / "docs" / "reference" / "rules.md", rules_markdown(load_suites(project)))


if __name__ == "__main__":
    print(write_rules_page(Project.find()))
