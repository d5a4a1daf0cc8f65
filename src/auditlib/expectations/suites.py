"""The suites of ``expectations/``: Great Expectations' own JSON, read and checked without starting it.

A fault of a whole file (not JSON, empty, a code twice) is a ConfigError. A fault of one rule (a misspelt column, say)
is kept with the rule, which then counts as not run: a failure, never a pass.
"""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from auditlib.atomic import write_whole
from auditlib.errors import ConfigError, Problem, did_you_mean
from auditlib.paths import Project
from auditlib.reference import LISTS
from auditlib.schema import RETURNS

SEVERITIES = ("critical", "warning", "info")
#: Columns that a table has besides those of its return when it is validated.
ADDED_COLUMNS = ("folder_month", "source_file", "source_sheet", "source_row")
#: What an edition gives to a suite's ``{"$PARAMETER": …}``.
PARAMETERS = (
    *LISTS,
    *("months", "programme_months", "programme_start", "last_month", "programme_first_day", "cut_off"),
)
_CODE = re.compile(r"^[A-Z]{2,5}-\d{2,3}$")
_READING_CODES = "REA-"
_ELSEWHERE = re.compile(r"^([A-Za-z_-]+)\.([A-Za-z_]+)$")
_KEYS = {"type", "kwargs", "meta", "severity", "description", "notes", "id"}
_SUITE_KEYS = {"name", "expectations", "meta", "notes", "id", "suite_parameters"}


@dataclass(frozen=True, slots=True)
class Rule:
    """One expectation of a suite."""

    code: str  # ``AUD-07``; the same rule has the same code for good
    type: str
    kwargs: dict[str, Any]
    severity: str
    description: str
    what_to_do: str
    columns: tuple[str, ...]  # columns of the return that the rule looks at
    fault: str  # why the rule cannot be run; empty if nothing is known against it
    configuration: dict[str, Any]  # the expectation as it stands in the suite


@dataclass(frozen=True, slots=True)
class Suite:
    """The rules of one return, in the order of its file, and the file's content."""

    name: str
    file: str
    rules: tuple[Rule, ...]
    content: dict[str, Any] = field(repr=False)


def inputs_of(suite: Suite) -> set[str]:
    """The returns on whose rows a suite's results depend: its own and every ``return.column`` it names."""
    places = (_ELSEWHERE.match(text) for rule in suite.rules for _, text in _strings(rule.kwargs))
    return {suite.name, *(place[1] for place in places if place and place[1] in RETURNS)}


def suite_path(project: Project, name: str) -> Path:
    """Where the suite of a return is."""
    return project.expectations / f"{name}.json"


def load_suites(project: Project) -> dict[str, Suite]:
    """Read the suites of all returns.

    Raises
    ------
    ConfigError
        A suite is missing, empty or not as it should be, or there is a suite of no return. All faults are listed.
    """
    faults: list[Problem] = []
    suites = {}
    for name in RETURNS:
        try:
            suites[name] = load_suite(project, name)
        except ConfigError as error:
            faults.extend(error.problems)
    for path in sorted(project.expectations.glob("*.json")):
        if path.stem not in RETURNS:
            faults.append(Problem(f"'{path.stem}' is not a return.", _nearest(path.stem, RETURNS), project.show(path)))
    faults.extend(_codes_twice(suites))
    if faults:
        raise ConfigError(faults)
    return suites


def load_suite(project: Project, name: str) -> Suite:
    """Read the suite of one return; raises ConfigError with all its faults."""
    path = suite_path(project, name)
    return suite_from(_read_json(path, project.show(path)), name, project.show(path))


def suite_from(content: object, name: str, file: str) -> Suite:
    """Check the suite of the return `name`, given as JSON; `file` is what messages call it.

    Raises
    ------
    ConfigError
        It is empty or not as it should be; all its faults are listed.
    """
    if not isinstance(content, dict):
        raise ConfigError("the suite is not a JSON object.", "Compare it with another suite.", file)
    faults = [
        Problem(f"there is no key '{key}' in a suite.", _nearest(key, _SUITE_KEYS), file)
        for key in content
        if key not in _SUITE_KEYS
    ]
    if content.get("name") != name:
        faults.append(Problem("'name' is not the suite's return.", f'Write "name": "{name}".', file))
    entries = content.get("expectations")
    if not isinstance(entries, list) or not entries:
        what = "the suite has no expectations, so nothing would be checked."
        raise ConfigError([*faults, Problem(what, "Restore the file, or add an expectation.", file)])
    rules = []
    for number, entry in enumerate(entries, start=1):
        found = _faults_of(entry, number, file)
        faults.extend(found)
        if not found:
            rules.append(_rule(entry, name))
    if faults:
        raise ConfigError(faults)
    suite = Suite(name, file, tuple(rules), content)
    if twice := _codes_twice({name: suite}):
        raise ConfigError(twice)
    return suite


def write_suite(project: Project, suite: Suite) -> Path:
    """Write a suite back to its file, whole or not at all."""
    return write_whole(suite_path(project, suite.name), json.dumps(suite.content, indent=2, ensure_ascii=False) + "\n")


def _read_json(path: Path, shown: str) -> object:
    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, value in pairs:
            if key in found:
                raise ConfigError(f"the key '{key}' stands twice in one place.", "Keep one.", shown)
            found[key] = value
        return found

    try:
        return json.loads(path.read_text(encoding="utf-8-sig"), object_pairs_hook=once)
    except FileNotFoundError:
        do = "Restore it: without it, nothing would be checked."
        raise ConfigError("the suite is missing.", do, shown) from None
    except UnicodeDecodeError:
        raise ConfigError("the suite is not UTF-8.", "Save it as UTF-8.", shown) from None
    except json.JSONDecodeError as error:
        what = f"not valid JSON: {error.msg[:1].lower()}{error.msg[1:]}."
        do = "Look for a missing or extra comma, quote or bracket here or in the line above."
        raise ConfigError(what, do, shown, row=error.lineno) from None


