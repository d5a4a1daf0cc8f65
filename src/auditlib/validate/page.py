"""The page for QA: what was checked, how many rows failed, what to do, and how it was in earlier months.

Belongs here: one self-contained HTML page that needs no script, no network and no colours to be read. Does not
belong here: what is said (`results`, `wording`). The page shows file names, rows and coded values only; it is QA's
and is not published.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from auditlib.periods import month_name, period_name
from auditlib.schema import RETURNS
from auditlib.validate.results import Outcome, RuleResult, Validation
from auditlib.validate.wording import (
    ORDER,
    RETURN_NAMES,
    SEVERITY,
    count,
    found,
    headline,
    how_many,
    trend,
    verdict,
    waiver,
    what_to_do,
    where,
)

_MOST_SHOWN = 5

STYLE = """
:root { color-scheme: light; }
* { box-sizing: border-box; }
body { margin: 0; font: 1rem/1.5 Arial, Helvetica, sans-serif; color: #0b0c0c; background: #fff; }
main, header, footer { max-width: 62rem; margin: 0 auto; padding: 0 1rem; }
header { padding-top: 1.5rem; }
h1 { font-size: 1.9rem; line-height: 1.2; margin: 0 0 .5rem; }
h2 { font-size: 1.4rem; margin: 2.5rem 0 .5rem; border-top: 3px solid #206095; padding-top: .75rem; }
h3 { font-size: 1.1rem; margin: 0 0 .35rem; }
p, ul, dl { margin: .4rem 0; }
a { color: #1a5276; }
a:focus, summary:focus, [tabindex]:focus { outline: 3px solid #0b0c0c; outline-offset: 2px; background: #fd0; }
.skip { position: absolute; left: -999rem; }
.skip:focus { left: .5rem; top: .5rem; padding: .5rem; }
.verdict { border: 2px solid #0b0c0c; border-left-width: 12px; padding: .6rem 1rem; margin: 1rem 0; font-size: 1.1rem; }
.verdict.stop { border-color: #a51414; }
.verdict.go { border-color: #146b35; }
.rule { border: 1px solid #767676; border-left: 8px solid #767676; padding: .7rem 1rem; margin: .9rem 0; }
.rule.failed { border-left-color: #a51414; }
.rule.warning { border-left-color: #8a5a00; }
.rule.note { border-left-color: #206095; }
dt { font-weight: bold; margin-top: .35rem; }
dd { margin: 0; overflow-wrap: anywhere; }
dd ul { padding-left: 1.2rem; margin: 0; }
table { border-collapse: collapse; width: 100%; margin: .5rem 0; }
caption { text-align: left; font-weight: bold; padding: .3rem 0; }
th, td { text-align: left; vertical-align: top; padding: .35rem .5rem; border-bottom: 1px solid #b1b4b6; }
th.number, td.number { text-align: right; white-space: nowrap; }
thead th { border-bottom: 2px solid #0b0c0c; }
tbody th { font-weight: bold; }
@media (min-width: 40rem) { tbody th { white-space: nowrap; } }
.scroll { overflow-x: auto; }
svg { max-width: 100%; height: auto; display: block; margin: .3rem 0; }
summary { cursor: pointer; padding: .2rem 0; text-decoration: underline; }
nav ul { padding-left: 1.2rem; }
footer { padding-bottom: 3rem; margin-top: 3rem; border-top: 1px solid #b1b4b6; font-size: .95rem; }
@media print { details > * { display: block; } .skip, nav { display: none; } .rule { break-inside: avoid; } }
"""


def page(validation: Validation) -> str:
    """The whole page as HTML."""
    period = escape(period_name(list(validation.months)))
    title = f"Checks on the returns of {period}"
    body = "".join(
        [
            _verdict(validation),
            _what_to_do(validation),
            *(_return(name, validation) for name in ["", *RETURNS]),
            _rows(validation),
        ]
    )
    return (
        f'<!DOCTYPE html>\n<html lang="en-GB">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta name="robots" content="noindex">\n'
        f"<title>{title} – {escape(validation.title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n"
        f'<a class="skip" href="#main">Skip to the checks</a>\n'
        f"<header><h1>{title}</h1>\n"
        f"<p>{escape(validation.title)}, edition {escape(validation.edition)}. Every row of the programme was checked, "
        f"from {escape(month_name(validation.programme_months[0]))} on.</p></header>\n"
        f'<main id="main">\n{body}</main>\n'
        "<footer><p>This page is for quality assurance and stays in the team: it is not part of the published report. "
        "It names files, rows and coded values, never a reference or what somebody wrote. "
        "The rows to send back are in <i>rows-to-return.xlsx</i> beside it, one sheet for each area.</p></footer>\n"
        "</body>\n</html>\n"
    )


def _verdict(validation: Validation) -> str:
    kind = "stop" if validation.stops else "go"
    rows = sum(each.read for each in validation.reconciliation)
    rejected = sum(each.rejected for each in validation.reconciliation)
    rules = sum(1 for each in validation.results if each.type != "reading")
    stops, warnings = len(validation.stops), len(validation.warnings)
    return (
        f'<p class="verdict {kind}"><strong>{headline(validation)}</strong> {count(rules, "rules")} were put to '
        f"{count(rows, 'rows')}. {stops:,} {'stops' if stops == 1 else 'stop'} the edition, "
        f"{warnings:,} {'gives' if warnings == 1 else 'give'} a warning. "
        f"{count(rejected, 'rows')} {'is' if rejected == 1 else 'are'} kept out of the figures.</p>\n"
    )


def _what_to_do(validation: Validation) -> str:
    groups = (
        ("What stops the edition", validation.stops),
        ("What was accepted", validation.waived),
        ("Warnings", validation.warnings),
        ("For information", validation.information),
    )
    parts = ["<nav aria-label='What was found'>\n<h2>What was found</h2>\n"]
    for heading, results in groups:
        if results:
            items = "".join(
                f'<li><a href="#{_anchor(each)}">{each.code} in {escape(RETURN_NAMES[each.return_name].lower())}</a>: '
                f"{escape(found(each))}</li>\n"
                for each in results
            )
            parts.append(f"<h3>{heading}</h3>\n<ul>{items}</ul>\n")
    if validation.odd:
        items = "".join(f"<li>{escape(text)}</li>\n" for text in validation.odd)
        parts.append(f"<h3>The edition's own files: please check</h3>\n<ul>{items}</ul>\n")
    if len(parts) == 1:
        parts.append("<p>Every rule passed.</p>\n")
    if validation.notes:
        parts.append(
            "<h3>Waivers</h3>\n<ul>" + "".join(f"<li>{escape(note)}</li>\n" for note in validation.notes) + "</ul>"
        )
    return "".join(parts) + "</nav>\n"


def _return(name: str, validation: Validation) -> str:
    results = [each for each in validation.results if each.return_name == name]
    if not results:
        return ""
    failed = [each for each in results if each.outcome in (Outcome.FAILED, Outcome.NOT_RUN)]
    failed.sort(key=lambda each: (not each.stops, ORDER[each.severity], each.code))
    parts = [f"<section>\n<h2>{escape(RETURN_NAMES[name])}</h2>\n<p>{_tally(name, validation)}</p>\n"]
    parts += [_card(each, validation) for each in failed]
    rules = [each for each in results if each.type != "reading"]
    if rules:
        parts.append(_rules(rules, name))
    return "".join(parts) + "</section>\n"


def _tally(name: str, validation: Validation) -> str:
    if not name:
        return "Faults of whole folders and files."
    rows = [each for each in validation.reconciliation if each.return_name == name]
    if not rows:
        return "No rows were received."
    read, accepted, rejected = (sum(getattr(each, key) for each in rows) for key in ("read", "accepted", "rejected"))
    return f"{count(read, 'rows')} read = {accepted:,} accepted + {rejected:,} rejected."


def _anchor(result: RuleResult) -> str:
    return f"{result.return_name or 'files'}-{result.code}"


def _card(result: RuleResult, validation: Validation) -> str:
    said = verdict(result)
    kind = {"Warning": "warning", "Note": "note", "Failed, accepted": "warning"}.get(said, "failed")
    facts = [("What to do", f"{escape(what_to_do(result))}")]
    if result.outcome is Outcome.NOT_RUN:
        facts.insert(0, ("Why it could not run", escape(result.why)))
    else:
        facts.append(("Where", _places(result, validation)))
        facts.append(("Trend", escape(trend(result, validation)) + _chart(result, validation)))
    if result.waived_by:
        facts.insert(0, ("Accepted", escape(waiver(result))))
    listed = "".join(f"<dt>{name}</dt><dd>{text}</dd>\n" for name, text in facts)
    number = "" if result.outcome is Outcome.NOT_RUN else f": {how_many(result)}"
    return (
        f'<article class="rule {kind}" id="{_anchor(result)}">\n<h3>{result.code} – {said}{escape(number)}</h3>\n'
        f"<p>{escape(found(result))}</p>\n<dl>{listed}</dl>\n</article>\n"
    )


def _places(result: RuleResult, validation: Validation) -> str:
    items = []
    for place in result.places[:_MOST_SHOWN]:
        text = where(place)
        if place.area and place.row is not None:
            text += f" ({validation.area_names.get(place.area, place.area)})"
        items.append(": ".join(part for part in (text, place.detail) if part))
    more = result.failed - len(items)
    listed = "".join(f"<li>{escape(item)}</li>" for item in items)
    rest = f"<p>and {more:,} more, in rows-to-return.xlsx</p>" if more > 0 else ""
    return f"<ul>{listed}</ul>{rest}"


def _chart(result: RuleResult, validation: Validation) -> str:
    """Bars by month, and the same numbers as a table; nothing where a sentence says it all."""
    months = validation.programme_months
    numbers = [result.by_month.get(month, 0) for month in months]
    if sum(1 for number in numbers if number) < 2:
        return ""
    step = min(40, 640 / len(months))
    width, most = step * len(months), max(numbers)
    label_at = (numbers.index(most) + 0.5) * step
    bars = []
    for at, (month, number) in enumerate(zip(months, numbers, strict=True)):
        height = 60 * number / most
        colour = "#003c57" if month in validation.months else "#767676"
        bars.append(
            f'<rect x="{at * step + 2:.1f}" y="{76 - height:.1f}" width="{step - 4:.1f}" height="{height:.1f}" '
            f'fill="{colour}"/>'
        )
    first, last = escape(month_name(months[0])), escape(month_name(months[-1]))
    label = f"Bar chart: failures of {result.code} by month, {first} to {last}. {escape(trend(result, validation))}"
    return (
        f'<svg role="img" aria-label="{label}" viewBox="0 0 {width:.0f} 96" width="{width:.0f}" height="96" '
        f'font-family="Arial, sans-serif" font-size="13" fill="#0b0c0c">'
        f'{"".join(bars)}<path d="M0 76.5H{width:.0f}" stroke="#0b0c0c"/>'
        f'<text x="{label_at:.0f}" y="12" text-anchor="middle">{most:,}</text>'
        f'<text x="0" y="92">{first}</text><text x="{width:.0f}" y="92" text-anchor="end">{last}</text></svg>'
        f"<details><summary>Numbers by month for {result.code}</summary>{_by_month(result, months)}</details>"
    )


def _by_month(result: RuleResult, months: Iterable[str]) -> str:
    rows = [(escape(month_name(month)), f"{result.by_month.get(month, 0):,}") for month in months]
    return table(f"Failures of {result.code} by month", (("Month", ""), ("Failed", "number")), rows)


def _rules(results: list[RuleResult], name: str) -> str:
    title = escape(RETURN_NAMES[name])
    columns = (
        ("Rule", ""),
        ("What was checked", ""),
        ("If it fails", ""),
        ("Result", ""),
        ("Checked", "number"),
        ("Failed", "number"),
    )
    rows = [
        (
            each.code,
            escape(each.description),
            SEVERITY[each.severity],
            verdict(each),
            "not run" if each.outcome is Outcome.NOT_RUN else f"{each.checked:,}",
            "not run" if each.outcome is Outcome.NOT_RUN else f"{each.failed:,}",
        )
        for each in results
    ]
    listed = table(f"All rules for {title.lower()}", columns, rows)
    passed = sum(1 for each in results if each.outcome is Outcome.PASSED)
    return (
        f"<details><summary>All {len(results)} rules for {title.lower()}, {passed} passed</summary>{listed}</details>\n"
    )


def _rows(validation: Validation) -> str:
    if not validation.reconciliation:
        return ""
    numbers = (("Read", "number"), ("Accepted", "number"), ("Rejected", "number"))
    by_return = []
    for name in RETURNS:
        rows = [each for each in validation.reconciliation if each.return_name == name]
        if rows:
            sums = (sum(getattr(each, key) for each in rows) for key in ("read", "accepted", "rejected"))
            by_return.append((escape(RETURN_NAMES[name]), *(f"{number:,}" for number in sums)))
    by_month = [
        (
            f"{escape(RETURN_NAMES[each.return_name])}, {month_name(each.month)}",
            f"{each.read:,}",
            f"{each.accepted:,}",
            f"{each.rejected:,}",
        )
        for each in validation.reconciliation
    ]
    return (
        "<section>\n<h2>Rows read, accepted and rejected</h2>\n"
        "<p>For every return and month, rows read = rows accepted + rows rejected. Rejected rows are kept, with their "
        "reasons, beside the accepted ones.</p>\n"
        + table("Rows of each return, all months", (("Return", ""), *numbers), by_return)
        + "<details><summary>Rows of each return and month</summary>"
        + table("Rows of each return and month", (("Return and month", ""), *numbers), by_month)
        + "</details>\n</section>\n"
    )


def table(caption: str, columns: Iterable[tuple[str, str]], rows: Iterable[tuple[str, ...]]) -> str:
    """A table whose first column heads its rows; cells are HTML already."""
    columns = list(columns)
    head = "".join(f'<th scope="col" class="{kind}">{name}</th>' for name, kind in columns)
    body = "".join(
        f'<tr><th scope="row">{row[0]}</th>'
        + "".join(f'<td class="{kind}">{cell}</td>' for cell, (_, kind) in zip(row[1:], columns[1:], strict=True))
        + "</tr>\n"
        for row in rows
    )
    return (
        f'<div class="scroll" role="region" aria-label="{caption}" tabindex="0"><table><caption>{caption}</caption>\n'
        f"<thead><tr>{head}</tr></thead>\n<tbody>{body}</tbody></table></div>\n"
    )
