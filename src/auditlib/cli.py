"""The command line: parses, calls, prints; nothing that imports pandas before a command needs it."""

from __future__ import annotations

import functools
import json
import os
import sys
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from auditlib import __version__, terminal
from auditlib.commands import NAME, AsJson, Edition, Folder, begin, browse, known_editions, release, state
from auditlib.errors import AuditlibError, BuildError, ConfigError, Problem, UsageError
from auditlib.paths import Project
from auditlib.steps import faults

app = typer.Typer(
    help="The Audit Highlights Report, computed from the raw returns.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,  # its tracebacks show the values of variables
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


Fresh = Annotated[bool, typer.Option("--fresh", help="Do every step again, whatever has not changed.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Do not show how it goes.")]
Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="Say each step, also those that are reused.")]


def _version(wanted: bool) -> None:
    if wanted:
        print(f"auditlib {__version__}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and end.")
    ] = False,
    debug: Annotated[
        bool, typer.Option("--debug", help="Show tracebacks of faults in auditlib; they may hold data.")
    ] = False,
) -> None:
    """Options of all commands."""
    if debug:
        os.environ[faults.DEBUG_VARIABLE] = "1"


COMMANDS = (
    *(begin.init, begin.new, state.status, browse.watch, browse.preview, browse.lab, state.doctor),
    *(release.sign, release.publish, release.withdraw, release.verify),
)
for module in COMMANDS:
    app.command()(module)


@app.command()
@terminal.answered
def build(
    edition: Annotated[str | None, NAME] = None,
    everything: Annotated[bool, typer.Option("--all", help="Build every edition, one after another.")] = False,
    renderer: Annotated[
        str, typer.Option(help="auto (Quarto where it is found), quarto, or embedded (pandoc alone).")
    ] = "auto",
    profile: Annotated[
        str | None, typer.Option(help="internal, or public: small numbers hidden, in folders of its own.")
    ] = None,
    formats: Annotated[
        str | None, typer.Option(help="html,docx,pdf,xlsx,csv or some of them; else what the edition's file says.")
    ] = None,
    fresh: Fresh = False,
    project: Folder = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
    as_json: AsJson = False,
) -> None:
    """Build an edition: read, check, compute, render, publish. Only what has changed is done again."""
    from auditlib import pipeline

    if edition is not None and everything:
        raise UsageError("Name one edition, such as 2020-02, or use --all.")
    if everything and as_json:
        raise UsageError("--json goes with one edition.")
    if profile not in (None, "internal", "public"):
        raise UsageError(f"There is no profile '{profile}'. Use internal or public.")
    found, wanted = Project.find(project), None if formats is None else formats.split(",")
    if edition is None and not everything:
        from auditlib.progress import next_editions

        # the latest that `auditlib status` lists as to be built, else the latest of all
        edition = (next_editions(found) or known_editions(found))[-1]
    build_one = functools.partial(
        pipeline.build, found, profile=profile, renderer=renderer, formats=wanted, fresh=fresh
    )
    if edition is not None:
        with terminal.watching(quiet, verbose) as watcher:
            built = build_one(edition, watcher=watcher)
        terminal.report(found, built, as_json)
        return
    worst = 0
    with terminal.watching(quiet, verbose) as watcher, pipeline.Tools(found) as tools:
        for name in known_editions(found):
            try:
                built = build_one(name, watcher=watcher, tools=tools)
                watcher.note(f"{name}: {found.show(built.page)} ({len(built.done)} steps done)")
            except AuditlibError as error:
                watcher.note(f"{name}: not built.")
                terminal.print_error(error)
                worst = worst or error.exit_code
    raise typer.Exit(worst)


