"""Runs a return's suite with Great Expectations and gives the result of each rule as plain data.

Values of the data never leave this module: a result holds labels of rows, places and coded values.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from auditlib.expectations.engine import Background, SentBefore, batch, great_expectations, in_use, parameters, quiet
from auditlib.expectations.suites import ADDED_COLUMNS, Rule, Suite, inputs_of
from auditlib.ingest.received import Fault
from auditlib.reference import CodeLists
from auditlib.schema import RETURNS
from auditlib.settings import Edition
from auditlib.validate.results import COMPARISONS, MOST_PLACES, Outcome, Place, RuleResult, SuiteResult, runs

#: Counts alone; no values.
_COUNTS = {
    "result_format": "BASIC",
    "exclude_unexpected_values": True,
    "return_unexpected_index_query": False,
    "partial_unexpected_count": 0,
}
#: Labels of the rows as well. It costs half as much again, so only what failed is asked for them.
_LABELS = _COUNTS | {"result_format": "COMPLETE"}


#: The result of one rule from Great Expectations, or why it could not run.
_Answer = dict[str, Any] | str


def _lacks_labels(answer: _Answer) -> bool:
    """Whether rows failed without their labels."""
    if isinstance(answer, str) or answer["success"]:
        return False
    return "element_count" in answer and "unexpected_index_list" not in answer


def validate_return(
    suite: Suite,
    tables: Mapping[str, pd.DataFrame],
    edition: Edition,
    lists: CodeLists,
    faults: list[Fault] | tuple[Fault, ...] = (),
    sent_before: SentBefore | None = None,
) -> SuiteResult:
    """Check one return against its suite; of `tables`, only those named by `inputs_of` are looked at.

    A cell that could not be read is among the `faults` of reading, so no rule reports it again; what fails elsewhere
    for want of it is marked as following from it.
    """
    table = tables.get(suite.name)
    if table is None or list(table.columns)[: len(RETURNS[suite.name].columns)] != RETURNS[suite.name].column_names:
        why = f"There is no table of {suite.name}."
        return SuiteResult(
            suite.name, (), tuple(_result_of(rule, suite.name, Outcome.NOT_RUN, why=why) for rule in suite.rules)
        )
    rows = prepared(table)
    seen = {name: rows if name == suite.name else tables[name] for name in inputs_of(suite) if name in tables}
    unreadable = _unreadable(faults, seen)
    background = Background(edition, lists, seen, sent_before or SentBefore(), unreadable)
    answers = _answers(suite, rows, background)
    known = _Known(suite.name, rows, background, unreadable[suite.name])
    results = tuple(_result(rule, answers[rule.code], known) for rule in suite.rules)
    labels = sorted(known.unreadable)[:MOST_PLACES]
    whose = area_and_team(rows.loc[labels], background)
    return SuiteResult(
        suite.name, _months(rows), results, tuple((label, *of) for label, of in zip(labels, whose, strict=True))
    )


def prepared(table: pd.DataFrame) -> pd.DataFrame:
    """The table with the month of the folder that each row lay in."""
    file = table["source_file"].astype("category")
    folders = [str(name).split("/")[-2] if "/" in str(name) else "" for name in file.cat.categories]
    month = pd.Series(np.array([*folders, ""], dtype=object)[file.cat.codes], index=table.index, dtype="str")
    rows = table.assign(folder_month=month)
    rows.index.name = None
    return rows


def _months(rows: pd.DataFrame) -> tuple[tuple[str, int, int], ...]:
    """Runs of rows from the same month's folder: month, first label, how many."""
    month = rows["folder_month"].to_numpy(dtype=object)
    if not len(month):
        return ()
    starts = np.flatnonzero(np.concatenate([[True], month[1:] != month[:-1]]))
    ends = np.append(starts[1:], len(month))
    return tuple((str(month[a]), int(rows.index[a]), int(b - a)) for a, b in zip(starts, ends, strict=True))


