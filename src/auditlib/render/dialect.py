"""What the document may hold: the Quarto that this project uses.

Belongs here: refusing whatever Quarto would act on and the embedded renderer does not cover, and whatever either
would drop without a word. Does not belong here: cross-references.
"""

from __future__ import annotations

import re
import urllib.parse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from auditlib.render.callouts import CALLOUTS, TITLE
from auditlib.render.locate import Reporter
from auditlib.render.options import Options
from auditlib.render.pandoc import Node, attributes, is_node, is_text, text_of
from auditlib.render.places import named

#: Wraps what a notebook cell put out; made by :mod:`auditlib.render.source`.
CELL = "quarto-embed-nb-cell"
#: Classes that Quarto acts on, or that only its own style sheets and scripts give a meaning.
_QUARTO_CLASSES = re.compile(
    r"callout(-.*)?|panel-.*|column(s|-.*)?|layout-.*|quarto-.*|cell(-.*)?|grid|g-(col|start)-.*|aside|hidden|"
    r"margin-.*|caption-.*|fragment|incremental|nonincremental|r-.*|notes|smaller|scrollable|landscape|list-table|"
    r"listing|theorem|proof|remark|solution|content-(visible|hidden)|code-.*|lightbox|tab-.*|tabset.*|page-.*|"
    r"(light|dark)-content|appendix|refs|btn(-.*)?|card(-.*)?|kbd|visually-hidden|email-.*|fit-text|absolute"
)
#: Kinds of cross-reference that are Quarto's and not covered, by the beginning of their ids.
_OTHER_REFERENCES = re.compile("alg|cau|cnj|cor|def|dia|eq|exm|exr|imp|lem|lst|nte|prf|prp|rem|sol|thm|tip|tnl|vid|wrn")
_ANY_ATTRIBUTE = re.compile(r"lang|dir|title|role|aria-[a-z]+|data-fact")
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9-]*)([^>]*)>")
_RAW_TAGS = re.compile(
    "abbr|b|bdi|bdo|br|cite|code|del|details|dfn|em|i|ins|kbd|mark|q|s|samp|small|span|strong|sub|summary|sup|time|"
    "u|var|wbr"
)
_RAW_ATTRIBUTE = re.compile(r"([\w:-]+)(\s*=|\s|$)")
#: What pandoc leaves as text when nothing answers to it.
_LEFT_OVER = re.compile(r"(\[\^[^\]\s]+\])|(^:::+)|(\]\[)")
#: How a heading's surroundings are called where it may not stand.
_AROUND = {
    "BlockQuote": "a quotation",
    "Table": "a table",
    "Note": "a footnote",
    "DefinitionList": "a list",
    "BulletList": "a list",
    "OrderedList": "a list",
    "Figure": "a figure",
}
_IMAGE_FILES = (".svg", ".png", ".jpg", ".jpeg", ".gif", ".webp")


def prefix(identifier: str) -> str:
    """The kind of cross-reference that an id is for: ``fig`` of ``fig-trend``; empty if it is for none."""
    match = re.match(r"([A-Za-z]+)-", identifier)
    return match[1].lower() if match else ""


