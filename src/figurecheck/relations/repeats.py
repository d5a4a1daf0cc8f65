"""The same quantity in two places: two sentences, a sentence and a table, a claim and the breakdown elsewhere.

Belongs here: relations that reach beyond a sentence. Does not belong here: an edition's facts (``facts``).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from figurecheck.dates import months_in, periods_in
from figurecheck.grid import Grid, is_total
from figurecheck.model import Block
from figurecheck.quantities import Figure, Sentence
from figurecheck.relations.changes import Comparison, all_comparisons, direction
from figurecheck.relations.core import FIX_WORD, HUNDRED, ZERO, Context, counts, exact, finding, kind, sum_of, total
from figurecheck.relations.shares import fits
from figurecheck.report import Finding
from figurecheck.rounding import Fit, shown, spread
from figurecheck.text import content_words, stem, stems
from figurecheck.words import cue, exactly, judgements_in

_DO = "Find out which value is right and use it in both places."
_NEUTRAL = stems("plain.neutral")
_PLAIN_HEADING = stems("plain.headings")


def apart(first: Figure, second: Figure, context: Context) -> bool:
    """Whether two figures differ by more than rounding explains."""
    if first.decimals == second.decimals and first.scale == second.scale and first.kind != "c":
        return first.value != second.value
    difference = abs(first.value - second.value)
    for one in (first, second):
        unit = Decimal(10)
        while one.kind == "c" and one.value and one.value % unit == 0:  # 4,500 may be 4,512
            if difference <= unit / 2:
                return False
            unit *= 10
    return difference > max(spread(first, context.practice), spread(second, context.practice))


@kind("a figure taken up again", "DOC-07")
def taken_up(sentence: Sentence, context: Context) -> Iterator[Finding]:
    """Of the 1,428 children supported, where the sentence before supported 1,482."""
    block, last = sentence.block, sentence.block.previous
    before = block.sentences[max(0, sentence.index - 2) : sentence.index]
    if not sentence.index and block.kind == "para" and block.page is None and last is not None and last.kind == "para":
        before = last.sentences[-1:]
    earlier = [m for other in before for m in other.own]
    if not earlier or len(counts(earlier)) > 2:
        return
    values = {m.value for m in earlier}
    for item in counts(sentence.own, "cwm"):
        other = cue("repeats.other").search(item.after.split(",")[0])
        share = item.before == " of the " and any(m.end + 8 == item.start for m in sentence.of_kind("p"))
        if share or other or not item.exact or not exactly("repeats.takes_up").search(item.before):
            continue
        these = re.search(r"\b(?:[Tt]h[eo]se|[Aa]ll (?:of )?th[eo]se) $", item.before)
        every = re.search(r"\b[Aa]ll (?:of )?(?:the )?$", item.before)
        phrase = exactly("repeats.phrase_ends").split(item.after)[0]
        phrase = item.after.split()[0].strip(".,;") if these and item.after.strip() else phrase
        words, start = content_words(phrase), content_words(" ".join(item.after.split()[:2]))
        fitting = []
        for m in counts(earlier, "cwm"):
            said = content_words(m.sentence.text)
            same = words <= said or every and item.value > m.value and len(start) == 2 and start <= said
            periods = periods_in(m.sentence.text), periods_in(sentence.text)
            if all(periods) and periods[0].isdisjoint(periods[1]):
                continue
            if (
                m.exact
                and same
                and item.noun & m.noun
                and not cue("repeats.other").search(m.before[-12:])
                and not cue("repeats.other").search(m.after.split(",")[0])
            ):
                fitting.append(m)
        summed = any(item.value in (a + b, abs(a - b)) for a in values for b in values)
        if len(fitting) != 1 or item.value in values or summed or not words:
            continue
        if len(words) > 1 or these or every or item.before.lower().endswith("the ") and item.value > fitting[0].value:
            what = f"{item.text} here and {fitting[0].text} before are said of the same."
            yield finding("DOC-07", sentence, what, "", [fitting[0], item], _DO, sure="likely")


def clauses(sentence: Sentence) -> Iterator[tuple[str, list[Figure]]]:
    """The clauses of a sentence with their figures."""
    cuts = [match.span() for match in exactly("repeats.clauses").finditer(sentence.text)]
    for start, end in zip(
        [0, *(stop for _, stop in cuts)], [*(begin for begin, _ in cuts), len(sentence.text)], strict=True
    ):
        yield sentence.text[start:end], [m for m in sentence.own if start <= m.start < end]


def _own_words(sentence: Sentence, words: frozenset[str]) -> bool:
    """Whether the label and headings above carry no meaning that the clause does not."""
    block = sentence.block
    above = [block.label, block.parent.label if block.parent else "", *(block.path[1:] or block.path)]
    known, periods = words | _NEUTRAL | _PLAIN_HEADING, periods_in(sentence.text)
    return all(content_words(text) <= known and periods_in(text) <= periods for text in above)


@kind("a figure stated twice", "DOC-07", of="document")
def stated_twice(context: Context) -> Iterator[Finding]:
    """Two clauses with the same words and period, and another figure."""
    known: dict[tuple, list[Figure]] = defaultdict(list)
    for sentence in context.sentences:
        for text, items in clauses(sentence) if sentence.own else ():
            if (
                len(items) != 1
                or not counts(items, "cpmwu")
                or not items[0].exact
                or cue("repeats.moving").search(text)
            ):
                continue
            item, words = items[0], content_words(text) - _NEUTRAL
            periods = periods_in(sentence.text) | {
                said.lower() for said in cue("repeats.period").findall(sentence.text)
            }
            if not item.start and re.match(r"\s[A-Z(]", item.after) or not exactly("repeats.verb").search(text):
                continue  # the number of a page, a line or an entry
            if not (2 if periods else 4) <= len(words) <= 14 or not _own_words(sentence, words):
                continue
            same = known["c" if item.kind == "w" else item.kind, words, periods]
            for earlier in same:
                one, other = earlier.sentence.block, sentence.block
                elsewhere = periods or one.path != other.path or one is other
                if earlier.sentence is not sentence and apart(earlier, item, context) and elsewhere:
                    what = f"The same figure is {item.text} here and {earlier.text} in another place."
                    yield finding("DOC-07", sentence, what, "", [earlier, item], _DO, sure="likely")
                    break
            else:
                same.append(item)


def _rate(*texts: str) -> str:
    found = cue("words.rate").search(" ".join(texts))
    return stem(found.group()) if found else ""


def _rate_of(item: Comparison) -> str:
    return _rate(item.sentence.text, item.second.sentence.text)


@kind("a comparison stated twice", "DOC-07", of="document")
def anchored(context: Context) -> Iterator[Finding]:
    """Two comparisons of one present rate with the same month."""
    known: list[Comparison] = []
    for item in all_comparisons(context):
        first, second = item.first, item.second
        plain = second.value % 5 == 0 and not second.decimals
        if item.month is None or first.kind != "p" or not exact((first, second)) or plain or not _rate_of(item):
            continue
        for other in known:
            same = other.second.value == second.value and other.second.decimals == second.decimals
            alike = same and _rate_of(other) == _rate_of(item) and other.month.fits(item.month)
            if alike and other.sentence is not item.sentence and apart(other.first, first, context):
                month = other.month if other.month.year else item.month
                here = f"{first.text} here and {other.first.text} in another place"
                what = f"The figure for {month} that {second.text} is compared with is {here}."
                yield finding("DOC-07", item.sentence, what, "", [other.first, first], _DO, [other.sentence])
                break
        else:
            known.append(item)


@kind("remained low", "DOC-10", of="document")
def remained(context: Context) -> Iterator[Finding]:
    """A rate said to have remained low, high or stable, of which the same section gives figures that moved."""
    evidence = [
        c for c in all_comparisons(context) if c.first.kind == "p" and exact((c.first, c.second)) and abs(c.moved) >= 10
    ]
    for sentence in context.sentences if evidence else ():
        match = cue("repeats.remained").match(sentence.text)
        rate = _rate(match.group("subject")) if match else ""
        if not match or not rate or sentence.of_kind("pg"):
            continue
        how, things = match.group("how").lower(), content_words(match.group("subject")) - stems("plain.rates") - {rate}
        against = []
        for item in evidence:
            text, now = f"{item.sentence.text} {item.second.sentence.text}", item.second.value
            low = item.moved > 0 and now >= 50 if how in ("low", "poor") else None
            high = item.moved < 0 and now < 50 if how in ("high", "good") else low
            here = item.sentence.block.path[:2] == sentence.block.path[:2]
            if here and high is not False and _rate(text) == rate and (not things or things & content_words(text)):
                against.append(item)
        if against:
            most = max(against, key=lambda item: abs(item.moved))
            when, before, after = f" in {most.month}" if most.month else "", most.first, most.second
            what = f"“{how}” throughout, but the same section gives {before.text}{when} and then {after.text}."
            arithmetic = f"{after.text} − {before.text} = {shown(most.moved)} percentage points"
            do, also = "Correct the claim, or say which figures it is about.", [after.sentence, most.sentence]
            yield finding("DOC-10", sentence, what, arithmetic, [before, after], do, also, "likely")


def _category(text: str) -> str:
    """What something was changed to: a judgement by its full name, else its words."""
    return (judgements_in(text) or [" ".join(re.sub(r"[^a-z ]", "", text.lower()).split()[:3])])[0]


@kind("all of those counted", "DOC-13", of="document")
def all_counted(context: Context) -> Iterator[Finding]:
    """All n that were downgraded, where the months' counts come to another number."""
    for sentence in context.sentences:
        match = cue("repeats.all").search(sentence.marks)
        if match is None or len(sentence.block.months) == 1 or months_in(sentence.text):
            continue
        said, verb, category, found = (
            sentence.at(match, "n"),
            stem(match.group("verb")),
            _category(match.group("to")),
            {},
        )
        for other in context.sentences:
            for item in counts(other.own) if other is not sentence and len(other.block.months) == 1 else ():
                hits = cue("repeats.verb_to").finditer(item.after)
                if item.exact and any(
                    stem(m.group("verb")) == verb and _category(m.group("to")) == category for m in hits
                ):
                    found[item] = other.block.months[0]
        together = total(found)
        if said.exact and len(found) >= 2 and len(set(found.values())) == len(found) and together != said.value:
            parts = ", ".join(f"{item.text} in {month}" for item, month in found.items())
            what = f"“all {said.text}”, but {parts} are listed: {shown(together)} in all."
            do = f"Write {shown(together)}, or say which month the {said.text} are of."
            also = [item.sentence for item in found]
            yield finding(
                "DOC-13", sentence, what, f"{sum_of(list(found))} = {shown(together)}", [said], do, also, "likely"
            )


