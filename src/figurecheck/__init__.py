"""Checking a document written by hand: what it says that cannot be true together.

Belongs here: the entry points. Does not belong here: reading formats (``read``), finding numbers
(``quantities``) or any relation (``relations``). See ``docs/reference/check-document.md``.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from figurecheck.errors import DocumentError, NoDocument
from figurecheck.report import CODES, Finding, Place, Report, render_text

__all__ = ["CODES", "DocumentError", "Finding", "NoDocument", "Place", "Report", "check", "render_text"]


def check(path: Path, facts: Any = None) -> Report:
    """Read a document and report what in it cannot be true together.

    Parameters
    ----------
    path
        A Markdown, HTML, Word or PDF file.
    facts
        The content of an edition's ``facts.json`` (a list of facts), or its facts by id. With them, figures
        that can be matched to a fact are compared as well.

    Returns
    -------
    Report
        The findings, contradictions first; ``exit_code`` is 0 if there are none, else 1.

    Raises
    ------
    NoDocument
        There is no such file, or its kind cannot be checked.
    DocumentError
        It is empty, damaged, protected, a scan without text, or unreasonably large.
    """
    from figurecheck.read import read_document
    from figurecheck.relations import Context, find

    document = read_document(Path(path))
    context = Context.of(document)
    report = Report(document.name, document.kind)
    for item in sorted(find(context), key=lambda item: item.sure):  # contradictions first
        if not _said(item, report.findings):
            report.findings.append(item)
    report.read = {
        "paragraphs": len(document.prose),
        "sentences": len(context.sentences),
        "tables": len(document.tables),
        "figures": sum(len(sentence.of_kind("cwpgmru")) for sentence in context.sentences),
    }
    if document.pages is not None:
        report.read["pages"] = document.pages
    if facts is not None:
        from figurecheck.facts import absent, compare

        compared, agree, differing = compare(context, facts)
        report.read |= {"compared": compared, "agree": agree}
        report.findings.extend(differing)
        report.not_in_facts = absent(context, facts)
    unique = {(item.code, item.place, item.quote, item.what): item for item in report.findings}
    in_order = lambda item: (item.sure, item.place.paragraph or 0, item.code)  # noqa: E731
    report.findings = sorted(unique.values(), key=in_order)
    return report


def _said(item: Finding, before: list[Finding]) -> bool:
    """Whether an earlier finding is about the same figures of the same place."""
    return any(
        other.place.paragraph == item.place.paragraph
        and other.quote == item.quote
        and len(set(item.figures) & set(other.figures)) >= min(2, len(set(item.figures)))
        and item.figures
        and not item.place.table
        for other in before
    )
