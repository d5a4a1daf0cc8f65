"""What ``notebooks/start_here.ipynb`` calls: see what is there, check, build, look at the page.

Belongs here: the steps of a month, shown in JupyterLab. Does not belong here: the steps themselves.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from pathlib import Path

import pandas as pd
from IPython.display import HTML, IFrame, display

from auditlib import pipeline, terminal
from auditlib.errors import AuditlibError, UsageError
from auditlib.paths import Project
from auditlib.progress import progress
from auditlib.schema import RETURNS
from auditlib.settings import list_editions, load_edition
from auditlib.validate.wording import summary_lines
from auditlib.watch import serve

_PARAMETER = re.compile(r'(edition = \\")\d{4}-\d{2}(\\")')


def editions() -> pd.DataFrame:
    """Every edition of the project, how far it has come and what comes next."""
    rows = {
        each.edition: {
            "returns": {"passed": "checked", "failed": "to correct", "": "not checked"}[each.checked],
            "built": "changed since" if each.built and each.changed else "yes" if each.built else "no",
            "published": "yes" if each.published else "no",
            "next": each.next,
        }
        for each in progress(Project.find())
    }
    return pd.DataFrame.from_dict(rows, orient="index")


def returns(edition: str) -> pd.DataFrame:
    """For every return and month of an edition: here, no rows yet, missing, or not expected."""
    found = next((each for each in progress(Project.find()) if each.edition == edition), None)
    if found is None or found.fault:
        raise UsageError(found.fault if found else f"There is no edition {edition}. Start one: auditlib new {edition}")
    table = pd.DataFrame("not expected", index=list(RETURNS), columns=[each.month for each in found.months])
    for each in found.months:
        for names, word in ((each.here, "here"), (each.empty, "no rows yet"), (each.missing, "missing")):
            table.loc[list(names), each.month] = word
    return table


def check(edition: str) -> None:
    """Check the returns and say what to correct; the reports are in ``build/<edition>/validation/``."""
    with _told() as shown:
        validation = pipeline.validate(Project.find(), edition, watcher=shown)
        lines = "\n".join(escape(text) for _, text in summary_lines(validation))
        display(HTML(f"<pre>{lines}</pre>"))


def build(edition: str) -> None:
    """Build the page; only what has changed is done again."""
    with _told() as shown:
        built = pipeline.build(Project.find(), edition, watcher=shown)
        figures = "".join(f"<tr><th>{escape(name)}</th><td>{escape(text)}</td></tr>" for name, text in built.headlines)
        listed = "".join(f"<li>{escape(text)}</li>" for text in built.warnings)
        warned = f"<p>Please look at:</p><ul>{listed}</ul>" if listed else ""
        done = f"<p>Built by {escape(built.renderer)}: {len(built.done)} steps done, {len(built.reused)} reused.</p>"
        display(HTML(f"{done}<table>{figures}</table>{warned}"))


def page(edition: str, height: int = 700) -> IFrame:
    """The page of an edition that has been built, in a frame that shows it anew whenever it is built again."""
    if not (Project.find().site(edition) / "index.html").is_file():
        raise UsageError(f"Edition {edition} has no page yet. Run the cell that builds it.")
    return IFrame(f"http://127.0.0.1:{_served(Project.find().site(edition))}/", "100%", height)


@functools.cache
def _served(site: Path) -> int:
    """The port at which a page's folder is served to this computer alone; JupyterLab keeps its style sheet back."""
    return serve(site).server_port


def sections(edition: str) -> HTML:
    """A link to the notebook of each section, which opens on the edition."""
    open_on(Project.find(), edition)
    names = sorted(path.stem for path in Project.find().notebooks.glob("*.ipynb") if path.stem != "start_here")
    return HTML("<ul>" + "".join(f'<li><a href="{name}.ipynb">{name}</a></li>' for name in names) + "</ul>")


def open_on(project: Project, edition: str) -> list[str]:
    """Make an edition the one on which the notebooks open, and name those that were changed.

    A build gives the edition itself, whatever stands in the notebook.
    """
    load_edition(project, edition)
    changed = []
    for path in sorted(project.notebooks.glob("*.ipynb")):
        text = path.read_text(encoding="utf-8")
        new = _PARAMETER.sub(rf"\g<1>{edition}\g<2>", text, count=1)
        if new != text:
            path.write_text(new, encoding="utf-8", newline="\n")
            changed.append(path.name)
    return changed


def worked_on(project: Project) -> str:
    """The edition being worked on: the latest.

    Raises
    ------
    UsageError
        There is none.
    """
    names = list_editions(project)
    if not names:
        raise UsageError("There is no edition. Start one: auditlib new 2020-03")
    return names[-1]


class _Shown(terminal.Lines):
    """Shows how a build goes as a bar that grows."""

    def __init__(self) -> None:
        super().__init__()
        self._steps, self._done = 0, 0
        self._output = display(HTML(""), display_id=True)

    def expect(self, steps: int) -> None:
        """Know how many steps there are."""
        self._steps = steps

    def finished(self, step: str, seconds: float) -> None:
        """Move on."""
        self._move(step)

    def reused(self, step: str) -> None:
        """Move on."""
        self._move(step)

    def note(self, text: str) -> None:
        """Pass it on."""
        display(HTML(f"<p>{escape(text)}</p>"))

    def _move(self, step: str) -> None:
        self._done += 1
        bar = f'<progress value="{self._done}" max="{max(self._steps, self._done)}"></progress>'
        self._output.update(HTML(f"{bar} {escape(step)}"))

    def close(self) -> None:
        """Take the bar away."""
        self._output.update(HTML(""))


@contextmanager
def _told() -> Iterator[_Shown]:
    """Somebody who shows how it goes; what the user has to put right is listed, without a traceback."""
    shown = _Shown()
    try:
        yield shown
    except AuditlibError as error:
        each = "".join(f"<li><b>{error.code_of(problem)}</b> {escape(str(problem))}</li>" for problem in error.problems)
        display(HTML(f"<p>To put right:</p><ul>{each}</ul>"))
    finally:
        shown.close()