def _answers(suite: Suite, rows: pd.DataFrame, background: Background) -> dict[str, _Answer]:
    """Run every rule that can be; the others say why they could not."""
    gx = great_expectations()
    made = {rule.code: rule.fault or expectation_of(rule) for rule in suite.rules}
    answers: dict[str, _Answer] = {code: why for code, why in made.items() if isinstance(why, str)}
    expectations = {code: expectation for code, expectation in made.items() if code not in answers}
    if not expectations:
        return answers
    whole = batch(rows)
    given = parameters(background.edition, background.lists)

    def ask(asked: dict[str, Any], wanted: dict[str, Any]) -> dict[str, _Answer]:
        bundle = gx.ExpectationSuite(name=suite.name, expectations=list(asked.values()))
        result = whole.validate(bundle, result_format=wanted, expectation_parameters=given)
        return {each.expectation_config.meta["code"]: _answer(each) for each in result.results}

    with in_use(background), quiet():
        try:
            answers |= ask(expectations, _COUNTS)
            failed = {code: expectations[code] for code, answer in answers.items() if _lacks_labels(answer)}
            answers |= ask(failed, _LABELS) if failed else {}
        except Exception:  # One rule can make the whole suite stop: ask one by one to learn which.
            for code, expectation in expectations.items():
                try:
                    answers |= ask({code: expectation}, _LABELS)
                except Exception as error:
                    answers[code] = _stopped(error)
    for code in expectations.keys() - answers.keys():
        answers[code] = "Great Expectations gave no result for it."
    return answers


def expectation_of(rule: Rule) -> Any:
    """A rule as an expectation object, or a sentence why there is none."""
    great_expectations()
    from great_expectations.compatibility.pydantic import ValidationError
    from great_expectations.exceptions import GreatExpectationsError
    from great_expectations.expectations.expectation_configuration import ExpectationConfiguration

    entry = {key: rule.configuration[key] for key in ("type", "kwargs", "meta", "severity", "description")}
    try:
        with quiet():
            return ExpectationConfiguration(**entry).to_domain_obj()
    except ValidationError as error:
        faults = [f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors()]
        return f"Its arguments are not right ({'; '.join(faults)})."
    except GreatExpectationsError:
        return f"There is no kind of expectation called '{rule.type}'. docs/reference/rules.md lists ours."
    except Exception as error:
        return _stopped(error)


def _answer(result: Any) -> _Answer:
    raised = result.exception_info or {}
    # Either one report, or one for each measure that failed.
    reports = [raised] if "raised_exception" in raised else list(raised.values())
    if any(isinstance(report, dict) and report.get("raised_exception") for report in reports):
        return "It stopped on this data: the kind of expectation does not suit the column."
    return dict(result.result or {}) | {"success": bool(result.success)}


def _stopped(error: Exception) -> str:
    # Only the kind of error: its message may hold values.
    return f"It stopped with {type(error).__name__}; check its kind and arguments."


@dataclass(frozen=True, slots=True)
class _Known:
    """What is needed to say where a rule was broken."""

    name: str
    rows: pd.DataFrame
    background: Background
    unreadable: dict[int, set[str]]


def _unreadable(faults: list[Fault] | tuple[Fault, ...], names: Iterable[str]) -> dict[str, dict[int, set[str]]]:
    """Columns that could not be read, by return and label of the row; an empty name stands for the whole row."""
    found: dict[str, dict[int, set[str]]] = {name: defaultdict(set) for name in names}
    for fault in faults:
        if fault.return_name in found and fault.row_id is not None:
            found[fault.return_name][fault.row_id].add(fault.problem.column)
    return found


def _result_of(rule: Rule, name: str, outcome: Outcome, **found: Any) -> RuleResult:
    about = (rule.code, name, rule.description, rule.severity, rule.what_to_do, rule.type)
    return RuleResult(*about, outcome, **found, found=rule.configuration["meta"].get("found", ""))


def _outcome(failed: int, checked: int) -> Outcome:
    return Outcome.FAILED if failed else Outcome.PASSED if checked > 0 else Outcome.NOTHING


def _result(rule: Rule, result: _Answer, known: _Known) -> RuleResult:
    if isinstance(result, str):
        return _result_of(rule, known.name, Outcome.NOT_RUN, why=result)
    if "findings" in result:
        return _of_findings(rule, result, known.name)
    if "element_count" not in result:
        return _of_table(rule, result, known)
    labels = np.sort(np.asarray(result.get("unexpected_index_list") or [], dtype=np.int64))
    columns = _columns_by_row(rule, result, labels)
    unread = [label for label in labels.tolist() if known.unreadable.get(label, set()) & {"", *rule.columns}]
    if unread:
        labels = np.setdiff1d(labels, unread)
    checked = int(result["element_count"]) - int(result.get("missing_count") or 0) - len(unread)
    if result["success"] or not len(labels):
        return _result_of(rule, known.name, _outcome(0, checked), checked=max(checked, 0))
    shown = labels[:MOST_PLACES]
    months = known.rows["folder_month"].loc[labels].value_counts()
    details = _values(rule, shown, columns, result.get("details") or {}, known)
    return _result_of(
        rule,
        known.name,
        Outcome.FAILED,
        checked=max(checked, 0),
        failed=len(labels),
        follows=len(np.intersect1d(labels, result.get("follows") or [])),
        rows=runs(labels.tolist()),
        places=_places(shown, columns, details, known),
        by_month={month: int(count) for month, count in sorted(months.items())},
    )


