"""Words that say how large a figure is: most, half, twice as many, above the target, the highest.

Belongs here: such words beside a figure. Does not belong here: arithmetic between figures (``declared``, ``lists``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from figurecheck.checks.base import Context, finding
from figurecheck.quantities import Figure
from figurecheck.relations.declared import MOVES
from figurecheck.relations.mentions import Mention, counts
from figurecheck.report import Finding
from figurecheck.rounding import possible_numerators, rounded, share, shown
from figurecheck.words import less_is_better, more_is_better

#: Words for a share, with the lowest and highest percentage that they can stand for.
SIZES: tuple[tuple[str, int, int], ...] = (
    (r"(?:nearly|almost|virtually|practically) (?:all|every\w*)|(?:the )?(?:vast|overwhelming"
        r"|great) majority", 70, 100),
    (r"(?:a|the|a small|a large|the large|a clear) majority|(?<!the )(?<!at )most(?: of)?(?= (?!common|recent"
        r"|likely|often"
     r"|frequent|important|affected|deprived|vulnerable|serious|popular|notabl|significant|notable|widely"
     r"|deprived|notably|of"
     r" the (?:increase|rise|growth|change))[a-z]+)", 50, 100),
    (r"(?:a|the|a small|only a) minority|(?:fewer|less) than half|under half|not quite half", 0, 50),
    (r"(?:more than|over) half", 50, 100),
    (r"(?:fewer|less) than a third|under a third", 0, 34),
    (r"(?:more than|over) a third", 33, 100),
    (r"(?:fewer|less) than a quarter|under a quarter", 0, 25),
    (r"(?:more than|over) a quarter", 25, 100),
    (r"(?:more than|over) (?:two[ -]thirds)", 66, 100),
    (r"(?:more than|over) (?:three[ -]quarters)", 75, 100),
    (r"(?:fewer|less) than (?:three[ -]quarters)", 0, 75),
    (r"(?:fewer|less) than a fifth|(?:fewer|less) than one in five", 0, 20),
    (r"(?:fewer|less) than (?:a tenth|one in ten)", 0, 10),
)  # fmt: skip
_WORD = re.compile("|".join(f"(?P<s{i}>\\b(?:{words}))" for i, (words, _, _) in enumerate(SIZES)), re.IGNORECASE)
#: From the word to its figure: nothing but words, then a bracket, comma or dash.
_TO_FIGURE = re.compile(
    r"^[^⟦⟧.;:]{0,80}?(?:\(|, |[–—-] )(?:just |only |or )?⟦(?P<k>[pcfw])(?P<n>\d+)⟧(?P<rest>.{0,40})"
)
_OF = re.compile(r"^ (?:[a-z]+ ){0,2}?(?:out )?of (?:the |these |those |a |all )?⟦[cw](?P<d>\d+)⟧")


def _written(figure: Figure, sentence_figures: tuple[Figure, ...], rest: str) -> tuple[Decimal, str] | None:
    """The percentage that a figure, or a count with its base, states, and how it is got."""
    if not figure.exact or figure.value is None:
        return None
    if figure.kind == "p":
        return figure.value, figure.text
    base = sentence_figures[int(match.group("d"))].value if (match := _OF.match(rest)) else figure.other
    if not base or figure.value > base:
        return None
    value = share(figure.value, base)
    return value, f"{shown(figure.value)} ÷ {shown(base)} = {shown(value, 1)}%"


def sizes(own: list[Mention], context: Context) -> Iterator[Finding]:
    """Most, a minority, fewer than a quarter."""
    if not own:
        return
    sentence = own[0].sentence
    tagged = sentence.tagged
    fractions = {"half": "half"}
    marks = re.sub(r"⟦h(\d+)⟧", lambda match: fractions.get("", tagged.figures[int(match.group(1))].text), tagged.marks)
    for match in _WORD.finditer(marks):
        number = int((match.lastgroup or "s0")[1:])
        _, low, high = SIZES[number]
        following = _TO_FIGURE.match(marks[match.end() :])
        if following is None:
            continue
        figure = tagged.figures[int(following.group("n"))]
        got = _written(figure, tagged.figures, following.group("rest"))
        gap = marks[match.end() : match.end() + following.start("k")]
        if got is None or re.search(
            rf"{MOVES}|\b(?:but|except|apart|who|although|of whom|of which|with)\b|, and\b", gap
        ):
            continue
        if low <= got[0] <= high and not (got[0] == 50 and 50 in (low, high)):
            continue
        what = f"“{match.group().strip()}”, but {got[1]}."
        limit = f"less than {low}%" if got[0] < low else f"more than {high}%"
        how = "50% is exactly half" if got[0] == 50 else f"{shown(got[0], 1)}% is {limit}"
        yield finding("DOC-17", sentence, what, how, "Correct the word or the figure.", (figure,))


#: With a fraction, only words that set figures beside others matter: "half had moved up".
_BESIDE = r"\b(?:than|compared|previous|target|rose|fell|increased?|decreased?|while|whereas|respectively|last year)\b"


def fractions(own: list[Mention], earlier: list[Mention], context: Context) -> Iterator[Finding]:
    """A fraction in words beside its counts or its percentage."""
    said = [item for item in own if item.figure.kind == "h" and item.figure.other]
    if len(said) != 1 or said[0].figure.bound or re.search(_BESIDE, said[0].sentence.text, re.IGNORECASE):
        return
    item = said[0]
    value = share(item.figure.value or Decimal(0), item.figure.other or Decimal(1))
    room = Decimal(9) if item.figure.approx else Decimal(5)
    whole = counts(own, "cw")
    percents = [other for other in own if other.figure.kind == "p"]
    if (
        len(percents) == 1
        and re.search(r"\($", percents[0].before.rstrip())
        and own.index(percents[0]) == own.index(item) + 1
    ):
        got, how = percents[0].figure.value or Decimal(0), f"{item.figure.text} is {shown(value, 1)}%"
        related = [percents[0]]
    elif len(whole) == 2 and not percents:
        ordered = sorted(whole, key=lambda other: other.figure.value or Decimal(0))
        top, base = ordered[0].figure, ordered[1].figure
        if not base.value or not re.search(r"\b(?:of|all|total)\b", f"{item.after} {ordered[1].before}"):
            return
        if not re.search(r"\b[Oo]f (?:the |these |those |all |our )?$", ordered[1].before):
            return
        got = share(top.value or Decimal(0), base.value)
        how, related = f"{top.text} ÷ {base.text} = {shown(got, 1)}%; {item.figure.text} is {shown(value, 1)}%", ordered
    else:
        return
    if (
        abs(got - value) <= room
        or any(not other.figure.exact for other in related)
        or not context.bind(item.sentence, item.figure)
    ):
        return
    what = f"“{item.figure.text}” is stated; the figures give {shown(got, 1)}%."
    yield finding(
        "DOC-01", item.sentence, what, how, "Correct the fraction or the figures.", [o.figure for o in [item, *related]]
    )


_TIMES_WORDS = {
    "twice": 2, "double": 2, "three times": 3, "treble": 3, "triple": 3, "four times": 4, "five times": 5,
    "ten times": 10, "six times": 6, "half": Decimal("0.5"),
}  # fmt: skip
_AS_MANY = re.compile(
    r"(?<!\w)(?P<about>(?:nearly|almost|about|around|over|more than|just over|some) )?(?P<w>twice|double|three times"
    r"|four times"
    r"|five times|six times|ten times|treble|triple|half|⟦h\d+⟧|⟦w\d+⟧ times) (?:as (?:many|much|likely|high"
    r"|large)|the number of)\b"
    r"[^⟦⟧.;]{0,60}?\(?⟦(?P<k>[cpm])(?P<a>\d+)⟧[^⟦⟧.;]{0,40}?\b(?:as|than)\b[^⟦⟧.;]{0,50}?\(?⟦(?P=k)(?P<b>\d+)⟧",
    re.IGNORECASE,
)
_RATIO = re.compile(
    r"\bratio (?:of|is|was)[^⟦⟧.;]{0,40}?(?:⟦[cw](?P<a>\d+)⟧|one)\s?(?::|to|for)\s?⟦[cw](?P<b>\d+)⟧", re.IGNORECASE
)


def multiples(own: list[Mention], context: Context) -> Iterator[Finding]:
    """Twice as many; a ratio of one to fifteen."""
    if len(own) < 2:
        return
    sentence, tagged = own[0].sentence, own[0].sentence.tagged
    for match in _AS_MANY.finditer(tagged.marks):
        word = match.group("w").lower()
        said = next((Decimal(size) for name, size in _TIMES_WORDS.items() if name == word), None)
        if said is None and word.startswith("⟦w"):
            said = tagged.figures[int(re.sub(r"\D", "", word))].value
        if word.startswith("⟦h"):
            said = Decimal("0.5")
        first, second = tagged.figures[int(match.group("a"))], tagged.figures[int(match.group("b"))]
        if not said or not first.value or not second.value or not (first.exact and second.exact):
            continue
        ratio = first.value / second.value
        room = said * (Decimal("0.2") if match.group("about") else Decimal("0.12"))
        if abs(ratio - said) > room:
            word = word if "⟦" not in word else "times as many"
            what = f"“{word}”, but {first.text} is {shown(ratio)} times {second.text}."
            how = f"{first.text} ÷ {second.text} = {shown(ratio)}"
            yield finding("DOC-08", sentence, what, how, "Correct the word or the figures.", (first, second))
    for match in _RATIO.finditer(tagged.marks):
        base = tagged.figures[int(match.group("b"))]
        used = {int(match.group("b")), int(match.group("a") or match.group("b"))}
        rest = [item.figure for item in counts(own, "cw") if tagged.figures.index(item.figure) not in used]
        top = tagged.figures[int(match.group("a"))].value if match.group("a") else Decimal(1)
        if len(rest) != 2 or not base.value or not top or not all(item.exact and item.value for item in rest):
            continue
        low, high = sorted(item.value or Decimal(1) for item in rest)
        said = max(base.value, top) / min(base.value, top)
        if abs(high / low - said) > max(Decimal("0.5"), said * Decimal("0.03")):
            how = f"{shown(high)} ÷ {shown(low)} = {shown(high / low, 1)}"
            what = f"A ratio of {shown(said, 1)} is stated; the figures give {shown(high / low, 1)}."
            yield finding("DOC-16", sentence, what, how, "Correct the ratio or the counts.", [*rest, base])


_TARGET = re.compile(
    r"\b(?P<w>exceed(?:ed|s|ing)|surpass(?:ed|es|ing)|beat(?:ing)?|met|meets|meeting|achiev(?:ed|es|ing)|above"
    r"|ahead of|better than"
    r"|hit|miss(?:ed|es|ing)|below|under|short of|fell short of|not met|failed to meet|behind)\b (?:the|its|our"
    r"|their|a|this)"
    r" (?:[a-z]+ ){0,3}?(?:target|standard|goal|benchmark|threshold)(?: (?:of|for [a-z ]{1,30} of|is|was|set at"
    r"|\())*\s?\(?"
    r"⟦(?P<k>[pcmu])(?P<t>\d+)⟧|⟦(?P<k2>[pcmu])(?P<t2>\d+)⟧ target\b[^⟦⟧;]{0,30}?\bwas (?P<w2>exceeded|missed|met"
    r"|not met|achieved|beaten)",
    re.IGNORECASE,
)
_SHORT = re.compile(r"miss|below|under|short|not met|failed|behind", re.IGNORECASE)


def targets(own: list[Mention], context: Context) -> Iterator[Finding]:
    """Whether a target was met."""
    if len(own) < 2:
        return
    sentence, tagged = own[0].sentence, own[0].sentence.tagged
    for match in _TARGET.finditer(tagged.marks):
        goal = tagged.figures[int(match.group("t") or match.group("t2"))]
        word, kind = match.group("w") or match.group("w2"), match.group("k") or match.group("k2")
        results = [item.figure for item in own if item.figure.kind == kind and item.figure is not goal]
        negated = re.search(
            r"\b(?:not|never|n't|failed to|without|narrowly)\b(?: \w+)?\s$", tagged.marks[: match.start()]
        )
        if len(results) != 1 or results[0].value is None or goal.value is None or results[0].approx or results[0].bound:
            continue
        if (
            less_is_better(sentence.text)
            or kind in "mu"
            or negated
            or re.search(r"\b(?:all but|except|last|previous)\b", sentence.text)
        ):
            continue
        result, short = results[0], _SHORT.search(word) is not None
        beyond = re.search(r"exceed|surpass|beat|above|ahead|better", word, re.IGNORECASE) is not None
        wrong = (
            result.value >= goal.value
            if short
            else result.value < goal.value or (beyond and result.value == goal.value)
        )
        if wrong:
            is_ = (
                "more than"
                if result.value > goal.value
                else "less than"
                if result.value < goal.value
                else "the same as"
            )
            what = f"“{word}”, but {result.text} is {is_} the target of {goal.text}."
            how = f"{result.text} − {goal.text} = {shown((result.value or 0) - (goal.value or 0))}"
            yield finding("DOC-17", sentence, what, how, "Correct the word or the figures.", (result, goal))


_MOST = re.compile(
    r"\b(?P<w>highest|largest|greatest|biggest|best|most|lowest|smallest|fewest|worst)\b(?! (?:common|recent"
    r"|likely|of|ever))"
    r"[^⟦⟧.;]{0,60}?\(?⟦(?P<k>[pcmu])(?P<a>\d+)⟧(?P<rest>.*)",
    re.IGNORECASE,
)


def ranks(own: list[Mention], context: Context) -> Iterator[Finding]:
    """The highest of several."""
    if len(own) < 2:
        return
    sentence, tagged = own[0].sentence, own[0].sentence.tagged
    match = _MOST.search(tagged.marks)
    if match is None or not re.search(
        r"ahead of|followed by|then|next|\bcompared|\bthan\b|\bagainst\b|\band the lowest", match.group("rest")
    ):
        return
    if re.search(
        r"\b(?:lowest|smallest|fewest|average|increas|decreas|rise|fall|change"
        r"|since)\b",
        match.group("rest"),
    ):
        return
    least = match.group("w").lower() in ("lowest", "smallest", "fewest")
    if match.group("w").lower() in ("best", "worst"):
        return
    first = tagged.figures[int(match.group("a"))]
    if re.search(
        r"increas|decreas|\brise|\bfall|change|growth|reduc"
        r"|drop",
        match.group()[: match.start("rest") - match.start()],
    ):
        return
    for other in re.finditer(rf"\(⟦{match.group('k')}(\d+)⟧\)", match.group("rest")):
        second = tagged.figures[int(other.group(1))]
        if not (first.exact and second.exact) or first.value is None or second.value is None:
            continue
        if (second.value < first.value) if least else (second.value > first.value):
            is_ = "less" if least else "more"
            what = f"{first.text} is called {match.group('w').lower()}, but {second.text}, which follows, is {is_}."
            how = f"{second.text} − {first.text} = {shown(second.value - first.value)}"
            yield finding("DOC-09", sentence, what, how, "Correct the word or the figures.", (first, second))
            return


_ALL_OF = re.compile(
    r"\b(?P<w>[Aa]ll|[Ee]very one of|[Nn]one of|[Nn]ot one of)(?: of)?(?: the)? ⟦c(?P<n>\d+)⟧ (?:out )?of (?:the "
    r"|these |those )?⟦c(?P<d>\d+)⟧"
)


def all_of(own: list[Mention], context: Context) -> Iterator[Finding]:
    """All 40 of the 42."""
    if len(own) < 2:
        return
    sentence, tagged = own[0].sentence, own[0].sentence.tagged
    for match in _ALL_OF.finditer(tagged.marks):
        part, whole = tagged.figures[int(match.group("n"))], tagged.figures[int(match.group("d"))]
        if match.group("w").lower() in ("all",) and part.exact and whole.exact and part.value != whole.value:
            what = f"“All”, but {part.text} are not all of {whole.text}."
            how = f"{whole.text} − {part.text} = {shown((whole.value or 0) - (part.value or 0))}"
            yield finding("DOC-17", sentence, what, how, "Correct the word or the counts.", (part, whole))


_PER_HEAD_SKIP = re.compile(rf"{MOVES}|\byears\b", re.IGNORECASE)


def per_head(own: list[Mention], earlier: list[Mention], context: Context) -> Iterator[Finding]:
    """A rate per so many, from what was counted and the population."""
    for item in own:
        figure = item.figure
        if figure.kind != "r" or not figure.other or not figure.exact or _PER_HEAD_SKIP.search(item.sentence.text):
            continue
        found = counts(own, "c")
        found = found if len(found) >= 2 else counts(earlier, "c") + found
        found = [other for other in found if other.figure.value != figure.other]
        values = [(other.figure.value or Decimal(0)) for other in found]
        if len(found) != 2 or not exact_large(found):
            continue
        low, high = min(values), max(values)
        if not low or high < figure.other / 10 or low * 2 > high or not context.bind(item.sentence, figure):
            continue
        right = low / high * figure.other
        room = Decimal("0.5").scaleb(-figure.decimals) + right * _vague(high)
        if right * 12 >= figure.value >= right / 12 and abs(right - figure.value) > room:
            said = shown(rounded(right, max(1, figure.decimals)))
            how = f"{shown(low)} ÷ {shown(high)} × {shown(figure.other)} = {said}"
            what = f"{figure.text} is stated; the figures give {said} per {shown(figure.other)}."
            yield finding(
                "DOC-16",
                item.sentence,
                what,
                how,
                "Correct the rate or the counts.",
                [*(o.figure for o in found), figure],
            )


def exact_large(found: list[Mention]) -> bool:
    """Whether counts are stated as values."""
    return all(other.figure.exact for other in found)


def _vague(value: Decimal) -> Decimal:
    """The relative error of a population that ends in zeros."""
    digits = str(int(value)).rstrip("0")
    return Decimal("0.5") / Decimal(digits.ljust(2, "0")) if len(digits) < 4 else Decimal(0)


_LEVEL = re.compile(
    r"\b(?:[Aa]t|[Ww]ith|[Oo]f) ⟦(?P<k>[pmur])(?P<b>\d+)⟧[^⟦⟧.;]{0,60}?\b(?P<w>above|below|higher than|lower than"
    r"|better than|worse than"
    r"|more than|less than|greater than)\b (?:the |that |its |last |in |for )[^⟦⟧.;]{0,50}?⟦(?P=k)(?P<a>\d+)⟧"
    r"|\b(?P<w2>[Mm]ore|[Ff]ewer|[Hh]igher|[Ll]ower"
    r"|[Ll]ess)\b [^⟦⟧.;]{0,70}?\(⟦(?P<k2>[cpm])(?P<b2>\d+)⟧\)[^⟦⟧.;]{0,30}?\bthan\b"
    r"[^⟦⟧.;]{0,50}?\(?⟦(?P=k2)(?P<a2>\d+)⟧"
    r"|\b(?P<w3>[Mm]ore|[Ff]ewer|[Hh]igher"
    r"|[Ll]ower) [^⟦⟧.;()]{0,60}?\bthan\b [^⟦⟧.;()]{0,60}?\(⟦(?P<k3>[cpm])(?P<b3>\d+)⟧"
    r" (?:compared (?:with|to)|against|and|vs\.?|versus) ⟦(?P=k3)(?P<a3>\d+)⟧(?: respectively)?\)"
    r"|\b(?P<w4>[Uu]p|[Dd]own|[Hh]igher|[Ll]ower|[Mm]ore|[Ff]ewer) (?:on|than|from) [^⟦⟧.;]{0,40}?,? (?:at|with"
    r"|to) ⟦(?P<k4>[cpm])(?P<b4>\d+)⟧"
    r"[^⟦⟧.;]{0,30}? (?:compared (?:with|to)|against|from) ⟦(?P=k4)(?P<a4>\d+)⟧"
)


def levels(own: list[Mention], context: Context) -> Iterator[Finding]:
    """At 76%, above the 82% of last year; fewer children (48) than last quarter (43)."""
    if len(own) < 2:
        return
    sentence, tagged = own[0].sentence, own[0].sentence.tagged
    for match in _LEVEL.finditer(tagged.marks):
        groups = [match.group(name) for name in ("w", "w2", "w3", "w4")]
        place = next(number for number, word in enumerate(groups) if word)
        tail = ("", "2", "3", "4")[place]
        word = groups[place].lower()
        here, there = tagged.figures[int(match.group(f"b{tail}"))], tagged.figures[int(match.group(f"a{tail}"))]
        up = word.split()[0] in ("above", "higher", "more", "greater", "up")
        if word.startswith(("better", "worse")):
            good = 1 if more_is_better(sentence.text) else -1 if less_is_better(sentence.text) else 0
            if not good:
                continue
            up = (good > 0) == word.startswith("better")
        if not (here.exact and there.exact) or here.value is None or there.value is None:
            continue
        if re.search(r"target|\bage|\bwhile\b|\bbut\b", match.group(), re.IGNORECASE):
            continue
        if (here.value <= there.value) if up else (here.value >= there.value):
            what = f"“{word}”, but {here.text} is not {'more' if up else 'less'} than {there.text}."
            how = f"{here.text} − {there.text} = {shown(here.value - there.value)}"
            yield finding("DOC-09", sentence, what, how, "Correct the word or the figures.", (here, there))


_OF_WHICH_PEOPLE = re.compile(
    r"⟦p\d+⟧ of (?:them|these|those|us|the ⟦[cw]\d+⟧)|(?:^|\b)[Oo]f (?:the |these |those |all "
    r"|our )?⟦[cw]\d+⟧ [^⟦⟧.;:]{0,70}?,? ⟦p\d+⟧ (?:were|was|are|had|have|said|felt)"
)
_NOT_WHOLE = re.compile(
    r"\b(?:hours?|minutes?|days?|weeks?|months?|years?|miles?|points?|marks?|tonnes?|units?|fte|wte|posts?|budget"
    r"|cost|spend"
    r"|spent|funding|income|expenditure|savings|grant|weighted|capacity|time|largest|smallest|highest|lowest"
    r"|pupils|residents"
    r"|population)\b|[£$€]",
    re.IGNORECASE,
)


def impossible(own: list[Mention], earlier: list[Mention], context: Context) -> Iterator[Finding]:
    """A percentage that no whole number of so few can be."""
    percents = [item for item in own if item.figure.kind == "p"]
    if len(percents) != 1 or not percents[0].figure.exact or context.practice.weighted:
        return
    item = percents[0]
    sentence = item.sentence
    whole = counts(own, "cw")
    if not whole and re.search(r"^ of (?:them|these|those)\b", item.after):
        whole = counts(earlier, "cw")
    values = {other.figure.value for other in whole}
    match = _OF_WHICH_PEOPLE.search(sentence.tagged.marks)
    if len(values) != 1 or match is None or not all(other.figure.exact for other in whole):
        return
    size = int(whole[0].figure.value or 0)
    if (
        size < 2
        or re.match(r"\s(?:to|or)\s", whole[0].after)
        or _NOT_WHOLE.search(sentence.text)
        or context.practice.nearest > 1
        or size >= 1000
    ):
        return
    if re.search(MOVES, sentence.text, re.IGNORECASE):
        return
    percent = item.figure
    if possible_numerators(size, percent.value or Decimal(0), percent.decimals) or not context.bind(sentence, percent):
        return
    below = int((percent.value or Decimal(0)) * size / 100)
    near = [f"{part} of {size} is {shown(share(Decimal(part), Decimal(size)), 1)}%" for part in (below, below + 1)]
    what = f"{percent.text} is not the percentage of any whole number of {whole[0].figure.text}."
    yield finding(
        "DOC-03", sentence, what, "; ".join(near), "Correct the percentage or the count.", (whole[0].figure, percent)
    )
