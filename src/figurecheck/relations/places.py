"""Text that stands under the heading of another area, period or thing.

Belongs here: headings and labels, and what the text below names. Does not belong here: figures (the other modules).
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from figurecheck.dates import MONTH, periods_in
from figurecheck.model import Block
from figurecheck.quantities import Figure, Sentence
from figurecheck.relations.core import Context, counts, finding, kind, sort_of
from figurecheck.relations.periods import periods_of
from figurecheck.relations.repeats import NEUTRAL
from figurecheck.report import Finding
from figurecheck.text import content_words, is_title
from figurecheck.words import compass_areas, cue, exactly, lexicon, listed


def _plain(name: str) -> str:
    return " ".join(re.findall(r"[a-z0-9]+", cue("places.kind_word").sub("", name).lower()))


def _key(name: str) -> str:
    """What the name of an area is compared by: letters of the compass, or the name without "area" or "team"."""
    found = compass_areas(name)
    alone = len(found) == 1 and not _plain(name[: found[0][0]] + name[found[0][1] :])
    return found[0][2] if alone else _plain(name)


def _label(text: str) -> str:
    match = exactly("places.name").match(text.rstrip(":").strip())
    return match.group(1) if match and len(text) <= 45 else ""


def _areas(context: Context) -> dict[str, str]:
    """Keys of the names that head sections or paragraphs as areas."""
    families: dict[tuple, set[str]] = defaultdict(set)
    known, places = {}, set()
    for block in context.document.prose:
        heading = block.kind == "heading"
        if own := _label(block.text if heading else block.label):
            families[heading, block.level if heading else 0, block.path].add(own)
        above = _label(block.label or (block.path[-1] if block.path else ""))
        if (
            above
            and not heading
            and re.search(rf"\b(?:in|within|across) {re.escape(above)}\b", block.text, re.IGNORECASE)
        ):
            places.add(above)
    for names in families.values():
        compass, ends = [name for name in names if compass_areas(name)], Counter(name.split()[-1] for name in names)
        plain = [
            name
            for name in names
            if name in compass
            or name in places
            or cue("places.kind_word").search(name)
            or " " in name
            and ends[name.split()[-1]] > 1
        ]  # Elm House, Oak House
        if len(names) > 1 and 2 * len(plain) >= len(names) or compass:
            known |= {_key(name): name for name in names}
    return {key: name for key, name in known.items() if key}


@kind("heading and text", "DOC-12", of="document")
def headed(context: Context) -> Iterator[Finding]:
    """Text under one area's heading whose figures are said of another."""
    known = _areas(context) if context.document.kind != "pdf" else {}
    names = {
        name for key in known for name in (key, cue("places.kind_word").sub("", known[key]).strip()) if len(key) > 2
    }
    choice = "|".join(sorted(map(re.escape, names), key=len, reverse=True))
    pattern = re.compile(rf"\b(?:{choice})\b", re.IGNORECASE) if names else None
    for block in context.document.prose if known else ():
        label = _label(block.label or (block.path[-1] if block.path else ""))
        own = _key(label) if label else ""
        capitals = label.isupper() and len(label) > 4  # "GEOGRAPHY" is a topic
        if capitals or own not in known or block.kind not in ("para", "item"):
            continue
        rest = [s for s in block.sentences if s.index == 0 or _key(s.text.rstrip(".")) != own]
        found = [(s, _named(_unlabelled(s), pattern)) for s in rest]
        if any(own == key for _, named in found for _, _, key in named):
            continue
        for sentence, named in found:
            other = _misplaced(sentence, named, own, known)
            sorts = {bool(re.search(r"\b[Cc]ounty\b|\b[Cc]ouncil\b", name)) for name in (label, other)}
            if other and (len(sorts) == 1 or compass_areas(label) and compass_areas(other)):
                what = f"The text under '{label}' gives figures for '{other}'."
                do = f"Name {label} in the text, or put the text under the heading of {other}."
                yield finding("DOC-12", sentence, what, do=do)
                break


def _parallel(heading: str, text: str) -> str:
    """The name in a text's beginning that is a heading's but for one word: "Elm Ward" under "Oak Ward"."""
    words = re.sub(r"^[\d.]+\s+", "", heading).split()
    text = re.sub(r"^(?:(?:In|At|On|Of|For|During|Within|Across|Among) )?(?:[Tt]he )?", "", text)
    said = [word.strip(",.:;").removesuffix("'s") for word in text.split()[: len(words)]]
    if not 2 <= len(words) <= 5 or len(said) < len(words):
        return ""
    differ = [(a, b) for a, b in zip(words, said, strict=True) if a.lower().rstrip("s") != b.lower().rstrip("s")]
    names = len(differ) == 1 and any(
        all(map(test, differ[0])) for test in (str.isdigit, lambda word: word[:1].isupper())
    )
    begins = said[0] != words[0] and not said[1][:1].isupper()  # the first word of a sentence is written large
    names = names and (not begins or cue("places.shared").search(words[-1]) is not None)
    names = names or len(differ) == 1 and words[0] == differ[0][0] and cue("places.shared").search(words[-1])
    return " ".join(said) if names and not cue("places.numbering").match(words[0]) else ""