def _columns_by_row(rule: Rule, result: dict[str, Any], labels: np.ndarray) -> dict[int, str]:
    """Where in its row a person should look."""
    by_column = result.get("unexpected_index_columns")
    if by_column is None:
        columns = ", ".join(column for column in rule.columns if column not in ADDED_COLUMNS)
        return dict.fromkeys(labels.tolist()[:MOST_PLACES], columns)
    found: dict[int, list[str]] = defaultdict(list)
    for column, at in by_column.items():
        for label in at:
            found[label].append(column)
    return {label: ", ".join(columns) for label, columns in found.items()}


def _values(
    rule: Rule, labels: np.ndarray, columns: dict[int, str], details: dict[int, str], known: _Known
) -> dict[int, str]:
    """What stands in the rule's columns, as far as it may be shown, and what else is known, by label of the row."""
    found: dict[int, list[str]] = defaultdict(list)
    for column in rule.columns:
        if column not in ADDED_COLUMNS:
            for label, text in known.background.shown(known.name, column, known.rows[column].loc[labels]).items():
                # A month that a rule is only restricted by adds nothing to the file's name.
                if column != "month" or column in columns.get(label, ""):
                    found[label].append(f"{column} is {text}")
    said = {label: f"Here {', '.join(texts)}." for label, texts in found.items()}
    return {label: f"{said.get(label, '')} {details.get(label, '')}".strip() for label in labels.tolist()}


def _places(labels: np.ndarray, columns: dict[int, str], details: dict[int, str], known: _Known) -> tuple[Place, ...]:
    rows = known.rows.loc[labels]
    whose = area_and_team(rows, known.background)
    places = rows[["source_file", "source_sheet", "source_row", "folder_month"]].fillna("").itertuples(name=None)
    return tuple(
        Place(file, sheet, int(row), columns.get(label, ""), month, area, team, details.get(label, ""))
        for (label, file, sheet, row, month), (area, team) in zip(places, whose, strict=True)
    )


def _of_findings(rule: Rule, result: dict[str, Any], name: str) -> RuleResult:
    findings, compared = result["findings"], result["comparisons"]
    return _result_of(
        rule,
        name,
        _outcome(len(findings), compared),
        checked=compared,
        failed=len(findings),
        unit=COMPARISONS,
        places=tuple(
            Place(each["file"], each["sheet"], each["row"], "", each["month"], each["area"], detail=each["text"])
            for each in findings[:MOST_PLACES]
        ),
        by_month=dict(sorted(Counter(each["month"] for each in findings).items())),
    )


def _of_table(rule: Rule, result: dict[str, Any], known: _Known) -> RuleResult:
    """The result of an expectation on the table as a whole, such as its number of rows."""
    observed = result.get("observed_value")
    text = "The table as a whole does not meet it"
    if isinstance(observed, (int, float, np.integer, np.floating)) and not isinstance(observed, bool):
        text += f": {observed:g} was found"
    places = () if result["success"] else (Place(column=", ".join(rule.columns), detail=f"{text}."),)
    outcome = _outcome(len(places), len(known.rows))
    return _result_of(rule, known.name, outcome, checked=1, failed=len(places), unit=COMPARISONS, places=places)


#: The row to which a row without an area belongs, by the source that it names; the others belong to an audit.
_BELONGS_TO = {
    "audit": "audits.audit_ref",
    "moderation": "audits.audit_ref",
    "reflection": "audits.audit_ref",
    "reaudit": "reaudits.reaudit_ref",
    "supervision": "supervision.observation_ref",
}


def area_and_team(rows: pd.DataFrame, background: Background) -> list[tuple[str, str]]:
    """Codes of area and team for each of some rows of a return; empty where they are not known."""
    if rows.empty:
        return []
    found = pd.DataFrame({"area": "", "team": ""}, index=rows.index, dtype="str")
    if "area" in rows:
        for column in found.columns.intersection(rows.columns):
            found[column] = rows[column].fillna("")
    elif "source" in rows:
        for source, key in _BELONGS_TO.items():
            _look_up(found, rows["source_ref"][rows["source"] == source], key, background)
    else:
        _look_up(found, rows["audit_ref"], _BELONGS_TO["audit"], background)
    return list(zip(found["area"], found["team"], strict=True))


def _look_up(found: pd.DataFrame, keys: pd.Series, key: str, background: Background) -> None:
    other = key.split(".")[0]
    for column in found.columns.intersection(background.tables.get(other, pd.DataFrame()).columns):
        values = background.look_up(keys, key, f"{other}.{column}")
        found.loc[keys.index, column] = values.fillna("")