def _breakdown(block: Block) -> list[Figure]:
    """Counts by different judgements that a labelled line lists: "26 were graded as good and 1 outstanding"."""
    if len(block.sentences) != 1 or block.sentences[0].of_kind("pmz"):
        return []
    found = counts(block.sentences[0].own)
    names = [tuple(judgements_in(item.after)) for item in found]
    alone = len(found) >= 2 and len(set(names)) == len(names) and all(len(name) == 1 for name in names)
    return found if alone and exact(found) else []


@kind("a share and the list behind it", "DOC-14", of="document")
def listed_share(context: Context) -> Iterator[Finding]:
    """25% of the 96 were moderated, and a list of those moderated."""
    blocks = context.document.blocks
    for sentence in context.sentences:
        verb = re.search(r"\b(?:were|was|have been|has been) ([a-z]{4,}ed)\b", sentence.text)
        for match in exactly("repeats.share_of").finditer(sentence.marks) if verb else ():
            percent, whole, months, listed = (
                sentence.at(match, "p"),
                sentence.at(match, "d"),
                months_in(match.group("what")),
                [],
            )
            for block in blocks if len(months) == 1 and exact((percent, whole)) and whole.value else ():
                named = months_in(block.label) if block.path == sentence.block.path else []
                if len(named) == 1 and named[0].fits(months[0]) and _breakdown(block):
                    below = [
                        block,
                        *(other for other in blocks[block.number : block.number + 30] if other.parent is block),
                    ]
                    stems_ = {stem(word) for other in below for word in re.findall(r"[A-Za-z]+", other.text)}
                    listed += [block] if stem(verb.group(1)) in stems_ else []
            parts = _breakdown(listed[0]) if len(listed) == 1 else []
            together = Figure("c", "", total(parts))
            if not parts or fits(percent, together, whole, context) is not Fit.WRONG or not context.bind(percent):
                continue
            said, right = shown(together.value), f"{shown(together.value * HUNDRED / whole.value, 1)}%"
            counted = f"{said} {verb.group(1)}: {right} of {whole.text}, not {percent.text}"
            what = f"The list for {listed[0].label} has {counted}."
            how = f"{sum_of(parts)} = {said}; {said} ÷ {whole.text} = {right}"
            do = "Correct the percentage, or name the number it is a percentage of."
            yield finding("DOC-14", sentence, what, how, [percent, whole], do, listed[0].sentences, "likely")


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
                    items = [m for m in items if m.kind != "w"] or items
                    found = _row_of(text, grid) if len(items) == 1 else None
                    if found is not None and (found[1] or len(sentence.own) == 1):
                        yield from _row_named(sentence, text, items[0], found, grid, context)
                for item in sentence.own if len(sentence.own) > 1 else ():
                    rows = [r for r, name in enumerate(grid.row_names) if name and _of_row(item, name)]
                    if len(rows) == 1:
                        found = rows[0], content_words(grid.row_names[rows[0]])
                        yield from _row_named(sentence, sentence.text, item, found, grid, context, True)
                yield from _extreme(sentence, grid)
                yield from _trend(sentence, grid)


