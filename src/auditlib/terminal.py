"""What the command line prints: how a build goes, how it ended, and faults; and exit codes.

Results go to standard output, progress and faults to standard error, so that either can be kept on its own.
"""

from __future__ import annotations

import contextlib
import functools
import json
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

import typer

from auditlib.atomic import write_whole
from auditlib.errors import AuditlibError, BuildError
from auditlib.paths import Project
from auditlib.settings import PUBLIC
from auditlib.steps import faults
from auditlib.steps.runner import Watcher

if TYPE_CHECKING:
    from auditlib.pipeline import Built

#: A fault in auditlib itself (sysexits.h: EX_SOFTWARE).
FAULT = 70
#: As shells count a program ended by a signal.
INTERRUPTED = 128 + signal.SIGINT
TERMINATED = 128 + signal.SIGTERM

Command = TypeVar("Command", bound=Callable[..., Any])


class _Terminated(BaseException):
    """The system asked the program to end."""


def answered(command: Command) -> Command:
    """A command that prints each fault as one message and exits with the code of its kind."""

    @functools.wraps(command)
    def run(*arguments: Any, **options: Any) -> None:
        try:
            with _ends_in_order():
                command(*arguments, **options)
        except AuditlibError as error:
            if options.get("as_json"):
                print(json.dumps({"errors": as_json(error)}, indent=1, ensure_ascii=False))
            print_error(error)
            raise typer.Exit(error.exit_code) from None
        except KeyboardInterrupt:
            say("Stopped. What was published before is as it was.")
            raise typer.Exit(INTERRUPTED) from None
        except _Terminated:
            raise typer.Exit(TERMINATED) from None
        except (typer.Exit, typer.Abort, SystemExit):
            raise
        except BrokenPipeError:
            # Whoever read the output has gone; nothing more may be written to it.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise typer.Exit(0) from None
        except Exception as error:
            folder = options.get("project")
            problem = faults.of_the_system(error, folder) if isinstance(error, OSError) else None
            if problem is None:
                _report_fault(error, folder)
                raise typer.Exit(FAULT) from None
            print_error(BuildError(problem))
            raise typer.Exit(BuildError.exit_code) from None

    return cast(Command, run)


