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


def declared(notebook: Mapping[str, Any]) -> set[str] | None:
    """The names to which the first cell tagged ``parameters`` gives a default value; None without such a cell.

    Raises
    ------
    SyntaxError
        The cell is not Python.
    """
    tagged = (cell for cell in notebook["cells"] if "parameters" in cell.get("metadata", {}).get("tags", []))
    cell = next(tagged, None)
    if cell is None:
        return None
    with _ONE_AT_A_TIME:
        body = ast.parse("".join(cell["source"])).body
    targets = [target for each in body if isinstance(each, ast.Assign) for target in each.targets]
    targets += [each.target for each in body if isinstance(each, ast.AnnAssign) and each.value is not None]
    return {target.id for target in targets if isinstance(target, ast.Name)}


def check(notebook: Mapping[str, Any], given: Iterable[str], shown: str) -> None:
    """Whether a notebook declares exactly the parameters that it will be given.

    Raises
    ------
    ConfigError
        One is not declared, or one that is declared would silently keep its default.
    """
    try:
        names = declared(notebook)
    except SyntaxError:
        what = "the cell tagged 'parameters' is not valid Python."
        raise ConfigError(what, "Write it as name = value.", shown) from None
    if names is None:
        do = "Tag the cell that holds the notebook's parameters."
        raise ConfigError("no cell is tagged 'parameters'.", do, shown)
    wanted, do = set(given), f"Its parameters are: {', '.join(sorted(names)) or 'none'}."
    missing = [f"the notebook does not declare the parameter '{name}'." for name in sorted(wanted - names)]
    more = [f"the build has no value for the parameter '{name}'." for name in sorted(names - wanted)]
    problems = [Problem(what, do, shown) for what in missing]
    problems += [Problem(what, "Remove it, or move it out of the cell tagged 'parameters'.", shown) for what in more]
    if problems:
        raise ConfigError(problems)