class _Dialect:
    def __init__(self, workspace: Path, options: Options, data: dict[str, str], reporter: Reporter) -> None:
        self.workspace, self.options, self.data = workspace, options, data
        self.reporter, self.fault = reporter, reporter.fault
        self.ids: set[str] = set()
        self.open_tags: dict[str, int] = {}
        self.targets: list[str] = []
        self.checks: dict[str, Callable[[Node], None]] = {
            "Div": self.div,
            "RawBlock": self.raw,
            "RawInline": self.raw,
            "Math": self.math,
            "Cite": self.cite,
            "Image": self.image,
            "Link": self.link,
            "Str": self.word,
        }

    def check(self, items: list[Any], inside: str = "") -> None:
        """Check a part of the tree; `inside` says where headings may not stand."""
        if is_text(items):
            return
        for item in items:
            if is_node(item):
                self.node(item, inside)
            elif isinstance(item, dict):
                self.check(list(item.values()), inside)
            elif isinstance(item, list):
                self.check(item, inside)

    def node(self, node: Node, inside: str) -> None:
        kind, content = node["t"], node.get("c")
        self.attributes(node)
        if kind == "Header":
            self.header(node, inside)
        elif kind in self.checks:
            self.checks[kind](node)
        if isinstance(content, list):
            self.check(content, self.within(node) or inside)
        elif isinstance(content, dict):
            self.check([content], self.within(node) or inside)

    def within(self, node: Node) -> str:
        """How a heading's surroundings are called where it may not stand."""
        if node["t"] == "Div" and any(name.startswith("callout") for name in node["c"][0][1]):
            return "a callout"
        return _AROUND.get(node["t"], "")

    def attributes(self, node: Node) -> None:
        attr = attributes(node)
        if attr is None:
            return
        identifier, classes, pairs = attr
        kind = node["t"]
        if identifier:
            written = self.reporter.id_as_written(identifier)
            if identifier in self.ids:
                self.reporter.find(written)  # the first of the two
                self.fault(written, f"the id {named(identifier)} stands twice.", "Give each its own.")
            self.ids.add(identifier)
            if _OTHER_REFERENCES.fullmatch(prefix(identifier)) and kind in ("Div", "CodeBlock", "Span"):
                self.fault(written, f"cross-references to {prefix(identifier)}- are not covered.", "Use another id.")
            if prefix(identifier) in ("fig", "tbl") and kind not in ("Figure", "Table", "Div"):
                what = f"{named(identifier)} is not on a figure or table of its own."
                self.fault(written, what, "Leave an empty line before and after it.")
            if prefix(identifier) == "sec" and kind != "Header":
                self.fault(written, f"{named(identifier)} is not on a heading.", "Put it on a heading.")
        allowed = {CELL, TITLE, *(f"callout-{name}" for name in CALLOUTS)} if kind == "Div" else set()
        for name in classes:
            if _QUARTO_CLASSES.fullmatch(name) and name not in allowed:
                self.fault(name, f"the class {named(name)} is not covered.", "Remove it, or say it in other words.")
        extra = {"Image": {"fig-alt", "width", "height"}, "Div": {"collapse"}}.get(kind, set())
        for key, _ in pairs:
            if key not in extra and not _ANY_ATTRIBUTE.fullmatch(key):
                self.fault(key, f"the attribute {named(key)} is not covered.", "Remove it.")

    def header(self, node: Node, inside: str) -> None:
        if inside:
            words = text_of(node["c"][2]).split()
            self.fault(words[0] if words else "#", f"a heading inside {inside} is not covered.", "Use bold text.")

    def div(self, node: Node) -> None:
        (_, classes, pairs), _ = node["c"]
        callouts = [name for name in classes if name.startswith("callout")]
        if len(callouts) > 1:
            self.fault(callouts[1], "a callout of two kinds is not covered.", "Keep one.")
        for key, value in pairs:
            if key == "collapse" and (not callouts or value not in ("true", "false")):
                self.fault(key, "collapse is for callouts, and true or false.", "Correct or remove it.")

    def raw(self, node: Node) -> None:
        kind, text = node["c"]
        if kind not in ("html", "html5"):
            self.fault(f"{{={kind}}}", f"raw {named(kind)} would be left out of the page.", "Write it as Markdown.")
            return
        for closing, name, given in _TAG.findall(text):
            if not _RAW_TAGS.fullmatch(name.lower()):
                self.fault(f"<{name}", f"the raw HTML tag {named(name)} is not covered.", "Write it as Markdown.")
            for attribute, _ in _RAW_ATTRIBUTE.findall(re.sub(r"\"[^\"]*\"|'[^']*'", "", given)):
                if not re.fullmatch("class|lang|dir|title|datetime|open|data-fact", attribute):
                    what = f"the attribute {named(attribute)} of raw HTML is not covered."
                    self.fault(f"<{name}", what, "Remove it.")
            if name.lower() not in ("br", "wbr"):
                self.open_tags[name] = self.open_tags.get(name, 0) + (-1 if closing else 1)
        if "<" in _TAG.sub("", text):
            self.fault(text.split("\n")[0][:20], "this raw HTML is not covered.", "Write it as Markdown.")

    def whole(self) -> None:
        """Refuse links to ids that are not there, and raw HTML that is opened and not closed."""
        for target in self.targets:
            if urllib.parse.unquote(target) not in self.ids:
                what = f"a link leads to {named(target)}, which is not in the document."
                self.fault(f"(#{target}", what, "Correct it, or give what it means this id.")
        for name, count in self.open_tags.items():
            if count:
                what = f"the raw HTML tag {named(name)} is not {'closed' if count > 0 else 'opened'}."
                self.fault(f"<{'' if count > 0 else '/'}{name}", what, "Write both, or use Markdown.")

    def math(self, node: Node) -> None:
        if not self.options.mathml:
            do = "Set html-math-method: mathml, or put a backslash before the $ signs."
            self.fault("$", "a formula needs a script from elsewhere.", do)

    def cite(self, node: Node) -> None:
        for citation in node["c"][0]:
            label = citation["citationId"]
            kind = prefix(label)
            if _OTHER_REFERENCES.fullmatch(kind):
                self.fault(f"@{label}", f"references to {kind}- are not covered.", "Refer to fig-, tbl- or sec-.")
            elif kind not in ("fig", "tbl", "sec"):
                self.fault(f"@{label}", f"citations such as @{label} are not covered.", "Write \\@ for an @ sign.")
            elif text_of(citation["citationSuffix"]).strip():
                what = f"Quarto would drop the words after @{label} in the brackets."
                self.fault(f"@{label}", what, "Put them after the brackets.")

    def image(self, node: Node) -> None:
        (_, _, pairs), inlines, (target, _) = node["c"]
        if target not in self.data:
            self.image_file(target)
        elif not re.match(r"data:image/(svg\+xml|png|jpeg|gif|webp)[;,]", self.data[target]):
            self.fault(target, "the data of an image are not those of an image.", "Put out SVG or PNG.")
        elif not self.data[target].partition(",")[2]:
            self.fault(target, "an image is empty.", "Check the cell that draws it.")
        if not any(key == "fig-alt" and value.strip() for key, value in pairs) and not text_of(inlines).strip():
            what = "an image has neither alternative text nor a caption."
            self.fault(target, what, 'Add {fig-alt="What it shows."}.')

    def image_file(self, target: str) -> None:
        if re.match(r"\w[\w+.-]*:|//", target):
            self.fault(target, "an image from elsewhere is not covered.", "Copy it into the document's folder.")
        elif target.startswith("/") or ".." in Path(target).parts:
            self.fault(target, f"the image {named(target)} is not in the document's folder.", "Copy it there.")
        elif not (self.workspace / target).is_file():
            self.fault(target, f"there is no image {named(target)}.", "Correct the name, or add the file.")
        elif not target.lower().endswith(_IMAGE_FILES):
            self.fault(target, f"{named(target)} is not an image for a page.", "Use SVG or PNG.")

    def link(self, node: Node) -> None:
        target = node["c"][2][0]
        if any(inner["t"] == "Image" for inner in node["c"][1]):
            self.fault(target, "an image that is a link is not covered.", "Put the link into the text beside it.")
        if target.startswith("#") and len(target) > 1:
            self.targets.append(target[1:])
        path = target.partition("#")[0].partition("?")[0].lower()
        if path.endswith((".ipynb", ".qmd")):
            self.fault(target, "a link to a notebook or source file is not covered.", "Embed what it shows.")
        elif re.match(r"(file|javascript|data|vbscript):", target, re.IGNORECASE):
            self.fault(target, "a link to a file of a machine or to a script is not covered.", "Link to a page.")
        elif not target:
            self.fault("](", "a link leads nowhere.", "Write an address in the round brackets.")

    def word(self, node: Node) -> None:
        for match in _LEFT_OVER.finditer(node["c"]):
            if match[1]:
                self.fault(match[1], f"the footnote {named(match[1])} is not there.", "Add it, or remove the mark.")
            elif match[2]:
                self.reporter.stray_fence()
            else:
                self.fault("][", "a link leads to a name that is not given.", "Add '[name]: address'.")


def check_dialect(
    blocks: list[Node], workspace: Path, options: Options, data: dict[str, str], reporter: Reporter
) -> set[str]:
    """Refuse what is not covered.

    Parameters
    ----------
    blocks
        The document, with shortcodes resolved and hidden parts gone.
    workspace
        Where images are.
    options
        What the document asks for.
    data
        Data addresses by the names that stand for them.
    reporter
        Takes the faults.

    Returns
    -------
    set of str
        Every id of the document.
    """
    dialect = _Dialect(workspace, options, data, reporter)
    dialect.check(blocks)
    dialect.whole()
    return dialect.ids