def _opposite(heading: str, text: str) -> str:
    """The opposite of a heading that a text begins with: "Of the girls" under "Boys"."""
    for pair in lexicon()["opposites"]["pairs"]:
        for own, other in (pair, pair[::-1]):
            found = re.match(rf"(?:(?:Of|Among|For) )?(?:[Tt]he )?({other})\b", text, re.IGNORECASE)
            start = re.split(r"[,;]", text)[0]
            inside = (
                re.search(rf"\b({other})\b(?!'s? [a-z]+ (?:team|service))", start, re.IGNORECASE)
                if len(heading.split()) <= 8
                else None
            )
            named = re.search(rf"\b(?:{own})(?:'s|s)?\b", heading, re.IGNORECASE) and not re.search(
                rf"\b{other}\b", heading, re.I
            )
            found = (
                found
                if re.fullmatch(own, heading, re.IGNORECASE)
                else inside
                if named and other not in ("met", "no", "open")
                else None
            )
            if found and not re.search(rf"\b{own}\b", text, re.IGNORECASE):
                return found.group(1)
    return ""


@kind("heading and its counterpart", "DOC-12", of="document")
def counterpart(context: Context) -> Iterator[Finding]:
    """Text that gives figures for Ward 9 under "Ward 7", or for October under "November" alone."""
    said: dict[tuple[str, ...], str] = defaultdict(str)
    for block in context.document.blocks:
        said[block.path] += f" {block.text} {' '.join(map(' '.join, block.table.rows)) if block.table else ''}"
    for block in context.document.prose:
        first = block.sentences[0] if block.sentences and block.path and block.kind == "para" else None
        if first is None or context.document.kind == "pdf":
            continue  # a heading of a PDF may be the head of a column or the key of a chart
        if (
            not is_title(block.path[-1])
            or block.path[-1].rstrip(":").isupper()
            or first.text[:1] in "("
            or first.text[:1].islower()
        ):
            continue
        heading, text = block.path[-1], first.text
        if not counts(first.own, "cpwm") and not (
            cue("places.shared").search(heading)
            and _parallel(heading, text)
            and text.startswith(_parallel(heading, text))
        ):
            continue
        units = [u for u in ("month", "quarter", "year") if re.match(r"(?:In|During|For|At) ", text)]
        dates = [(periods_of(heading, u), periods_of(text, u), periods_of(said[block.path], u)) for u in units]
        quarter = re.match(r"Q(?:uarter )?[1-4]\b", heading)  # "Quarter 2: July to September"
        dates = (
            [d for d in dates if d[0]]
            if quarter or not re.search(rf"\b(?:since|from|until|to|between|and) (?:{MONTH}|\\d{{4}}|Q\\d)", heading)
            else []
        )
        dates = [d for d in dates if len(d[0]) == 1 and d[1]][:1] if quarter else dates[:1]
        periods = [(b[0], all_) for a, b, all_ in dates if len(a) == 1 and b and b[0][0] <= 12]
        periods = [
            p
            for p in periods
            if all(q[2] != dates[0][0][0][2] and (q[2] > 12) == (dates[0][0][0][2] > 12) for q in p[1])
        ]
        there = _parallel(heading, text) or _opposite(heading, text)
        there = there if text[-1:] in ".!?:;" and len(text.split()) > 5 else ""
        if there and heading.lower() in said[block.path].lower() or there and cue("places.beside").search(text):
            there = ""
        elif not there and periods and not cue("places.elsewhere").search(re.split(r"[,;(]", text)[0]):
            there = periods[0][0][3]
        if there:
            what = f"The text under '{heading}' gives figures for {there}."
            yield finding("DOC-12", first, what, do="Correct the heading or the text.")


