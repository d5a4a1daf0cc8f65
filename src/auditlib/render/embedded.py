"""The embedded renderer: ``report.qmd`` to a page by pandoc alone, with the project's own template and filters.

What only Quarto can do is named with its place before pandoc starts.
"""

from __future__ import annotations

import base64
import json
import re
import tempfile
from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from typing import Any

from auditlib.errors import BuildError
from auditlib.render.options import Options, load_options
from auditlib.render.pandoc import pandoc_version, run_pandoc
from auditlib.render.places import Faults, Place, named
from auditlib.render.source import DOCUMENT, Source, code_lines, read_source, resolve

_OTHERWISE = "Build with --renderer quarto, or write it otherwise."
_EXECUTABLE = re.compile(r"^\s*(?:```+|~~~+)\s*\{(?!=)[A-Za-z]")
#: Classes to which only Quarto gives a meaning.
_CLASSES = re.compile(
    r"(?<=[{\s])\.(panel-[\w-]+|column[\w-]*|layout-[\w-]+|grid|g-col-[\w-]+|aside|margin-[\w-]+|theorem|proof|listing|"
    r"incremental|nonincremental|scrollable|landscape|list-table|lightbox|tabset[\w-]*|light-content|dark-content|"
    r"callout-(?!note\b|tip\b|important\b|warning\b|caution\b)[\w-]+)(?=[\s}])"
)
_ATTRIBUTES = re.compile(
    r"[{\s](layout(?:-[\w-]+)?|fig-(?!alt\b)[\w-]+|tbl-[\w-]+|lightbox|group|when-profile|unless-profile)=(?=[^{}]*\})"
)
_REFERENCE = re.compile(r"(?<![\w\\@.])-?@([A-Za-z][\w-]*[\w])")
_ID = re.compile(r"\{[^{}]*#([A-Za-z][\w-]*)[^{}]*\}")
_COVERED = ("fig", "tbl", "sec")
_QUARTO_IDS = re.compile("alg|cau|cnj|cor|def|dia|eq|exm|exr|imp|lem|lst|nte|prf|prp|rem|sol|thm|tip|tnl|vid|wrn")
_IMAGE = re.compile(r"!\[[^\]]*\]\(([^)\s]+)")
_CONDITION = re.compile(r"(?:when|unless)-meta=\"?([\w.-]+)")
_INLINE_CODE = re.compile(r"(`+).+?\1")


def _check_covered(lines: list[str], places: list[Place], metadata: Mapping[str, Any], faults: Faults) -> None:
    """Name what pandoc alone would leave out, and references, conditions and images that point at nothing."""
    references: list[tuple[str, Place]] = []
    ids: set[str] = set()
    for line, place, code in zip(lines, places, code_lines(lines), strict=True):
        if code:
            if code == "begins" and _EXECUTABLE.match(line):
                faults.add(place, "a cell to execute: this needs Quarto.", "Compute in a notebook and embed its cell.")
            continue
        words = _INLINE_CODE.sub("", line)
        for found in _CLASSES.findall(words):
            faults.add(place, f"the class {named(found)}: this needs Quarto.", _OTHERWISE)
        for found in _ATTRIBUTES.findall(words):
            faults.add(place, f"the attribute {named(found)}: this needs Quarto.", _OTHERWISE)
        for found in _CONDITION.findall(words):
            if not isinstance(_looked_up(metadata, found), bool):
                what = f"the condition {named(found)} is not true or false in the metadata."
                faults.add(place, what, "Correct the name, or add it there.")
        for found in _IMAGE.findall(words):
            if not found.startswith("data:image/") and re.match(r"[\w+.-]+:|/|.*\.\.", found):
                faults.add(place, "an image is not in the document's folder.", "Copy it there.")
        ids.update(_ID.findall(words))
        references += [(label, place) for label in _REFERENCE.findall(words)]
    for label, place in references:
        kind = label.partition("-")[0].lower()
        if kind in _COVERED and "-" in label:
            if label[0].lower() + label[1:] not in ids:
                what = f"the reference @{label} points at nothing."
                faults.add(place, what, f"Give what it means the id #{label}, or correct the reference.")
        elif _QUARTO_IDS.fullmatch(kind) and "-" in label:
            faults.add(place, f"the reference @{label}: this needs Quarto.", "Refer to fig-, tbl- or sec-.")
        else:
            faults.add(place, f"the citation @{label}: this needs Quarto.", "Write \\@ for an @ sign.")


def _looked_up(metadata: Any, path: str) -> Any:
    for part in path.split("."):
        metadata = metadata.get(part) if isinstance(metadata, Mapping) else None
    return metadata


_DATA = re.compile(r"(?<=\()data:image/(svg\+xml|png|jpeg|gif|webp);base64,([A-Za-z0-9+/=]+)(?=\))")
#: What stands for an image while pandoc works; the second kind is written by ``assets/filters/page.lua``.
_SHORT = re.compile(r"(?<=\")data:image/png,(?:image-(?P<number>\d+)|(?P<phone>phone/[\w.-]+\.svg))(?=\")")
#: A style sheet of the page. What else a page asks for, pandoc puts into it, which takes a fifth of its time again.
_STYLE_SHEET = re.compile(r'<link rel="stylesheet" href="((?!data:)[^"]+)" ?/?>')
_ASKS_FOR_FILES = re.compile(
    r"""\s(?:src|srcset|poster|data)=["'](?!data:)|<link[^>]*\shref=["'](?!data:)|url\(\s*["']?(?!data:|#)|@import"""
)
#: A comment, or code, in which there are none.
_COMMENT = re.compile(r"^```.*?^```|<!--.*?-->", re.DOTALL | re.MULTILINE)
_DO = "Compare it with the manual of Markdown."