def _faults_of(entry: object, number: int, file: str) -> list[Problem]:
    """What is wrong with one expectation's entry, whatever its type; `number` counts from 1."""
    if not isinstance(entry, dict):
        return [Problem(f"expectation {number} is not a JSON object.", "Compare it with another.", file)]
    meta: dict[str, Any] = entry["meta"] if isinstance(entry.get("meta"), dict) else {}
    code = meta.get("code", "")
    which = f"expectation {number}" + (f" ({code})" if code else "")
    faults = []

    def fault(what: str, do: str) -> None:
        faults.append(Problem(f"{which}: {what}", do, file))

    for key in entry:
        if key not in _KEYS:
            fault(f"there is no key '{key}'.", _nearest(key, _KEYS))
    if not isinstance(code, str) or not _CODE.match(code):
        fault("it has no code.", 'Add "meta": {"code": "AUD-40", …}: letters, a hyphen and a number.')
    elif code.startswith(_READING_CODES):
        fault("codes that begin with REA are those of reading.", "Give it the letters of its suite.")
    for key, example in (("type", "expect_column_values_to_not_be_null"), ("description", "Every audit has an area.")):
        if not isinstance(entry.get(key), str) or not entry[key].strip():
            fault(f"it has no {key}.", f'Add "{key}": "{example}".')
    if not isinstance(meta.get("what_to_do"), str) or not meta["what_to_do"].strip():
        fault("it does not say what to do.", 'Add "what_to_do" to its "meta".')
    if not set(re.findall(r"\{(.*?)\}", str(meta.get("found", "")))) <= {"failed", "checked", "have"}:
        fault('its "found" has a name that is not known.', "Use {failed}, {checked} and {have} (has or have).")
    if entry.get("severity") not in SEVERITIES:
        fault("it has no severity.", f'Add "severity": one of {", ".join(SEVERITIES)}.')
    if not isinstance(entry.get("kwargs"), dict):
        fault("it has no kwargs.", 'Add "kwargs": {…}.')
    return faults


def _rule(entry: dict[str, Any], name: str) -> Rule:
    kwargs = entry["kwargs"]
    columns = [text for key, text in _strings(kwargs) if key.startswith("column") or key.endswith("_column")]
    known = [*RETURNS[name].column_names, *ADDED_COLUMNS]
    return Rule(
        code=entry["meta"]["code"],
        type=entry["type"],
        kwargs=kwargs,
        severity=entry["severity"],
        description=entry["description"].strip(),
        what_to_do=entry["meta"]["what_to_do"].strip(),
        columns=tuple(dict.fromkeys(column for column in columns if column in known)),
        fault=" ".join(_rule_faults(kwargs, columns, name, known)),
        configuration=entry,
    )


def _rule_faults(kwargs: dict[str, Any], columns: list[str], name: str, known: list[str]) -> Iterator[str]:
    """Why a rule cannot be run, as far as its arguments show."""
    for column in [*columns, *_condition_columns(kwargs.get("row_condition"))]:
        if column not in known:
            yield f"There is no column '{column}' in {name}. {_nearest(column, known)}"
    for key, text in _strings(kwargs):
        if key == "$PARAMETER" and text.isidentifier() and text not in PARAMETERS:
            yield f"There is no parameter '{text}'. {_nearest(text, PARAMETERS)}"
        place = _ELSEWHERE.match(text)
        if not place or key in ("regex", "like_pattern", "regex_list", "like_pattern_list"):
            continue
        other, column = place.groups()
        if other in RETURNS:
            if column not in RETURNS[other].column_names:
                yield f"There is no column '{column}' in {other}. {_nearest(column, RETURNS[other].column_names)}"
        elif difflib.get_close_matches(other, RETURNS, n=1):
            yield f"There is no return '{other}'. {_nearest(other, RETURNS)}"


def _strings(value: object, key: str = "") -> Iterator[tuple[str, str]]:
    """Every text in an expectation's arguments, with the key it stands under; row conditions are left out."""
    if isinstance(value, str):
        yield key, value
    elif isinstance(value, list):
        for item in value:
            yield from _strings(item, key)
    elif isinstance(value, dict):
        for name, item in value.items():
            if name != "row_condition":
                yield from _strings(item, name)


def _condition_columns(condition: object) -> Iterator[str]:
    if isinstance(condition, dict):
        column = condition.get("column")
        if isinstance(column, dict) and isinstance(column.get("name"), str):
            yield column["name"]
        for inner in condition.get("conditions") or []:
            yield from _condition_columns(inner)


def _codes_twice(suites: dict[str, Suite]) -> list[Problem]:
    seen: dict[str, str] = {}
    faults = []
    for suite in suites.values():
        for rule in suite.rules:
            if rule.code in seen:
                what = f"the code {rule.code} is already that of a rule in {seen[rule.code]}."
                faults.append(Problem(what, "Give each rule a code of its own.", suite.file, code=rule.code))
            seen.setdefault(rule.code, suite.file)
    return faults


def _nearest(text: str, known: object) -> str:
    words = sorted(known)  # type: ignore[call-overload]
    return did_you_mean(text, words, f"Known: {', '.join(words)}.")
