"""Which parameters a notebook declares.

papermill only logs a warning when a parameter is misspelt, and then computes the default month.
"""

from __future__ import annotations

import ast
import threading
from collections.abc import Iterable, Mapping
from typing import Any

from auditlib.errors import ConfigError, Problem

#: CPython 3.11 counts the depth of a syntax tree for all threads together: two that parse at once raise SystemError.
_ONE_AT_A_TIME = threading.Lock()


def parsed(source: str) -> ast.Module:
    """The syntax tree of a source text; safe to call from several threads.

    Raises
    ------
    SyntaxError
        The text is not Python.
    """
    with _ONE_AT_A_TIME:
        return ast.parse(source)


def cell_with_parameters(notebook: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The first cell tagged ``parameters``, the one after which papermill puts its own."""
    for cell in notebook["cells"]:
        if "parameters" in cell.get("metadata", {}).get("tags", []):
            return cell
    return None


def declared(notebook: Mapping[str, Any]) -> set[str]:
    """The names that the parameters cell gives a default value; empty without such a cell.

    Raises
    ------
    SyntaxError
        The cell is not Python.
    """
    cell = cell_with_parameters(notebook)
    if cell is None:
        return set()
    source = cell["source"]
    found: set[str] = set()
    for statement in parsed(source if isinstance(source, str) else "".join(source)).body:
        targets: Iterable[ast.expr] = ()
        if isinstance(statement, ast.Assign):
            targets = statement.targets
        elif isinstance(statement, ast.AnnAssign) and statement.value is not None:
            targets = (statement.target,)
        found.update(target.id for target in targets if isinstance(target, ast.Name))
    return found


def check(notebook: Mapping[str, Any], given: Iterable[str], shown: str) -> None:
    """Whether a notebook declares exactly the parameters that it will be given.

    Raises
    ------
    ConfigError
        One is not declared, or one that is declared would silently keep its default.
    """
    if cell_with_parameters(notebook) is None:
        raise ConfigError(
            Problem("no cell is tagged 'parameters'.", "Tag the cell that holds the notebook's parameters.", shown)
        )
    try:
        names = declared(notebook)
    except SyntaxError:
        raise ConfigError(
            Problem("the cell tagged 'parameters' is not valid Python.", "Write it as name = value.", shown)
        ) from None
    wanted = set(given)
    problems = [
        Problem(
            f"the notebook does not declare the parameter '{name}'.",
            f"Its parameters are: {', '.join(sorted(names)) or 'none'}.",
            shown,
        )
        for name in sorted(wanted - names)
    ]
    problems += [
        Problem(
            f"the build has no value for the parameter '{name}'.",
            "Remove it, or move it out of the cell tagged 'parameters'.",
            shown,
        )
        for name in sorted(names - wanted)
    ]
    if problems:
        raise ConfigError(problems)