@app.command()
@terminal.answered
def validate(
    edition: Edition,
    accept: Annotated[
        str | None, typer.Option(metavar="CODE", help="Accept that this rule fails, such as AUD-07.")
    ] = None,
    reason: Annotated[str, typer.Option(help="Why it is accepted.")] = "",
    by: Annotated[str, typer.Option(metavar="NAME", help="Who accepts it.")] = "",
    until: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], metavar="DATE", help="Until when, such as 2020-03-31.")
    ] = None,
    data_docs: Annotated[
        bool, typer.Option("--data-docs", help="Also build Great Expectations' Data Docs; they show values.")
    ] = False,
    fresh: Fresh = False,
    project: Folder = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
    as_json: AsJson = False,
) -> None:
    """Check an edition's returns and say what to send back."""
    from auditlib import pipeline
    from auditlib.validate import stopped
    from auditlib.validate.results import plain
    from auditlib.validate.wording import summary_lines

    found = Project.find(project)
    if accept is not None:
        _accept(found, edition, accept, reason, by, until)
    elif reason or by or until:
        raise UsageError("--reason, --by and --until go with --accept CODE.")
    with terminal.watching(quiet, verbose) as watcher:
        validation = pipeline.validate(found, edition, fresh=fresh, watcher=watcher)
    refused = stopped(validation)
    if as_json:
        errors = terminal.as_json(refused) if refused else []
        print(json.dumps({"errors": errors, "validation": validation}, default=plain))
    else:
        terminal.styled(summary_lines(validation))
        print(f"Reports: {found.show(found.build(edition) / 'validation')}")
    if data_docs:
        _data_docs(found, edition)
    if refused is not None:
        raise typer.Exit(refused.exit_code)


def _data_docs(project: Project, edition: str) -> None:
    """Build Great Expectations' own pages, for this machine only."""
    from auditlib.ingest import read_returns
    from auditlib.reference import load_code_lists
    from auditlib.settings import load_edition
    from auditlib.validate.explore import WARNING, data_docs

    asked, lists = load_edition(project, edition), load_code_lists(project)
    terminal.say(WARNING)
    print(f"Data Docs: {project.show(data_docs(project, asked, lists, read_returns(project, asked, lists)))}")


def _accept(project: Project, edition: str, code: str, reason: str, by: str, until: datetime | None) -> None:
    """Record that a failure is accepted."""
    from auditlib.expectations import load_suites
    from auditlib.settings import load_edition
    from auditlib.validate import Waiver, record_waiver

    load_edition(project, edition)
    if not (reason.strip() and by.strip() and until):
        raise UsageError("Accepting a failure needs --reason, --by and --until.")
    codes = [rule.code for suite in load_suites(project).values() for rule in suite.rules]
    path = record_waiver(project, edition, Waiver(code, reason, by, until.date(), date.today()), codes)
    print(f"Recorded in {project.show(path)}.")


@app.command()
@terminal.answered
def editions(project: Folder = None) -> None:
    """List the editions, and which of them have a page."""
    from auditlib.settings import load_edition

    found = Project.find(project)
    for name in known_editions(found):
        page = found.site(name) / "index.html"
        print(f"{name}  {load_edition(found, name).period.ljust(30)}  {found.show(page) if page.is_file() else '-'}")


@app.command()
@terminal.answered
def sample(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="A project's folder, or a new one.", show_default=False)
    ],
    council: Annotated[str, typer.Option(help="Whose areas, teams and words: county or other.")] = "county",
    months: Annotated[int | None, typer.Option(help="How many months, the last of them February 2020.")] = None,
    areas: Annotated[int | None, typer.Option(help="How many areas.")] = None,
    rows: Annotated[int | None, typer.Option(help="Audits allocated a month.")] = None,
    seed: Annotated[int | None, typer.Option(help="Another seed gives other rows of the same kind.")] = None,
    file_format: Annotated[str, typer.Option("--format", help="csv, xlsx or mixed.")] = "mixed",
    reaudits: Annotated[bool, typer.Option(help="Whether there are re-audits.")] = True,
    supervision: Annotated[bool, typer.Option(help="Whether there are supervision observations.")] = True,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace an earlier sample.")] = False,
) -> None:
    """Write synthetic returns with their code lists and editions; without options, the calibrated sample."""
    from auditlib.sample import write_sample

    seeded = {} if seed is None else {"seed": seed}
    made = write_sample(
        folder,
        council=council,
        months=months,
        areas=areas,
        rows=rows,
        file_format=file_format,
        with_reaudits=reaudits,
        with_supervision=supervision,
        overwrite=overwrite,
        **seeded,
    )
    counted = ", ".join(f"{count:,} {name}" for name, count in made.rows.items() if count)
    print(f"Wrote {len(made.months)} months to {folder.name or folder.resolve().name}: {counted}.")
    print(f"Editions: {', '.join(made.editions)}.")