def _named(text: str) -> frozenset[str]:
    """Words that carry meaning, with the number of what is numbered: "Year 11"."""
    return content_words(text) | frozenset(re.findall(r"\b[A-Z][a-z]+ (\d{1,2})\b", text))


def _row_of(text: str, grid: Grid) -> tuple[int, frozenset[str]] | None:
    """The one row that a text names, and the words by which it does."""
    words, periods, rows = _named(text), periods_in(text), []
    labels = [_named(re.sub(r"\b(?:all|total|team|area)s?\b", "", name, flags=re.I)) for name in grid.row_names]
    named = any(label & words for label in labels)
    for row, (name, label) in enumerate(zip(grid.row_names, labels, strict=True)):
        if is_total(name) and not label and not named and cue("repeats.altogether").search(text):
            rows.append((0, row))
        elif not label and (dates := periods_in(name)) and dates == periods:
            rows.append((1, row))
        elif label and label <= words and periods_in(name) <= periods:
            rows.append((len(label), row))
    rows = [(size, row) for size, row in rows if size == max(rows)[0]]
    return (rows[0][1], labels[rows[0][1]]) if len(rows) == 1 else None


def _of_row(item: Figure, name: str) -> bool:
    """Whether a row's name stands right after a figure: "212 in April"."""
    return re.match(rf" (?:in|for|at|from) (?:the )?{re.escape(name)}\b", item.after) is not None


