"""The pages of the site around the editions: their index, the feed, revisions, accessibility, and a withdrawal.

Belongs here: their content, made from the versions in the folder alone. Does not belong here: writing them.
"""

from __future__ import annotations

import posixpath
import re
from html import escape
from importlib import resources
from itertools import chain
from xml.sax.saxutils import escape as escape_xml

from auditlib.periods import day_name
from auditlib.webpage import parsed, words
from auditlib.website.versions import Version

STYLE = "site.css"
_TAG = re.compile(r"<[A-Za-z][^>]*>")
_ADDRESS = re.compile(r'(\s(?:href|src|srcset)=")([^"]*)(?=")')
_ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|[#/]|$", re.IGNORECASE)


def moved(html: str, before: str, now: str) -> str:
    """A page moved from the folder `before` to `now`, its relative addresses leading to the same files as they did."""

    def address(value: str) -> str:
        path, mark, rest = re.findall(r"^([^?#]*)([?#]?)(.*)", value, re.DOTALL)[0]
        if _ELSEWHERE.match(value) or not path:
            return value
        slash = "/" if path.endswith("/") else ""
        return posixpath.relpath(posixpath.join("/", before, path), posixpath.join("/", now)) + slash + mark + rest

    def attribute(match: re.Match[str]) -> str:
        if "srcset" in match[1]:
            parts = (part.strip().partition(" ") for part in match[2].split(","))
            return match[1] + ", ".join(f"{address(name)}{space}{size}" for name, space, size in parts)
        return match[1] + address(match[2])

    return _TAG.sub(lambda tag: _ADDRESS.sub(attribute, tag[0]), html)


def messages(html: str) -> tuple[str, ...]:
    """The main messages of a report's page: what is bold in the list of its summary, or else the list."""
    items = parsed(html).xpath("//main//li[preceding::*[self::h2 or self::h3][1][@id='sec-summary']]")
    return tuple(words((item.xpath("./strong[1]|./p[1]/strong[1]") or [item])[0]) for item in items)


def with_notice(html: str, version: Version) -> str:
    """A page of a version with what a reader needs to know of it: that it was revised, and where the others are.

    A page that holds its style in itself is for e-mail: from there, links to the site lead nowhere.
    """
    if "<style" in html:
        return html
    notice = ""
    if version.replaces:
        revised = f"Version {version.number}, revised on {day_name(version.day)}"
        notice = f"<strong>{revised}:</strong> {escape(version.reason)} "
    links = (
        '<a href="../../index.html">All editions</a> · <a href="../../revisions.html">Revisions</a> · '
        '<a href="../../accessibility.html">Accessibility</a>'
    )
    return html.replace("</header>", f'<p class="author">{notice}{links}</p>\n</header>', 1)


def _page(title: str, body: str, style: str = STYLE, head: str = "") -> bytes:
    return (
        f'<!DOCTYPE html>\n<html lang="en-GB">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>{escape(title)}</title>\n'
        f'<link rel="stylesheet" href="{style}">\n{head}</head>\n<body>\n'
        f'<a class="skip-link" href="#main">Skip to main content</a>\n'
        f'<header class="title-block"><h1>{escape(title)}</h1></header>\n'
        f'<div class="page">\n<main id="main" tabindex="-1">\n{body}\n</main>\n</div>\n</body>\n</html>\n'
    ).encode()


def withdrawn(version: Version) -> bytes:
    """The page in place of an edition that was withdrawn."""
    body = (
        f"<p>This edition was withdrawn on {day_name(version.day)}.</p>\n<p><strong>Why:</strong> "
        f'{escape(version.reason)}</p>\n<p><a href="../index.html">All editions</a></p>\n'
        f'<p>Questions: <a href="mailto:{escape(version.contact)}">{escape(version.contact)}</a></p>'
    )
    return _page(f"{version.title}: {version.period}", body, f"../{STYLE}")


def _listed(history: list[Version]) -> str:
    now = history[0]
    heading = f'<h2><a href="{now.edition}/index.html">{escape(now.period)}</a></h2>\n'
    if now.is_withdrawn:
        return f"{heading}<p>Withdrawn on {day_name(now.day)}: {escape(now.reason)}</p>"
    revised = f", revised on {day_name(now.day)}: {escape(now.reason)}" if now.replaces else ""
    messages = "".join(f"<li>{escape(text)}</li>" for text in now.messages)
    listed = f"<ul>{messages}</ul>" if messages else ""
    return f"{heading}<p>Published on {day_name(history[-1].day)}{revised}</p>\n{listed}"


def _index(found: list[list[Version]], title: str) -> bytes:
    links = (
        '<p><a href="latest/index.html">Latest edition</a> · <a href="feed.xml">Feed of new editions</a> · '
        '<a href="revisions.html">Revisions</a> · <a href="accessibility.html">Accessibility statement</a></p>\n'
    )
    feed = f'<link rel="alternate" type="application/atom+xml" href="feed.xml" title="{escape(title)}">\n'
    return _page(title, links + "\n".join(map(_listed, found)), head=feed)


def _revisions(found: list[list[Version]], title: str) -> bytes:
    rows = []
    for history in found:
        for one in history:
            gone = one.is_withdrawn or history[0].is_withdrawn
            name = f"{escape(one.period)}, version {one.number}"
            link = name if gone else f'<a href="{one.edition}/{one.folder}/index.html">{name}</a>'
            what = "Withdrawn" if one.is_withdrawn else "Revised" if one.replaces else "First published"
            why = f": {escape(one.reason)}" if one.reason else ""
            rows.append(f'<tr><th scope="row">{link}</th><td>{day_name(one.day)}</td><td>{what}{why}</td></tr>')
    body = (
        "<p>An edition that has been published is never changed without a word: other figures make a new version, and "
        "the earlier one stays where it was.</p>\n<table><caption>Every version published</caption>\n<thead><tr>"
        '<th scope="col">Version</th><th scope="col">Published on</th><th scope="col">What happened</th></tr></thead>\n'
        f'<tbody>{"".join(rows)}</tbody></table>\n<p><a href="index.html">All editions</a></p>'
    )
    return _page(f"Revisions: {title}", body)


def _feed(found: list[list[Version]], title: str) -> bytes:
    entries = []
    withdrawn_editions = {history[0].edition for history in found if history[0].is_withdrawn}
    every = sorted(chain.from_iterable(found), key=lambda one: (one.published, one.edition, one.number))
    for one in reversed(every):
        gone = one.is_withdrawn or one.edition in withdrawn_editions
        state = " (withdrawn)" if one.is_withdrawn else " (revised)" if one.replaces else ""
        summary = " ".join(filter(None, (one.reason, *(() if gone else one.messages))))
        href = f"{one.edition}/index.html" if gone else f"{one.edition}/{one.folder}/index.html"
        entries.append(
            f"<entry>\n<id>{_tag(one, one.published, f'{one.edition}/{one.folder}')}</id>\n"
            f"<title>{escape_xml(f'{one.title}: {one.period}{state}')}</title>\n"
            f'<link href="{href}"/>\n<updated>{one.published}T00:00:00Z</updated>\n'
            f"<summary>{escape_xml(summary)}</summary>\n</entry>\n"
        )
    first, last = every[0], every[-1]
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en-GB">\n'
        f"<id>{_tag(first, first.published, 'editions')}</id>\n<title>{escape_xml(title)}</title>\n"
        f"<author><name>{escape_xml(last.contact)}</name></author>\n"
        f'<link rel="self" href="feed.xml"/>\n<link href="index.html"/>\n'
        f"<updated>{last.published}T00:00:00Z</updated>\n"
        f"{''.join(entries)}</feed>\n"
    ).encode()


