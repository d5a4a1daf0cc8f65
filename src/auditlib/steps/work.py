"""The work of each step on an edition's rows, done in the process that handles rows."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
from pyarrow import feather

from auditlib import clean, disclosure, facts, formats, ingest, plausibility, workspace
from auditlib import publish as gate
from auditlib.atomic import write_whole
from auditlib.cells import METADATA, NARROW, is_ours, label_of
from auditlib.errors import BuildError, UsageError
from auditlib.expectations import load_suite
from auditlib.ingest import Received
from auditlib.narrative.quality import notes
from auditlib.paths import Project
from auditlib.reference import load_code_lists
from auditlib.render.source import embeds
from auditlib.revisions import archive
from auditlib.schema import RETURNS
from auditlib.settings import PROFILES, list_archived, load_edition
from auditlib.steps import disclosing
from auditlib.steps import received as store
from auditlib.steps.places import (
    as_published_path,
    comparisons_path,
    drawing_path,
    facts_path,
    notebook_path,
    quality_path,
    result_path,
    rows_path,
)
from auditlib.validate import combine, read_waivers, sent, stopped
from auditlib.validate.page import write_reports
from auditlib.validate.results import SuiteResult, read_report, to_json, write_result


class Rows:
    """An edition, its code lists and everything received for it, read once per process."""

    def __init__(self, project: Project, edition: str) -> None:
        self.project, self.edition = project, load_edition(project, edition)
        self.lists = load_code_lists(project)
        self.workspace = project.build(edition)
        self._cache: dict[str, Any] = {}

    def forget(self) -> None:
        """Let go of what was made of the rows, so that it is made anew when it is next needed."""
        self._cache = {}

    def once(self, name: str, make: Callable[[], Any]) -> Any:
        """Something made by the first step that needs it, and used by the others."""
        if name not in self._cache:
            self._cache[name] = make()
        return self._cache[name]

    @property
    def received(self) -> Received:
        """Everything received: what this build has read, and what earlier ones kept."""
        return self.once("received", self._recall)

    def _recall(self) -> Received:
        whole = store.recall(self.workspace, self.edition.programme_months)
        return replace(whole, faults=ingest.check_raw(self.project) + whole.faults)

    @property
    def accepted(self) -> clean.EditionData:
        """The accepted rows, as they are on disk."""
        return self.once("accepted", lambda: clean.load_edition_data(self.project, self.edition.edition))

    def shown(self, paths: list[Path]) -> list[str]:
        """Paths from the project's folder."""
        return [self.project.show(path) for path in paths]


def read(rows: Rows, month: str) -> list[str]:
    """Read a month's returns and keep what they gave; faults are kept like rows, for validation to judge."""
    part = ingest.read_month(rows.project, month, rows.lists, rows.edition.expected(month))
    written = store.keep(rows.workspace, month, part)
    rows.forget()
    return rows.shown(written)


def check(rows: Rows, return_name: str) -> list[str]:
    """Check one return against its suite with Great Expectations and keep the result."""
    from auditlib.validate.run import validate_return

    before = rows.once("sent before", lambda: sent.compare(rows.project, rows.edition, rows.received))
    suite = load_suite(rows.project, return_name)
    received = rows.received
    result = validate_return(suite, received.tables, rows.edition, rows.lists, received.faults, before[return_name])
    path = result_path(rows.workspace, return_name)
    return rows.shown([write_whole(path, to_json(result))])


def conclude(rows: Rows) -> list[str]:
    """Put the results of all returns together."""
    received = rows.received
    results = [
        SuiteResult.from_json(json.loads(result_path(rows.workspace, name).read_text(encoding="utf-8")))
        for name in RETURNS
    ]
    waivers = read_waivers(rows.project, rows.edition.edition)
    odd = plausibility.warnings(rows.project, rows.edition, rows.lists, received.tables)
    validation = combine(rows.edition, rows.lists, results, received.faults, received.files, waivers, odd=odd)
    written = [write_result(rows.project, rows.edition.edition, validation)]
    # The report's notes are a file of their own, so that a reworded check does not change the report.
    written.append(
        write_whole(quality_path(rows.workspace), notes(validation, counts=rows.edition.profile == PROFILES[0]))
    )
    return rows.shown(written)