def _row_named(
    sentence: Sentence, text: str, item: Figure, found: tuple[int, frozenset[str]], grid: Grid, context: Context,
    after: bool = False,
) -> Iterator[Finding]:  # fmt: skip
    """A figure said of a row, against the one column that its words name; `after` if the row's name follows it."""
    if not counts([item], "cpw") or not item.exact or not after and cue("repeats.plain").search(text):
        return
    (row, label), words, periods = found, content_words(text), periods_in(text)
    percent, fitting = item.kind == "p", []
    for column in grid.number_columns:
        name = grid.column_name(column)
        head = content_words(name) - (_NEUTRAL if percent else frozenset())
        alone = len(grid.number_columns) == 1
        near = head <= words | label or alone and head & words
        if (head or alone) and near and grid.is_percent(column) == percent and periods_in(name) <= periods:
            fitting.append(column)
    if len(fitting) != 1:
        return
    column, cell = fitting[0], grid.cells[row][fitting[0]]
    head, names = (
        content_words(grid.column_name(column)),
        " ".join(grid.column_name(c) for c in range(grid.names_width)),
    )
    around = " ".join([*grid.block.path, grid.caption])
    known = label | head | _NEUTRAL | content_words(f"{around} {names}")
    dated = periods_in(f"{grid.row_names[row]} {grid.column_name(column)} {around}")
    beyond, total_row = content_words(text.partition(item.text)[2]) - known, is_total(grid.row_names[row])
    unknown = not after and (len(beyond) > 2 * total_row or len(content_words(item.before) - known) > 2)
    named = content_words(item.after) if total_row else item.noun
    counted = percent or named & (head | label) or not item.after.strip(" .,") and head & words
    if unknown or not (counted or after) or not after and periods - dated or cell.value is None:
        return
    rounded = cell.decimals > item.decimals and abs(cell.value - item.value) < 1
    if rounded or item.value in {other.value for other in grid.cells[row]}:
        return
    stated = Figure("p" if percent else "c", cell.text, cell.value, cell.decimals)
    if apart(stated, item, context) and context.bind(item):
        named = f"“{grid.row_names[row]}” under “{grid.column_name(column)}”"
        what = f"{item.text} is stated; the table has {cell.text} for {named}."
        quote = f"{grid.row_names[row]} | {grid.column_name(column)} | {cell.text}"
        made = finding("DOC-07", sentence, what, "", [item], "Correct the text or the table.", sure="likely")
        yield replace(made, also=((grid.block.place, quote),))


