"""The same quantity in two places: two sentences, a sentence and a table, a claim and the breakdown elsewhere.

Belongs here: relations that reach beyond a sentence. Does not belong here: an edition's facts (``facts``).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from figurecheck.dates import Month, months_in, periods_in
from figurecheck.grid import Grid, is_total
from figurecheck.model import Block, Sentence
from figurecheck.quantities import Figure
from figurecheck.relations.changes import Comparison, all_comparisons
from figurecheck.relations.core import HUNDRED, ZERO, Context, Mention, Window, counts, exact, finding, kind, mentions
from figurecheck.relations.shares import Pair, _fits
from figurecheck.report import Finding
from figurecheck.rounding import Fit, shown, spread
from figurecheck.text import content_words, stem
from figurecheck.words import cue, exactly, judgements_in, lexicon, listed

_DO = "Find out which value is right and use it in both places."


def apart(first: Figure, second: Figure, context: Context) -> bool:
    """Whether two figures differ by more than rounding explains."""
    if first.value is None or second.value is None:
        return False
    if first.decimals == second.decimals and first.scale == second.scale and first.kind != "c":
        return first.value != second.value
    for one, other in ((first, second), (second, first)):
        size, unit = one.value or ZERO, Decimal(10)
        while one.kind == "c" and size and size % unit == 0:  # 4,500 may be 4,512
            if abs(size - (other.value or ZERO)) <= unit / 2:
                return False
            unit *= 10
    return abs(first.value - second.value) > max(spread(first, context.practice), spread(second, context.practice))


@kind("a figure taken up again", "DOC-07")
def taken_up(window: Window, context: Context) -> Iterator[Finding]:
    """Of the 1,428 children supported, where the sentence before supported 1,482."""
    sentence, before = (
        window.sentence,
        window.sentence.block.sentences[max(0, window.sentence.index - 2) : window.sentence.index],
    )
    earlier = [m for other in before for m in mentions(other)]
    for item in counts(window.own, "cwm"):
        if (
            not exactly("repeats.takes_up").search(item.before)
            or not item.figure.exact
            or cue("repeats.other").search(item.after.split(",")[0])
            or len(counts(earlier)) > 2
        ):
            continue
        words = content_words(re.split(r"[,;:.(]", item.after)[0])
        strong = re.search(r"\b(?:These|Those|these|those|[Aa]ll (?:of )?(?:these|those)) $", item.before)
        if strong:
            words = content_words(" ".join(item.after.split()[:1]).strip(".,;"))
        fitting = [
            m
            for m in counts(earlier, "cwm")
            if m.figure.exact
            and not cue("repeats.other").search(m.after.split(",")[0])
            and (item.noun & m.noun)
            and _same_phrase(item, m, words)
        ]
        values = {m.value for m in earlier}
        summed = any(item.value in (a + b, abs(a - b)) for a in values for b in values)
        demonstrative = (
            re.search(r"\b(?:[Tt]hese|[Tt]hose|[Aa]ll (?:of )?(?:the|these|those)|[Tt]he) $", item.before) is not None
        )
        if len(fitting) != 1 or item.value in values or summed or not words or len(words) < 2 and not demonstrative:
            continue
        if (
            len(words) < 2
            and item.value < fitting[0].value
            and not re.search(r"\b(?:[Aa]ll|[Tt]hese|[Tt]hose)\b", item.before)
        ):
            continue
        what = f"{item.figure.text} here and {fitting[0].figure.text} before are said of the same."
        yield finding("DOC-07", sentence, what, "", _DO, [fitting[0], item], [fitting[0].sentence], "likely")


def _same_phrase(item: Mention, other: Mention, words: frozenset[str]) -> bool:
    """Whether the later phrase says nothing that the earlier sentence does not."""
    said = content_words(other.sentence.text)
    start = content_words(" ".join(item.after.split()[:2]))
    return (
        words <= said
        or item.value > other.value
        and re.search(r"\b[Aa]ll (?:of )?(?:the )?$", item.before) is not None
        and len(start) == 2
        and start <= said
    )


def stems(name: str) -> frozenset[str]:
    """The stems of a list of ``words.toml``."""
    section, _, key = name.partition(".")
    return frozenset(stem(word) for word in lexicon()[section][key])


_NEUTRAL = stems("plain.neutral") | {"rat", "yearly"}
_PLAIN_HEADING = stems("plain.headings")


def clauses(sentence: Sentence) -> Iterator[tuple[str, list[Mention]]]:
    """The clauses of a sentence with their figures."""
    items, start = mentions(sentence), 0
    for end, after in [
        *((m.start(), m.end()) for m in exactly("repeats.clauses").finditer(sentence.text)),
        (len(sentence.text), 0),
    ]:
        yield sentence.text[start:end], [m for m in items if start <= m.figure.start < end]
        start = after


def _own_words(sentence: Sentence, words: frozenset[str]) -> bool:
    """Whether the label and headings above carry no meaning that the clause does not."""
    above = [sentence.block.label, *(sentence.block.path[1:] or sentence.block.path)]
    above += [sentence.block.parent.label] if sentence.block.parent is not None else []
    return all(
        content_words(text) - _NEUTRAL - _PLAIN_HEADING <= words and not (periods_in(text) - periods_in(sentence.text))
        for text in above
    )


@kind("a figure stated twice", "DOC-07", of="document")
def stated_twice(context: Context) -> Iterator[Finding]:
    """Two clauses with the same words and period, and another figure."""
    known: dict[tuple, list[Mention]] = defaultdict(list)
    for sentence in context.sentences:
        for text, items in clauses(sentence):
            figures = [m for m in items if m.figure.kind in "cpm" or m.figure.kind == "w" and m.value != 1]
            if (
                len(figures) != 1
                or len(items) != len(figures)
                or not figures[0].figure.exact
                or cue("repeats.moving").search(text)
            ):
                continue
            words, periods = content_words(text) - _NEUTRAL, periods_in(text)
            if len(words) < 2 or len(words) > 14 or not periods and len(words) < 4 or not _own_words(sentence, words):
                continue
            if not periods and sentence.block.path[:1] and any(figures[0].value == m.value for m in known[("", words)]):
                continue
            item, kinds = figures[0], "c" if figures[0].figure.kind == "w" else figures[0].figure.kind
            key = (kinds, words, periods)
            for earlier in known[key]:
                if (
                    earlier.sentence is not sentence
                    and apart(earlier.figure, item.figure, context)
                    and (
                        periods
                        or earlier.sentence.block.path != sentence.block.path
                        or earlier.sentence.block is sentence.block
                    )
                ):
                    what = f"The same figure is {item.figure.text} here and {earlier.figure.text} in another place."
                    yield finding("DOC-07", sentence, what, "", _DO, [earlier, item], [earlier.sentence], "likely")
                    break
            else:
                known[key].append(item)


def _rate(*texts: str) -> str:
    found = re.findall(rf"\b{listed('words.rate')}\b", " ".join(texts), re.IGNORECASE)
    return stem(found[0]) if found else ""


@kind("a comparison stated twice", "DOC-07", of="document")
def anchored(context: Context) -> Iterator[Finding]:
    """Two comparisons of one present rate with the same month."""
    known: list[Comparison] = []
    for item in all_comparisons(context):
        first, second = item.first.figure, item.second.figure
        if (
            item.month is None
            or first.kind != "p"
            or not (first.exact and second.exact)
            or item.second.value % 5 == 0
            and not second.decimals
        ):
            continue
        rate = _rate(item.sentence.text, item.second.sentence.text)
        for earlier in known:
            same = earlier.second.value == item.second.value and earlier.second.figure.decimals == second.decimals
            if (
                same
                and earlier.sentence is not item.sentence
                and rate
                and rate == _rate(earlier.sentence.text, earlier.second.sentence.text)
                and earlier.month is not None
                and earlier.month.fits(item.month)
                and apart(earlier.first.figure, first, context)
            ):
                month = earlier.month if earlier.month.year else item.month
                here = f"{first.text} here and {earlier.first.figure.text} in another place"
                what = f"The figure for {month} that {second.text} is compared with is {here}."
                yield finding("DOC-07", item.sentence, what, "", _DO, [earlier.first, item.first], [earlier.sentence])
                break
        else:
            known.append(item)


_GENERIC = stems("plain.rates")


@kind("remained low", "DOC-10", of="document")
def remained(context: Context) -> Iterator[Finding]:
    """A rate said to have remained low, high or stable, of which the same section gives figures that moved."""
    evidence = [
        item
        for item in all_comparisons(context)
        if item.first.figure.kind == "p" and item.first.figure.exact and item.second.figure.exact
    ]
    for sentence in context.sentences:
        match = cue("repeats.remained").match(sentence.text)
        rate = _rate(match.group("subject")) if match else ""
        if match is None or not rate or sentence.tagged.of_kind("pg"):
            continue
        how, things = match.group("how").lower(), content_words(match.group("subject")) - _GENERIC - {rate}
        against = []
        for item in evidence:
            text, moved, now = (
                f"{item.sentence.text} {item.second.sentence.text}",
                item.second.value - item.first.value,
                item.second.value,
            )
            fits = (
                moved > 0 and now >= 50
                if how in ("low", "poor")
                else moved < 0 and now < 50
                if how in ("high", "good")
                else True
            )
            if (
                item.sentence.block.section == sentence.block.section
                and abs(moved) >= 10
                and fits
                and _rate(text) == rate
                and (not things or things & content_words(text))
            ):
                against.append(item)
        if against:
            most = max(against, key=lambda item: abs(item.second.value - item.first.value))
            when = f" in {most.month}" if most.month else ""
            before, after = most.first.figure.text, most.second.figure.text
            what = f"“{how}” throughout, but the same section gives {before}{when} and then {after}."
            arithmetic = f"{after} − {before} = {shown(most.second.value - most.first.value)} percentage points"
            yield finding(
                "DOC-10",
                sentence,
                what,
                arithmetic,
                "Correct the claim, or say which figures it is about.",
                [most.first, most.second],
                [most.second.sentence, most.sentence],
                "likely",
            )


def _category(text: str) -> str:
    """What something was changed to: a judgement by its full name, else its words."""
    return (judgements_in(text) or [" ".join(re.sub(r"[^a-z ]", "", text.lower()).split()[:3])])[0]


@kind("all of those counted", "DOC-13", of="document")
def all_counted(context: Context) -> Iterator[Finding]:
    """All n that were downgraded, where the months' counts come to another number."""
    for sentence in context.sentences:
        match = cue("repeats.all").search(sentence.tagged.marks)
        if match is None or len(sentence.block.months) == 1 or months_in(sentence.text):
            continue
        said, verb, category = (
            sentence.tagged.figures[int(match.group("n"))],
            stem(match.group("verb")),
            _category(match.group("to")),
        )
        found = []
        for other in context.sentences:
            if other is sentence or len(other.block.months) != 1:
                continue
            for item in counts(mentions(other)):
                hits = [
                    m
                    for m in cue("repeats.verb_to").finditer(item.after)
                    if stem(m.group("verb")) == verb and _category(m.group("to")) == category
                ]
                found += [(item, other.block.months[0])] if item.figure.exact and hits else []
        together = sum((item.value for item, _ in found), ZERO)
        if (
            not said.exact
            or len(found) < 2
            or len({month for _, month in found}) != len(found)
            or together == said.value
        ):
            continue
        parts = ", ".join(f"{item.figure.text} in {month}" for item, month in found)
        what = f"“all {said.text}”, but {parts} are listed: {shown(together)} in all."
        how = " + ".join(item.figure.text for item, _ in found) + f" = {shown(together)}"
        yield finding(
            "DOC-13",
            sentence,
            what,
            how,
            f"Write {shown(together)}, or say which month the {said.text} are of.",
            [said],
            [item.sentence for item, _ in found],
            "likely",
        )