def report(rows: Rows) -> list[str]:
    """Write the reports for QA."""
    validation = read_report(rows.project, rows.edition.edition)
    passed = stopped(validation) is None
    withheld = disclosure.withheld(clean.load_edition_data(rows.project, rows.edition.edition)) if passed else []
    return rows.shown(write_reports(rows.project, rows.edition.edition, validation, withheld))


def tidy(rows: Rows) -> list[str]:
    """Part accepted rows from rejected ones: write ``data/processed/<edition>``, and fingerprints of the rows in it.

    What validation lets pass is remembered, so that what is sent later can be compared with it. The files also name
    the raw files they were made from; the fingerprints do not, so that what depends on the rows alone need not be done
    again when a file was saved anew.
    """
    validation = read_report(rows.project, rows.edition.edition)
    data = clean.accept(rows.received, rows.edition, rows.lists, validation.reasons)
    clean.reconcile(rows.received, data)
    if stopped(validation) is None:
        sent.remember(rows.project, rows.edition, rows.received)
    return rows.shown([*clean.write(rows.project, data), *write_fingerprints(rows.workspace, data)])


def write_fingerprints(folder: Path, data: clean.EditionData) -> list[Path]:
    """Write how many rows each part has, and their SHA-256: with places and types, without what raw files are like."""
    parts = {**data.tables, "rejected": data.rejected, "references": data.reference_table}
    return [
        write_whole(rows_path(folder, part), json.dumps({"rows": len(table), "sha256": _sha256(table)}) + "\n")
        for part, table in parts.items()
    ]


def _sha256(table: pd.DataFrame) -> str:
    rows = pa.Table.from_pandas(table).replace_schema_metadata(None).combine_chunks()
    sink = pa.BufferOutputStream()
    feather.write_feather(rows, sink, compression="uncompressed")
    return hashlib.sha256(sink.getvalue()).hexdigest()


@lru_cache(maxsize=32)
def _outputs(text: str) -> list[tuple[str, Any]]:
    """The outputs of an executed notebook, each with its cell's label; `auditlib watch` finds many as they were."""
    cells = json.loads(text)["cells"]
    return [(label_of("".join(cell["source"])), output) for cell in cells for output in cell.get("outputs", [])]


def _outputs_of(path: Path) -> list[tuple[str, Any]]:
    return _outputs(path.read_text(encoding="utf-8"))


def _facts_in(path: Path, embedded: set[tuple[str, str]]) -> list[dict[str, Any]]:
    """The facts that an executed notebook put out.

    Raises
    ------
    BuildError
        The report embeds an output whose numbers are no facts.
    """
    found: dict[str, dict[str, Any]] = {}
    for label, output in _outputs_of(path):
        if (path.stem, label) in embedded and not is_ours(output):
            what = f"the report embeds the cell '{label}', whose numbers are no facts."
            do = "Show it with own_table or own_chart: see docs/how-to/add-a-table.md."
            raise BuildError(what, do, f"notebooks/{path.name}")
        lines = "".join(output.get("data", {}).get(facts.MIME_TYPE, ()))
        for fact in json.loads("[" + lines.replace("\n", ",") + "]"):  # no line feed stands inside JSON's texts
            # A chart hands on the facts of the table that it draws, too.
            own = fact | {"cell": fact["cell"] or f"notebooks/{path.name}#{label}"}
            found.setdefault(fact["id"], own)
    return list(found.values())


def _drawings(path: Path) -> dict[str, str]:
    """The charts of an executed notebook as they are drawn for a phone, by their ids."""
    about = [output["metadata"][METADATA] for _, output in _outputs_of(path) if is_ours(output)]
    return {each["id"]: each[NARROW] for each in about if NARROW in each}


def collect(rows: Rows, notebooks: Iterable[str]) -> list[str]:
    """Put the facts of all notebooks together: those of the data contract in ``facts.json``, comparisons beside it.

    The charts for phones are written beside them.

    Raises
    ------
    BuildError
        Not one notebook hands on a fact.
    """
    embedded = set(embeds(rows.project.root / "report.qmd"))
    parts = [(name, _facts_in(notebook_path(rows.workspace, name), embedded)) for name in notebooks]
    if not any(found for _, found in parts):
        raise BuildError("no notebook hands on any facts.", "End each with a cell that shows its facts.", "notebooks")
    merged = rows.once("facts", lambda: facts.merge(parts))
    of_contract = facts.Facts(fact for fact in merged.values() if fact.unit in facts.UNITS)
    others = facts.Facts(fact for fact in merged.values() if fact.unit not in facts.UNITS)
    written = [write_whole(facts_path(rows.workspace), facts.to_json(of_contract))]
    written.append(write_whole(comparisons_path(rows.workspace), facts.to_json(others)))
    return [*rows.shown(written), *draw(rows, notebooks)]