@app.command()
@terminal.answered
def practice(folder: Annotated[Path, typer.Argument(metavar="DIR", help="A new folder.", show_default=False)]) -> None:
    """Write a project to try things on: a small council with three months of made-up returns."""
    from auditlib.begin import write_standing
    from auditlib.sample import write_sample

    if folder.exists():
        raise UsageError(f"'{folder.name}' is there. Name a new folder.")
    write_sample(folder, months=3, areas=2, rows=30, file_format="csv", with_supervision=False)
    write_standing(folder)
    print(f"Wrote the project {folder.name}: three months of made-up returns. Next: auditlib status, in that folder")


@app.command("check-document")
@terminal.answered
def check_document(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Markdown, HTML, Word or PDF.", show_default=False)],
    edition: Annotated[
        str | None,
        typer.Option(metavar="EDITION", help="Also compare its figures with those of this edition, once built."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the findings as JSON.")] = False,
    project: Folder = None,
) -> None:
    """Look for figures in a document that contradict each other, or seem to. Exit code 1 if there are any."""
    import figurecheck

    facts = None
    if edition is not None:
        found = Project.find(project)
        path = found.build(edition) / "facts.json"
        if not path.is_file():
            raise UsageError(f"Edition {edition} has not been built. Run: auditlib build {edition}")
        facts = json.loads(path.read_text(encoding="utf-8"))
    try:
        report = figurecheck.check(file, facts)
    except figurecheck.DocumentError as error:
        wrong = UsageError if isinstance(error, figurecheck.NoDocument) else ConfigError
        raise wrong(Problem(error.what, error.do, error.file)) from None
    sys.stdout.write(report.to_json() if as_json else figurecheck.render_text(report))
    raise typer.Exit(report.exit_code)


@app.command()
@terminal.answered
def explain(
    edition: Edition,
    figure: Annotated[
        str, typer.Argument(metavar="FIGURE", help="Its name, such as audits.compliance.2020-02.", show_default=False)
    ],
    rows: Annotated[bool, typer.Option("--rows", help="Also list the rows behind it, by place; for QA only.")] = False,
    project: Folder = None,
) -> None:
    """Say what a figure counts, out of what, from which rows, and where it is shown."""
    from auditlib import trace
    from auditlib.clean import load_edition_data
    from auditlib.steps.work import built_facts

    found = Project.find(project)
    explained = trace.explain(built_facts(found, edition), figure)
    width = max(len(title) for title, _ in explained)
    for title, text in explained:
        print(f"{title.ljust(width)}  {text}")
    if rows:
        listed = trace.explain_rows(load_edition_data(found, edition), figure)
        if not listed:
            print("No rows of its own: it is worked out from other figures.")
        for row in listed:
            print("  " + ", ".join(f"{name} {value}" for name, value in row.items() if value))


@app.command()
@terminal.answered
def diff(
    earlier: Annotated[str, typer.Argument(metavar="EARLIER", help="The edition published first.", show_default=False)],
    later: Annotated[str, typer.Argument(metavar="LATER", help="The edition to compare it with.", show_default=False)],
    project: Folder = None,
) -> None:
    """List the figures of an earlier edition that differ now: as published, now, and why."""
    from auditlib.reference import load_code_lists
    from auditlib.revisions import against, shown

    found = Project.find(project)
    sys.stdout.write(shown.render_text(against.between(found, earlier, later), load_code_lists(found)))


@app.command()
@terminal.answered
def disclosure(
    edition: Edition,
    profile: Annotated[str, typer.Option(help="public: what may be shown outside the council.")] = "public",
    project: Folder = None,
) -> None:
    """List what a public report of an edition would hide, why, and what could still be worked out; for QA only."""
    from auditlib import suppression
    from auditlib.settings import PUBLIC, load_edition
    from auditlib.steps import disclosing
    from auditlib.steps.work import built_facts

    if profile != "public":
        raise UsageError(f"The profile '{profile}' hides nothing. Use --profile public.")
    found = Project.find(project)
    name = load_edition(found, edition).edition
    facts = built_facts(found, name)
    data, shown, made = disclosing.check(found, load_edition(found, name + PUBLIC), facts)
    for line in suppression.report_lines(made, suppression.flagged(data, facts, shown)):
        print(line)
    raise typer.Exit(BuildError.exit_code if made.unprotected else 0)


def main() -> None:
    """What the command ``auditlib`` runs."""
    app()