def _trend(sentence: Sentence, grid: Grid) -> Iterator[Finding]:
    """Staff numbers rose between 2019 and 2021, beside the table of them by year."""
    columns, words = grid.number_columns, content_words(sentence.text)
    fitting = [c for c in columns if content_words(grid.column_name(c)) and content_words(grid.column_name(c)) <= words]
    sign, word = direction(sentence.text)
    dated = all(periods_in(name) for name in grid.row_names)
    if len(fitting) != 1 or not sign or sentence.own or not dated or len(grid.body) < 2:
        return
    named = [row for row, name in enumerate(grid.row_names) if periods_in(name) <= periods_in(sentence.text)]
    ends = (
        (named[0], named[-1]) if len(named) == 2 else (0, len(grid.body) - 1) if not periods_in(sentence.text) else None
    )
    first, last = (grid.cells[row][fitting[0]] for row in ends) if ends else (None, None)
    if first is None or first.value is None or last.value is None or (last.value - first.value) * sign >= 0:
        return
    order = [min(re.findall(r"\d{4}", grid.row_names[row]) or [""]) for row in ends]
    if order[0] <= order[1]:
        what = f"“{word}”, but the table has {first.text} and then {last.text}."
        yield finding(
            "DOC-09",
            sentence,
            what,
            f"{last.text} − {first.text} = {shown(last.value - first.value)}",
            [],
            FIX_WORD,
            sure="likely",
        )


_EXTREMES = ("repeats.did_most", "repeats.were_most", "repeats.extreme")


def _extreme(sentence: Sentence, grid: Grid) -> Iterator[Finding]:
    """The highest number of referrals came from Ashby."""
    match = next((m for name in _EXTREMES if (m := exactly(name).search(sentence.text))), None)
    if match is None or cue("changes.moving").search(sentence.text):
        return
    words, columns = content_words(match.group("what")), grid.number_columns
    heads = {column: content_words(grid.column_name(column)) for column in columns}
    fitting = [column for column, head in heads.items() if words & head]
    fitting = fitting if len(fitting) == 1 else [column for column in fitting if words == heads[column]]
    fitting = fitting or (columns if len(columns) == 1 and not words else [])
    rows = (
        [
            (cells[fitting[0]], name)
            for cells, name in zip(grid.cells, grid.row_names, strict=True)
            if not re.match(r"(?:all|total|overall)\b", name, re.I)
        ]
        if len(fitting) == 1
        else []
    )
    names = [content_words(match.group("name")), content_words(match.group("name").split()[0])]
    said = [row for row in rows if content_words(row[1]) and content_words(row[1]) in names]
    if len(said) != 1 or len(rows) < 3 or any(cell.value is None for cell, _ in rows):
        return
    least = bool(cue("words.lowest").fullmatch(match.group("w")))
    top = (min if least else max)(rows, key=lambda row: row[0].value or ZERO)
    if top[0].value != said[0][0].value:
        there = f"in the table it is {top[1]} ({top[0].text})"
        what = f"“{match.group('w')}” is said of {said[0][1]} ({said[0][0].text}); {there}."
        yield finding("DOC-09", sentence, what, "", [], FIX_WORD)