def _month_in(text: str) -> Month | None:
    found = months_in(text)
    return found[0] if len(found) == 1 else None


def _breakdown(block: Block) -> list[Mention]:
    """Counts by different judgements that a labelled line lists: "26 were graded as good and 1 outstanding"."""
    if len(block.sentences) != 1 or block.sentences[0].tagged.of_kind("pmz"):
        return []
    found = counts(mentions(block.sentences[0]))
    names = [judgements_in(item.after) for item in found]
    flat = {name for group in names for name in group}
    return (
        found
        if len(found) >= 2 and exact(found) and all(len(group) == 1 for group in names) and len(flat) == len(names)
        else []
    )


@kind("a share and the list behind it", "DOC-14", of="document")
def listed_share(context: Context) -> Iterator[Finding]:
    """25% of the 96 were moderated, and a list of those moderated."""
    blocks = context.document.blocks
    for sentence in context.sentences:
        verb = re.search(r"\b(?:were|was|have been|has been) ([a-z]{4,}ed)\b", sentence.text)
        for match in exactly("repeats.share_of").finditer(sentence.tagged.marks) if verb else ():
            percent, whole = (
                next(m for m in mentions(sentence) if m.figure is sentence.tagged.figures[int(match.group(n))])
                for n in "pd"
            )
            month = _month_in(match.group("what"))
            listed = []
            for block in blocks if month and percent.figure.exact and whole.figure.exact and whole.value else ():
                named = _month_in(block.label) if block.label and block.path == sentence.block.path else None
                below = [block, *(other for other in blocks[block.number : block.number + 30] if other.parent is block)]
                if (
                    named
                    and month
                    and named.fits(month)
                    and _breakdown(block)
                    and any(
                        stem(verb.group(1)) in {stem(w) for w in re.findall(r"[A-Za-z]+", other.text)}
                        for other in below
                    )
                ):
                    listed.append(block)
            if len(listed) != 1:
                continue
            parts = _breakdown(listed[0])
            together = sum((part.value for part in parts), ZERO)
            summed = Mention(Figure("c", shown(together), together, 0, 0, 0), sentence, "", "")
            if _fits(percent.figure, summed, whole, context) is not Fit.WRONG or not context.bind(percent):
                continue
            right = f"{shown(together * HUNDRED / whole.value, 1)}%"
            counted = f"{shown(together)} {verb.group(1)}: {right} of {whole.figure.text}, not {percent.figure.text}"
            what = f"The list for {listed[0].label} has {counted}."
            how = (
                " + ".join(part.figure.text for part in parts)
                + f" = {shown(together)}; {shown(together)} ÷ {whole.figure.text} = {right}"
            )
            do = "Correct the percentage, or name the number it is a percentage of."
            yield finding(
                "DOC-14", sentence, what, how, do, Pair(percent, whole).figures(), listed[0].sentences, "likely"
            )