@contextlib.contextmanager
def _ends_in_order() -> Iterator[None]:
    """Let a request to end unwind the program, so that the processes it started end with it."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def end(*_: object) -> None:
        raise _Terminated

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def say(text: str) -> None:
    """Print to standard error: something that is not the result."""
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


def print_error(error: AuditlibError) -> None:
    """Print what the user has to correct, a line for each fault."""
    for problem in error.problems:
        say(f"Error {error.code_of(problem)}: {problem}")


def as_json(error: AuditlibError) -> list[dict[str, Any]]:
    """What the user has to correct, for programs."""
    return [asdict(problem) | {"code": error.code_of(problem)} for problem in error.problems]


def _report_fault(error: Exception, folder: Path | None) -> None:
    """Report a fault of our own, without its message: it may repeat what was read."""
    lines = faults.describe(error)
    say(f"Error INT-01: This is a fault in auditlib, not in your files ({lines[0]}).")
    try:
        path = Project.find(folder).root / "build" / "fault.txt"
        write_whole(path, "\n".join(lines) + "\n")
        say(f"Where it arose, without any data, is in build/{path.name}: please pass that on.")
    except (OSError, AuditlibError):
        say("\n".join(lines[1:]))
    if faults.debugging():
        import traceback

        say(error.text if isinstance(error, faults.Unexpected) and error.text else traceback.format_exc())
    else:
        say(f"To see the whole traceback, which may hold data, set {faults.DEBUG_VARIABLE}=1.")


class Lines(Watcher):
    """Shows how a build goes in plain lines: if `quiet`, only notes; if `verbose`, also what is reused."""

    def __init__(self, quiet: bool, verbose: bool) -> None:
        self._quiet, self._verbose = quiet, verbose

    def finished(self, step: str, seconds: float) -> None:
        """Name the step."""
        if not self._quiet:
            say(f"{step}: {seconds:.1f} s")

    def reused(self, step: str) -> None:
        """Name the step if that is wanted: they are counted at the end."""
        if self._verbose and not self._quiet:
            say(f"{step}: reused")

    def note(self, text: str) -> None:
        """Pass it on."""
        say(text)


class Bar(Watcher):
    """Shows how a build goes in one line that is drawn anew."""

    def __init__(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(bar_width=30),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=Console(stderr=True),
            transient=True,
        )
        self._lock = threading.Lock()
        self._running: list[str] = []
        self._task = self._progress.add_task("starting", total=None)
        self._progress.start()

    def _draw(self) -> None:
        if self._running:
            self._progress.update(self._task, description=", ".join(self._running)[:60])

    def expect(self, steps: int) -> None:
        """Know how many steps there are; of a build before it, which may have failed, none is left."""
        self._running.clear()
        self._progress.reset(self._task, total=steps, description="starting")

    def began(self, step: str) -> None:
        """Show what is being done."""
        with self._lock:
            self._running.append(step)
            self._draw()

    def finished(self, step: str, seconds: float) -> None:
        """Move on."""
        with self._lock:
            self._running.remove(step)
            self._progress.advance(self._task)
            self._draw()

    def reused(self, step: str) -> None:
        """Move on."""
        with self._lock:
            self._progress.advance(self._task)

    def note(self, text: str) -> None:
        """Pass it on, above the line."""
        self._progress.console.print(text, markup=False, highlight=False)

    def close(self) -> None:
        """Remove the line."""
        self._progress.stop()


@contextlib.contextmanager
def watching(quiet: bool = False, verbose: bool = False) -> Iterator[Lines | Bar]:
    """A watcher that prints how a build goes, as suits a terminal or a log."""
    if quiet or verbose or not sys.stderr.isatty():
        yield Lines(quiet, verbose)
        return
    bar = Bar()
    try:
        yield bar
    finally:
        bar.close()


def styled(lines: list[tuple[str, str]]) -> None:
    """Print lines with a style each; the styles only where there are colours."""
    if not sys.stdout.isatty():
        print("\n".join(text for _, text in lines))
        return
    from rich.console import Console
    from rich.text import Text

    console = Console()
    for style, text in lines:
        console.print(Text(text, style=style))


def report(project: Project, built: Built, as_json: bool = False) -> None:
    """Print how a build ended: the page, the renderer and the headline figures."""
    if as_json:
        shown = {"page": project.show(built.page), "headlines": dict(built.headlines)}
        print(json.dumps(asdict(built) | shown, indent=1, ensure_ascii=False))
        return
    print(f"Page:      {project.show(built.page)}")
    print(f"Renderer:  {built.renderer}")
    width = max((len(label) for label, _ in built.headlines), default=0)
    for label, text in built.headlines:
        print(f"  {label.ljust(width)}  {text}")
    if built.warnings:
        more = f"; all {len(built.warnings)}" if len(built.warnings) > 1 else ""
        page = project.show(project.build(built.edition.removesuffix(PUBLIC)) / "validation" / "index.html")
        print(f"Warnings:  {len(built.warnings)}. {built.warnings[0]} What to do{more}: {page}")
    print(f"Steps:     {_steps(built)}")


def _steps(built: Built) -> str:
    """What was done and what was reused, in one line."""
    if not built.done:
        return f"all {len(built.reused)} reused; nothing had changed."
    if not built.reused:
        return f"all {len(built.done)} done."
    return f"{len(built.reused)} reused; done again: {_grouped(built.done)}."


def _grouped(steps: tuple[str, ...]) -> str:
    """Steps by kind: ``read 2020-01 and 2020-02, render``."""
    kinds: dict[str, list[str]] = {}
    for step in steps:
        kind, _, of = step.partition(" ")
        kinds.setdefault(kind, []).append(of)
    parts = []
    for kind, names in kinds.items():
        named = [name for name in names if name]
        parts.append(f"{kind} ({len(named)})" if len(named) > 3 else " ".join([kind, ", ".join(named)]).strip())
    return ", ".join(parts)