def _tag(version: Version, day: str, name: str) -> str:
    """A name for good that needs no web address (RFC 4151)."""
    return escape_xml(f"tag:{version.contact},{day}:{name}")


def around(found: list[list[Version]], latest: str) -> dict[str, bytes]:
    """All pages around the editions, by name.

    Parameters
    ----------
    found
        The history of every edition, the latest edition first; at least one.
    latest
        The page of the latest edition that was not withdrawn, as it lies in that edition's folder; empty if none.
    """
    now = found[0][0]
    standing = next((history[0] for history in found if not history[0].is_withdrawn), None)
    none = '<p>No edition is published. <a href="../index.html">All editions</a></p>'
    newest = _page(now.title, none, f"../{STYLE}")
    if standing and latest:
        newest = moved(latest, standing.edition, "latest").encode()
    last = max(one.day for history in found for one in history)
    statement = resources.files("auditlib.website").joinpath("accessibility.html").read_text(encoding="utf-8")
    statement = statement.format(title=escape(now.title), contact=escape(now.contact), day=day_name(last))
    return {
        "latest/index.html": newest,
        "accessibility.html": _page(f"Accessibility: {now.title}", statement),
        "revisions.html": _revisions(found, now.title),
        "index.html": _index(found, now.title),
        "feed.xml": _feed(found, now.title),
    }