_LEAST = ("lowest", "smallest", "fewest", "least", "shortest")


@kind("text and table", "DOC-07", of="table")
def beside_tables(grid: Grid, context: Context) -> Iterator[Finding]:
    """A sentence that names a row of the table near it, and its column, with another figure."""
    blocks, here = context.document.blocks, grid.block.number - 1
    if not grid.number_columns or not 2 <= len(grid.body) <= 60:
        return
    for near in blocks[max(0, here - 5) : here + 5]:
        if near.table is None and near.kind != "heading" and near.path == grid.block.path:
            for sentence in near.sentences:
                for text, items in clauses(sentence):
                    yield from _row_named(sentence, text, items, grid, context)
                yield from _extreme(sentence, grid)


def _row_named(sentence: Sentence, text: str, items: list[Mention], grid: Grid, context: Context) -> Iterator[Finding]:
    figures = [m for m in items if m.figure.kind in "cpw" and not (m.figure.kind == "w" and m.value == 1)]
    if len(figures) != 1 or len(items) > 1 or not figures[0].figure.exact or cue("repeats.plain").search(text):
        return
    item, words, periods = figures[0], content_words(text), periods_in(text)
    rows = []
    for row in range(len(grid.body)):
        name = grid.row_name(row)
        label = content_words(re.sub(r"\b(?:all|total|team|area)s?\b", "", name, flags=re.IGNORECASE))
        if (
            is_total(name)
            and not label
            and re.search(r"\b(?:total|altogether|overall)\b", text, re.IGNORECASE)
            and not any(content_words(grid.row_name(r)) & words for r in range(len(grid.body)) if r != row)
        ):
            rows.append((0, row, frozenset()))
        elif label and label <= words and periods_in(name) <= periods:
            rows.append((len(label), row, label))
    size, row, label = max(rows, key=lambda found: found[0], default=(0, 0, None))
    if label is None or sum(found[0] == size for found in rows) > 1:
        return
    around = frozenset().union(*(content_words(t) for t in (*grid.block.path, grid.caption)))
    fitting = [
        column
        for column in grid.number_columns
        if grid.is_percent(column) == (item.figure.kind == "p")
        and (head := content_words(grid.column_name(column)) - (_NEUTRAL if item.figure.kind == "p" else frozenset()))
        and (head <= words | label or len(grid.number_columns) == 1 and head & words)
        and periods_in(grid.column_name(column)) <= periods
    ]
    if len(fitting) != 1:
        return
    head = content_words(grid.column_name(fitting[0]))
    known = (
        label
        | head
        | around
        | content_words(grid.caption)
        | _NEUTRAL
        | content_words(" ".join(grid.column_name(c) for c in range(grid.names_width)))
    )
    if (
        len(content_words(item.before) - known) > 2
        or content_words(text.partition(item.figure.text)[2]) - known
        or item.figure.kind != "p"
        and not item.noun & (head | label)
        or periods
        - periods_in(" ".join([grid.row_name(row), grid.column_name(fitting[0]), grid.caption, *grid.block.path]))
    ):
        return
    cell = grid.cells[row][fitting[0]]
    if (
        cell.value is None
        or item.value in {other.value for other in grid.cells[row]}
        or cell.decimals > item.figure.decimals
        and abs(cell.value - item.value) < 1
    ):
        return
    stated = Figure("p" if item.figure.kind == "p" else "c", cell.text, cell.value, cell.decimals, 0, 0)
    if not apart(stated, item.figure, context) or not context.bind(item):
        return
    named = f"“{grid.row_name(row)}” under “{grid.column_name(fitting[0])}”"
    what = f"{item.figure.text} is stated; the table has {cell.text} for {named}."
    made = finding("DOC-07", sentence, what, "", "Correct the text or the table.", [item], sure="likely")
    quote = f"{grid.row_name(row)} | {grid.column_name(fitting[0])} | {cell.text}"
    yield Finding(
        made.code,
        made.severity,
        made.place,
        made.quote,
        made.what,
        "",
        made.do,
        made.figures,
        ((grid.block.place, quote),),
        made.sure,
    )