@kind("a heading and what it names", "DOC-12", of="document")
def entitled(context: Context) -> Iterator[Finding]:
    """Patients on Ward 7D under "Ward 7B"; results of key stage 1 under "Results at key stage 2"."""
    blocks = context.document.blocks
    for number, block in enumerate(blocks[:-1]):
        short = block.kind == "para" and len(block.text) <= 60 and block.text[-1:] not in ".:;?!,"
        path = blocks[number + 1].path
        if context.document.kind == "pdf":
            continue
        if not (block.kind == "heading" or short) or blocks[number + 1].kind not in ("para", "item"):
            continue
        if not is_title(block.text) or block.text.rstrip(":").isupper():
            continue
        first = [s for other in blocks[number + 1 : number + 4] if other.path == path for s in other.sentences][:5]
        section = " ".join(other.text for other in blocks[number + 1 :] if other.path == path)[:4000]
        plain = block.text.split(" ")[0]
        contents = re.search(r"[a-z] \d{1,3}$", block.text) and len(block.text.split()) > 5
        if contents or not re.search(r"\d", block.text) and re.search(rf"\b{re.escape(plain.lower())}\b", section):
            continue  # a line of a table of contents, or a heading that begins with a common word
        for sentence, name in [
            *_others_named(block.text, first, section),
            *_other_of_its_kind(block.text, first, section),
        ]:
            what = f"The text under '{block.text}' gives figures for {name}."
            yield finding("DOC-12", sentence, what, do="Correct the heading or the text.")
            break


def _others_named(heading: str, first: list[Sentence], section: str) -> Iterator[tuple[Sentence, str]]:
    """Where the text below a heading gives figures for another of its kind, and never for the heading's own."""
    words = heading.split()
    names = ("places.numbered", "places.financial_year", "places.season", "places.entitled")
    patterns = [exactly(name) for name in names]
    capital = 2 <= len(words) <= 4 and all(re.fullmatch(r"[A-Z][a-z]+(?:['’]s)?", word) for word in words)
    if capital and len(words[-1]) > 3 and not cue("places.plain_first").fullmatch(words[0]):
        kind_ = re.escape(" ".join(words[1:]))  # "North Yorkshire", "Hawthorn Children's Home"
        patterns.append(
            re.compile(rf"\b(?!(?i:{listed('places.plain_first')})\b)(?P<name>[A-Z][a-z]+) (?P<kind>(?i:{kind_}))\b")
        )
    first = [s for s in first if s.text[:1] != "(" and not s.text[:1].islower()]
    for pattern in patterns:
        own = {_kind_and_name(match) for match in pattern.finditer(heading)}
        if len(own) != 1:
            continue
        kind_, name = next(iter(own))
        said = [
            (s, m)
            for s in first
            for m in pattern.finditer(re.sub(r"\([^()]*\)", "", s.text))
            if _kind_and_name(m)[0] == kind_ and (m.start() or not m.group("kind")[:1].islower())  # not a plain word
        ]
        others = {_kind_and_name(match)[1] for _, match in said}
        again = any(_kind_and_name(match) in own for match in pattern.finditer(section))
        if (
            len(others) != 1
            or again
            or not said[0][0].of_kind("cpwmu")
            or re.search(rf"\b{re.escape(name)}\b", said[0][0].text.lower())
        ):
            continue
        if not cue("places.set_apart").search(re.split(r"[,;]", said[0][0].text)[0]):
            yield said[0][0], said[0][1].group()


def _other_of_its_kind(heading: str, first: list[Sentence], section: str) -> Iterator[tuple[Sentence, str]]:
    """The Southern depot under "Northern depot", B wing under "A wing", Lower Marsham under "Upper Marsham"."""
    words = re.findall(r"[A-Za-z'’]+", heading)
    for one, rest in pairwise(words):
        if (
            not one[0].isupper()
            or cue("places.plain_first").fullmatch(one)
            or len(rest) < 3
            or cue("places.numbering").match(rest)
        ):
            continue
        pattern = re.compile(rf"\b([A-Z][a-z]*) (?i:{re.escape(rest)})\b")
        if re.search(rf"\b{one} {rest}\b", section, re.IGNORECASE):
            continue
        for sentence in first[:2]:
            others = {m.group(1) for m in pattern.finditer(sentence.text) if m.start() or m.group(1)[1:].islower()}
            others -= {one}
            plain = any(cue("places.plain_first").fullmatch(other) for other in others)
            named = len(words) == 2 and cue("places.shared").fullmatch(rest)
            groups = [{one.lower(), other.lower()} <= set(group) for group in _OPPOSED for other in others]
            close = named or any(groups) or all(len(one) == len(other) == 1 for other in others)
            if len(others) == 1 and not plain and close and sentence.of_kind("cpwmu"):
                place = pattern.search(sentence.text).start()
                if not cue("places.set_apart").search(sentence.text[max(0, place - 25) : place]):
                    yield sentence, f"{others.pop()} {rest}"
                return


_OPPOSED = [
    ("north", "south", "east", "west", "central", "northern", "southern", "eastern", "western"),
    ("upper", "lower", "middle"), ("great", "little"), ("old", "new"), ("inner", "outer"), ("infant", "junior"),
    ("primary", "secondary"), ("first", "second", "third", "fourth"), ("spring", "summer", "autumn", "winter"),
    ("morning", "afternoon", "evening"), ("red", "blue", "green", "white", "yellow"), ("day", "night"),
]  # fmt: skip


