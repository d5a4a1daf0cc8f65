"""What ``notebooks/start_here.ipynb`` calls: see what is there, check, build, look at the page."""

from __future__ import annotations

import functools
import json
import re
import subprocess
import sys
import tempfile
from html import escape
from pathlib import Path
from typing import Any

import pandas as pd
from IPython.display import HTML, IFrame, display

from auditlib.errors import Problem, UsageError
from auditlib.paths import Project
from auditlib.progress import progress, progress_of
from auditlib.schema import RETURNS
from auditlib.settings import load_edition
from auditlib.validate.results import Validation
from auditlib.validate.wording import summary_lines
from auditlib.watch import serve

_PARAMETER = re.compile(r'(edition = \\")\d{4}-\d{2}(\\")')


def editions() -> pd.DataFrame:
    """Every edition of the project, how far it has come and what comes next."""
    rows = {
        each.edition: {
            "returns": {"passed": "checked", "failed": "to correct", "": "not checked"}[each.checked],
            "built": "changed since" if each.built and each.changed else "yes" if each.built else "no",
            "signed": "void" if each.void else ", ".join(each.signed) or "no",
            "published": each.published or "no",
            "next": each.next,
        }
        for each in progress(Project.find())
    }
    return pd.DataFrame.from_dict(rows, orient="index")


def returns(edition: str) -> pd.DataFrame:
    """For every return and month of an edition: here, no rows yet, missing, or not expected."""
    found = progress_of(Project.find(), edition)
    if found.fault:
        raise UsageError(found.fault)
    table = pd.DataFrame("not expected", index=list(RETURNS), columns=[each.month for each in found.months])
    for each in found.months:
        for names, word in ((each.here, "here"), (each.empty, "no rows yet"), (each.missing, "missing")):
            table.loc[list(names), each.month] = word
    return table


def check(edition: str) -> None:
    """Check the returns and say what to correct; the reports are in ``build/<edition>/validation/``."""
    found = _run("validate", edition)
    if "validation" in found:
        lines = "\n".join(escape(text) for _, text in summary_lines(Validation.from_json(found["validation"])))
        display(HTML(f"<pre>{lines}</pre>"))


def build(edition: str) -> None:
    """Build the page; only what has changed is done again."""
    built = _run("build", edition)
    if "page" in built:
        figures = "".join(f"<tr><th>{name}</th><td>{text}</td></tr>" for name, text in built["headlines"].items())
        listed = "".join(f"<li>{escape(text)}</li>" for text in built["warnings"])
        warned = f"<p>Please look at:</p><ul>{listed}</ul>" if listed else ""
        done = f"{len(built['done'])} steps done, {len(built['reused'])} reused."
        display(HTML(f"<p>Built by {built['renderer']}: {done}</p><table>{figures}</table>{warned}"))
    else:
        each = "".join(f"<li>{_as_item(problem)}</li>" for problem in built["errors"])
        display(HTML(f"<p>To put right:</p><ul>{each}</ul>"))


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


def _run(command: str, edition: str) -> dict[str, Any]:
    """What a command finds, as JSON. It runs in a process of its own, so that what runs here cannot disturb it."""
    shown = display(HTML(""), display_id=True)
    line = [sys.executable, "-m", "auditlib", command, edition, "--json", "--verbose"]
    with (
        tempfile.TemporaryFile("w+", encoding="utf-8") as answer,
        subprocess.Popen(
            line, cwd=Project.find().root, stdout=answer, stderr=subprocess.PIPE, encoding="utf-8"
        ) as process,
    ):
        said = [""]
        try:
            for text in process.stderr or ():
                said.append(text)
                shown.update(HTML(f"<progress></progress> {escape(text)}"))
        except KeyboardInterrupt:
            process.terminate()
            raise
        process.wait()
        answer.seek(0)
        found = answer.read()
    shown.update(HTML(""))
    # A fault of auditlib itself goes to standard error alone.
    return json.loads(found) if found else {"errors": [{"code": "INT-01", "what": "".join(said[-4:])}]}


def _as_item(problem: dict[str, Any]) -> str:
    code = problem.pop("code")
    return f"<b>{code}</b> {escape(str(Problem(**problem)))}"