def _arguments(options: Options) -> list[str]:
    """Options of the page as arguments of pandoc."""
    given = options.given
    arguments = [f"--shift-heading-level-by={given.get('shift-heading-level-by', 0)}"]
    for name in ("toc", "number-sections"):
        arguments += [f"--{name}"] if given.get(name) is True else []
    if "toc-depth" in given:
        arguments.append(f"--toc-depth={given['toc-depth']}")
    if given.get("html-math-method") == "mathml":
        arguments.append("--mathml")
    arguments += [f"--css={name}" for name in options.files("css")]
    arguments += [f"--template={name}" for name in options.files("template")]
    with resources.as_file(resources.files("auditlib.render").joinpath("quarto.lua")) as own:
        arguments.append(f"--lua-filter={own}")
    return arguments + [f"--lua-filter={name}" for name in options.files("filters")]


def _blank(comment: re.Match[str]) -> str:
    """Nothing in place of a comment, on as many lines: what it says is for the writer."""
    return comment[0] if comment[0].startswith("`") else "\n" * comment[0].count("\n")


def _checked(workspace: Path) -> tuple[Source, Options]:
    """The document with its values in place, and its options.

    Raises
    ------
    BuildError
        Something is missing, or needs Quarto; all of it is listed, with file and line.
    """
    faults = Faults()
    source = read_source(workspace, faults)
    options = load_options(workspace, source.front, faults)
    if "title" not in options.metadata:
        faults.add(Place(DOCUMENT, 1), "the document has no title.", "Give it one in the front matter or metadata.")
    values = {"var": options.variables, "meta": options.metadata}
    if source.lines:
        source.lines = _COMMENT.sub(_blank, "\n".join(source.lines)).split("\n")
    _check_covered(source.lines, source.places, options.metadata, faults)
    source.lines = [
        resolve(line, values, place, faults) if "{{" in line else line
        for line, place in zip(source.lines, source.places, strict=True)
    ]
    faults.raise_any()
    return source, options


#: Where pandoc says that a filter or a template of the project failed.
_FAILED = re.compile(r'^(?:Error compiling template ")?(?!/)([\w./-]+\.\w+)(?:" \(line |:)(\d+)', re.MULTILINE)
_WRONG_OPTION = 6


def _run(arguments: list[str], text: str, workspace: Path, source: Source) -> str:
    """What pandoc makes of the document; what it warns of is a fault."""
    given = ["--from=markdown", "--to=html", "--standalone", "--wrap=none", *arguments]
    done = run_pandoc(given, text, workspace)
    faults = Faults()
    for note in re.split(r"^(?=\[)", done.stderr, flags=re.MULTILINE):
        if note.startswith("[WARNING]"):
            line = re.search(r"line (\d+)", note)
            number = min(int(line[1]), len(source.places)) if line else 0
            place = source.places[number - 1] if number else Place(DOCUMENT)
            what, do = "pandoc cannot read this as it is written.", _DO
            if "unclosed" in note.lower():
                what, do = "a ::: block that begins here is not closed.", "End it with a line of :::."
            elif "etch resource" in note:
                what, do = "an image or style sheet is not there.", "Correct its name, or add the file."
            elif "uplicate" in note:
                what, do = "a name is given twice.", "Remove one."
            faults.add(place, what, do)
    faults.raise_any()
    if done.returncode:  # what pandoc says may quote the document
        if failed := _FAILED.search(done.stderr):
            where = f"{failed[1]} line {failed[2]}"
            raise BuildError("pandoc stops here.", "Correct this line, or take the file out of _quarto.yml.", where)
        what = f"pandoc could not render {DOCUMENT} (exit code {done.returncode})."
        options = "Correct toc-depth and shift-heading-level-by in _quarto.yml: each is a whole number."
        raise BuildError(what, options if done.returncode == _WRONG_OPTION else "")
    return done.stdout


def to_html(workspace: Path) -> tuple[str, str]:
    """Render a workspace by pandoc.

    Raises
    ------
    BuildError
        Something is missing, unresolved or needs Quarto; each fault has its file and line.
    """
    workspace = workspace.resolve()
    source, options = _checked(workspace)
    images: list[str] = []

    def shortened(match: re.Match[str]) -> str:  # pandoc takes as long over long addresses as over all the rest
        images.append(match[0])
        return f"data:image/png,image-{len(images) - 1}"

    def whole(match: re.Match[str]) -> str:
        if match["number"]:
            return images[int(match["number"])]
        return "data:image/svg+xml;base64," + base64.b64encode((workspace / match["phone"]).read_bytes()).decode()

    with tempfile.TemporaryDirectory() as folder:
        metadata = Path(folder) / "metadata.json"
        metadata.write_text(json.dumps(_metadata(options)), encoding="utf-8")
        text = "\n".join(_DATA.sub(shortened, line) if "(data:" in line else line for line in source.lines) + "\n"
        arguments = [*_arguments(options), f"--metadata-file={metadata}"]
        html = _run(arguments, text, workspace, source)
        if options.given.get("embed-resources") is True:
            html = _STYLE_SHEET.sub(lambda match: _style_element(workspace / match[1]), html)
            if _ASKS_FOR_FILES.search(html):
                html = _run([*arguments, "--embed-resources"], text, workspace, source)
    return _SHORT.sub(whole, html), pandoc_version()


def _style_element(sheet: Path) -> str:
    return f"<style>\n{sheet.read_text(encoding='utf-8')}</style>"


def _metadata(options: Options) -> dict[str, Any]:
    kept = {key: options.given[key] for key in ("lang", "toc-title", "number-depth") if key in options.given}
    return options.metadata | kept