def _kind_and_name(match: re.Match[str]) -> tuple[str, str]:
    return match.group("kind").lower(), match.group("name").lower()


def _misplaced(sentence: Sentence, named: list[tuple[int, int, str]], own: str, known: dict[str, str]) -> str:
    """The other area of which a sentence gives figures."""
    body = _unlabelled(sentence)
    counted = sentence.of_kind("cpwm") and len(body.split()) >= 5 and not cue("places.elsewhere").search(body)
    if len({key for _, _, key in named}) != 1 or not counted:
        return ""
    start, end, other = named[0]
    compass = re.fullmatch(r"[NS][EW]", other) and (re.fullmatch(r"[NS][EW]", own) or len(known) > 1)
    acts = cue("places.subject").search(body[:start]) and cue("places.acts").match(body[end:])
    return body[start:end] if acts and (other in known or compass) else ""


def _named(text: str, pattern: re.Pattern[str] | None) -> list[tuple[int, int, str]]:
    """The areas that a text names: start, end, key."""
    found = compass_areas(text)
    for match in pattern.finditer(text) if pattern else ():
        if match.group()[0].isupper() and not any(start <= match.start() < end for start, end, _ in found):
            found.append((match.start(), match.end(), _key(match.group())))
    return sorted(found)


def _unlabelled(sentence: Sentence) -> str:
    text = sentence.text
    return (
        re.sub(r"^[^:–—]{0,60}(?::|\s[–—-])\s*", "", text, count=1)
        if not sentence.index and sentence.block.label
        else text
    )


@kind("a figure in a heading", "DOC-12", of="document")
def figures_in_headings(context: Context) -> Iterator[Finding]:
    """A heading of 73 homes above a text with 78; of an order book up by 15% above 12%; of five above four."""
    blocks = context.document.blocks
    for number, block in enumerate(blocks):
        if block.kind != "heading" or not block.sentences or context.document.kind == "pdf":
            continue  # in a PDF it may be a part of a picture
        heading, below = block.sentences[0], blocks[number + 1 : number + 2]
        said = [m for m in heading.own if m.exact]
        if len(said) != 1 or said[0].kind == "r" or not below:
            continue
        if below[0].kind == "item":
            yield from _announced(heading, said[0], blocks[number + 1 :])
        elif below[0].kind == "para":
            prose = [s for s in below[0].sentences[:2] if len(s.text.split()) > 5]
            yield from _said_again(heading, said[0], prose, context)


def _announced(heading: Sentence, said: Figure, below: list[Block]) -> Iterator[Finding]:
    """Five priorities, and a list of four."""
    items = [block for block in below if block.list_id == below[0].list_id and block.level == below[0].level]
    things = cue("parts.things").match(said.after.strip().split(" ")[0] if said.after.strip() else "")
    words = said.after.split()
    things = things or any(cue("parts.things").fullmatch(word.strip(",:")) for word in words[:4])
    if things and said.kind in "cw" and 2 <= said.value <= 15 and 0 < abs(len(items) - said.value) <= 2:
        what = f"“{said.text}” are announced, {len(items)} are listed."
        do = "Correct the number or the list."
        yield finding("DOC-13", heading, what, f"{len(items)} ≠ {said.value}", [said], do, items[0].sentences[:1])


def _said_again(heading: Sentence, said: Figure, sentences: Sequence[Sentence], context: Context) -> Iterator[Finding]:
    """The figure of a heading, said again below it with another value."""
    words = content_words(heading.text) - NEUTRAL
    found = [m for s in sentences for m in s.own if sort_of(m) == sort_of(said)]
    if any(m.value == said.value for m in found) or not words or cue("places.no_figure").search(heading.text):
        return
    for item in found[:1]:
        named = said.noun & item.noun if said.kind in "cwu" else len(words & content_words(item.sentence.text)) >= 1
        most = len(words & content_words(item.sentence.text)) * 2 >= len(words)
        close = abs(item.value - said.value) <= max(said.value, item.value) * Decimal("0.35")
        periods = periods_in(heading.text), periods_in(item.sentence.text)
        apart = all(periods) and periods[0].isdisjoint(periods[1])
        sums = [a.value + b.value for a in found for b in found if a is not b]
        if named and most and close and item.exact and not apart and said.value not in sums and context.bind(item):
            if cue("places.no_figure").search(item.sentence.text):
                return
            what = f"{item.text} here and {said.text} in the heading are said of the same."
            do = "Correct the heading or the text."
            yield finding("DOC-12", item.sentence, what, "", [said, item], do, [heading])