def draw(rows: Rows, notebooks: Iterable[str]) -> list[str]:
    """Write the charts for phones, where a filter of the page finds them."""
    return rows.shown(
        [
            write_whole(drawing_path(rows.workspace, chart), drawing)
            for name in notebooks
            for chart, drawing in _drawings(notebook_path(rows.workspace, name)).items()
        ]
    )


def suppress(rows: Rows) -> list[str]:
    """Decide what the public form of an edition shows, and write its facts with the others hidden."""
    whole = built_facts(rows.project, rows.edition.edition)
    decided, public, archived = disclosing.decide(rows.project, rows.edition, whole)
    return rows.shown(
        [
            write_whole(rows.project.disclosure(rows.edition.name), json.dumps(decided, indent=0)),
            write_whole(facts_path(rows.workspace), facts.to_json(public)),
            write_whole(comparisons_path(rows.workspace), facts.to_json(facts.Facts(()))),
            write_whole(as_published_path(rows.workspace), archived),
        ]
    )


def _known_facts(rows: Rows) -> facts.Facts:
    return rows.once("facts", lambda: _facts_on_disk(rows.workspace))


def _facts_on_disk(folder: Path) -> facts.Facts:
    return _facts_of(*(path.read_text(encoding="utf-8") for path in (facts_path(folder), comparisons_path(folder))))


@lru_cache(maxsize=1)
def _facts_of(*texts: str) -> facts.Facts:
    """The facts of some files; builds of `auditlib watch` often find them as they were."""
    return facts.from_list(item for text in texts for item in json.loads(text))


def built_facts(project: Project, edition: str) -> facts.Facts:
    """The facts of an edition, if it has been built.

    Raises
    ------
    UsageError
        There is no such edition, or it has not been built.
    """
    load_edition(project, edition)
    try:
        return _facts_on_disk(project.build(edition))
    except FileNotFoundError:
        raise UsageError(f"Edition {edition} has not been built. Run: auditlib build {edition}") from None


def fill_workspace(rows: Rows) -> list[str]:
    """Write what ``report.qmd`` reads beside the notebooks."""
    quality = quality_path(rows.project.build(rows.edition.edition)).read_text(encoding="utf-8")
    if rows.edition.is_public:
        quality = notes(read_report(rows.project, rows.edition.edition), counts=False)
    return rows.shown(workspace.write_workspace(rows.project, rows.edition, rows.lists, _known_facts(rows), quality))


def prepare_archive(rows: Rows) -> list[str]:
    """Put together what is archived of the edition once it is published; no page is needed for that."""
    text = archive.as_published(rows.accepted, _known_facts(rows))
    return rows.shown([write_whole(as_published_path(rows.workspace), text)])


def make_formats(rows: Rows, wanted: Iterable[str]) -> list[str]:
    """Make the other formats of the rendered page."""
    return rows.shown(formats.make(rows.workspace, rows.edition, wanted, rows.project.root / "assets"))


def publish(rows: Rows, page: str) -> list[str]:
    """Publish the rendered page, and beside it the entries of its figures and how they are counted.

    The figures are archived, so that later editions can say what differs. While no later edition is archived they
    follow the page; after that the archive keeps what was published.
    """
    project, edition = rows.project, rows.edition
    others = formats.files(rows.workspace)
    written = gate.publish(project, edition, Path(page), _known_facts(rows), rows.accepted, others)
    is_latest = not any(name > edition.edition for name in list_archived(project))
    forms = sorted({edition.edition, edition.name})  # what a public form hides, later ones must know
    for name in forms:
        archive.put(project, name, as_published_path(project.build(name)).read_bytes(), replace=is_latest)
    return rows.shown([*written, *map(project.archived, forms)])


#: What the process that handles rows can be asked to do.
WORK = (
    *(read, check, conclude, report, tidy, collect, suppress, draw, fill_workspace),
    *(prepare_archive, make_formats, publish),
)