def _extreme(sentence: Sentence, grid: Grid) -> Iterator[Finding]:
    """The highest number of referrals came from Ashby."""
    match = exactly("repeats.did_most").search(sentence.text) or exactly("repeats.extreme").search(sentence.text)
    if match is None or re.search(
        r"\b(?:second|third|increase|rise|fall|change|growth|one of|among|joint|after|since|ever)\b", sentence.text
    ):
        return
    words = content_words(match.group("what"))
    heads = {column: content_words(grid.column_name(column)) for column in grid.number_columns}
    fitting = [column for column, head in heads.items() if words & head]
    fitting = fitting if len(fitting) == 1 else [column for column in fitting if words == heads[column]]
    fitting = fitting or (grid.number_columns if len(grid.number_columns) == 1 and not words else [])
    if len(fitting) != 1:
        return
    cells = [
        (grid.cells[row][fitting[0]], grid.row_name(row))
        for row in range(len(grid.body))
        if not is_total(grid.row_name(row))
    ]
    name = content_words(match.group("name"))
    said = [
        cell
        for cell in cells
        if content_words(cell[1])
        and (
            content_words(cell[1]) == name
            or content_words(cell[1]) == content_words(" ".join(match.group("name").split()[:1]))
        )
    ]
    if len(said) != 1 or len(cells) < 3 or any(cell.value is None for cell, _ in cells):
        return
    top = (min if match.group("w") in _LEAST else max)(cells, key=lambda cell: cell[0].value)
    if top[0].value != said[0][0].value:
        in_fact = f"in the table it is {top[1]} ({top[0].text})"
        what = f"“{match.group('w')}” is said of {said[0][1]} ({said[0][0].text}); {in_fact}."
        yield finding("DOC-09", sentence, what, "", "Correct the text or the table.")
