"""Remarks and the words of reflection sheets, drawn from the sentences of ``prose/<council>.yml``.

A sentence has alternatives in square brackets, ``[The child|The young person] was seen``, so that it reads differently
each time it is used.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from auditlib.sample.council import Council, Heading
from auditlib.sample.plan import GOOD, INADEQUATE, NONE, RI, Draw, MonthPlan, order, pick
from auditlib.sample.records import IN_TIME, monthly_refs

Frames = dict[str, pd.DataFrame]
_PUBLISH_RATE = 0.6
_BLANK_RATE = 0.35
_COLUMNS = ["source", "source_ref", "heading", "theme", "text", "publish", "field"]
_SHEET_FIELDS = ("done_well", "challenges", "tools_comment", "do_differently")
_SHEET_BLANK_RATE = 0.2
#: Sentences for the sheet's question on tools depend on its answer: ``tools-yes`` or ``tools-no``.
_TOOLS = {"yes": "tools-yes", "partly": "tools-no", "no": "tools-no"}


class Remarks:
    """The remarks of one month after another; if `unique`, a sentence is published once in an edition."""

    def __init__(self, council: Council, rng: Draw, *, unique: bool) -> None:
        self._council, self._rng, self._unique = council, rng, unique
        self._pools = {name: Pool(themes, rng) for name, themes in council.prose.items()}

    def new_edition(self) -> None:
        """Begin an edition: every sentence may be published again."""
        for pool in self._pools.values():
            pool.renew()

    def month(self, plan: MonthPlan, frames: Frames) -> pd.DataFrame:
        """The month's remarks on its other returns; the words of `frames["reflections"]` are filled in as well."""
        parts = [self._under(heading, frames) for heading in self._council.headings]
        some = [part for part in parts if part is not None]
        rows = pd.concat(some, ignore_index=True) if some else pd.DataFrame(columns=_COLUMNS)
        rows = rows.iloc[order(self._rng, len(rows))].reset_index(drop=True)
        self._fill_sheets(frames["reflections"], rows)
        rows["comment_ref"] = monthly_refs(self._council, "K", plan, len(rows))
        rows["month"] = plan.month
        return rows

    def _under(self, heading: Heading, frames: Frames) -> pd.DataFrame | None:
        """The month's remarks under one heading; None if no record calls for any."""
        refs, pools = self._records(heading, frames)
        low = heading.low if heading.rate >= 1 else min(heading.low, len(refs))
        count = max(round(heading.rate * len(refs)), low) if len(refs) else 0
        if not count:
            return None
        rounds = -(-count // len(refs))
        which = np.concatenate([order(self._rng, len(refs)) for _ in range(rounds)])[:count]
        publish = self._rng.random_sample(count) < _PUBLISH_RATE
        publish[0] = True
        blank = ~publish & (self._rng.random_sample(count) < _BLANK_RATE)
        lead = np.where(np.arange(count) < len(refs), heading.lead, "")
        themes, texts, publish = self._words(pools[which], lead, publish)
        texts = np.where(publish, texts, self._particulars(count))
        texts[blank & ~publish] = ""
        return pd.DataFrame(
            {
                "source": heading.source.split("-")[0],
                "source_ref": refs[which],
                "heading": heading.heading,
                "theme": themes,
                "text": texts,
                "publish": np.where(publish, "yes", "no"),
                "field": heading.source.partition("-")[2],
            }
        )

    def _particulars(self, count: int) -> NDArray:
        """Remarks that may not be quoted: they are about one case, in words that no other remark has."""
        sentences = np.array(self._council.particulars, dtype=object)
        first = np.arange(count) % len(sentences)
        second = (first + 1 + np.arange(count) // len(sentences) % (len(sentences) - 1)) % len(sentences)
        return sentences[first] + " " + sentences[second]

    def _words(self, pools: NDArray, lead: NDArray, publish: NDArray) -> tuple[NDArray, NDArray, NDArray]:
        """Theme and text of each remark, and whether it may be published after all."""
        if not self._unique:
            themes, texts = np.empty(len(pools), dtype=object), np.empty(len(pools), dtype=object)
            for name in sorted(set(pools)):
                here = pools == name
                themes[here], texts[here] = self._pools[name].many(int(here.sum()))
            return themes, texts, publish
        chosen, publishable = [], []
        for name, theme, wanted in zip(pools, lead, publish, strict=True):
            unused = self._pools[name].unused(theme) if wanted else None
            chosen.append(unused or self._pools[name].any(theme))
            publishable.append(unused is not None)
        themes = np.array([sentence.theme for sentence in chosen], dtype=object)
        texts = np.array([sentence.worded(self._rng) for sentence in chosen], dtype=object)
        return themes, texts, np.array(publishable)

    def _records(self, heading: Heading, frames: Frames) -> tuple[NDArray, NDArray]:
        """References of the records that a heading's remarks may come from, and the pool of sentences for each."""
        name, _, kind = heading.source.partition("-")
        frame = frames.get(name if name == "supervision" else f"{name}s")
        if frame is None:
            return np.empty(0, dtype=object), np.empty(0, dtype=object)
        fit = frame[_fits(frame, name, kind)]
        refs = fit.iloc[:, 0].to_numpy(dtype=object)
        pools = np.full(len(refs), heading.heading, dtype=object)
        if kind == "tools_comment":
            pools = fit["tools_sufficient"].map(_TOOLS).to_numpy(dtype=object)
        return refs, pools

    def _fill_sheets(self, sheets: pd.DataFrame, remarks: pd.DataFrame) -> None:
        """Words of the sheets: what a remark quotes, and for the others a sentence of the same kind or nothing."""
        quoted = remarks[(remarks["source"] == "reflection") & (remarks["text"] != "")]
        for name in _SHEET_FIELDS:
            heading = next((each for each in self._council.headings if each.source == f"reflection-{name}"), None)
            if heading is None:
                continue
            words = np.full(len(sheets), "", dtype=object)
            kinds = np.full(len(sheets), heading.heading, dtype=object)
            if name == "tools_comment":
                kinds = sheets["tools_sufficient"].map(_TOOLS).to_numpy(dtype=object)
            for kind in sorted(set(kinds)):
                here = kinds == kind
                words[here] = self._pools[kind].many(int(here.sum()))[1]
            words[self._rng.random_sample(len(sheets)) < _SHEET_BLANK_RATE] = ""
            said = quoted[quoted["field"] == name].set_index("source_ref")["text"]
            own = sheets["audit_ref"].map(said[~said.index.duplicated()])
            sheets[name] = np.where(own.notna(), own, words)


def _fits(frame: pd.DataFrame, name: str, kind: str) -> NDArray[np.bool_]:
    """Which rows of a return are of the kind a heading takes its remarks from; only what is back in time."""
    if name == "moderation":
        before, after = frame["judgement_before"].to_numpy(), frame["judgement_after"].to_numpy()
        return (before == GOOD) & (after == {"upheld": GOOD, "lowered": RI}[kind])
    back = frame["how"].to_numpy() == IN_TIME
    if name == "audit":
        judgement = frame["judgement"].to_numpy()
        wanted = {"good": (judgement <= GOOD), "weak": (judgement >= RI), "any": judgement != NONE}[kind]
        return back & wanted & (judgement != NONE)
    if name == "reaudit":
        return back & (frame["judgement"].to_numpy() == INADEQUATE)
    if name == "supervision" and kind != "any":
        return back & (frame[f"{kind}_principles"] == "good").to_numpy()
    return back


_SLOT = re.compile(r"\[([^\]]*)\]")


@dataclass(frozen=True)
class Sentence:
    """One sentence: its theme, and its parts, each with one or more wordings."""

    theme: str
    parts: tuple[tuple[str, ...], ...]

    @classmethod
    def read(cls, theme: str, text: str) -> Sentence:
        """Take a sentence of the prose file apart."""
        pieces = enumerate(_SLOT.split(text))
        return cls(theme, tuple(tuple(each.split("|")) if number % 2 else (each,) for number, each in pieces))

    def worded(self, rng: Draw) -> str:
        """The sentence with one wording for each part."""
        return "".join(part[0] if len(part) == 1 else str(pick(rng, part, 1)[0]) for part in self.parts)


class Pool:
    """The sentences of one heading, by theme, used up in random order until :meth:`renew` is called."""

    def __init__(self, themes: dict[str, list[str]], rng: Draw) -> None:
        self.sentences = [Sentence.read(theme, text) for theme, texts in themes.items() for text in texts]
        self._rng = rng
        self._queue: list[int] = []
        self.renew()

    def renew(self) -> None:
        """Make every sentence usable again."""
        self._queue = order(self._rng, len(self.sentences)).tolist()

    def unused(self, theme: str = "") -> Sentence | None:
        """A sentence not used since the last renewal (of one theme, if named), or None if all are used."""
        for position, number in enumerate(self._queue):
            if not theme or self.sentences[number].theme == theme:
                del self._queue[position]
                return self.sentences[number]
        return None

    def any(self, theme: str = "") -> Sentence:
        """A sentence, used or not, of one theme if named."""
        fit = [each for each in self.sentences if not theme or each.theme == theme]
        return fit[int(pick(self._rng, np.arange(len(fit)), 1)[0])]

    def many(self, count: int) -> tuple[NDArray, NDArray]:
        """Themes and texts of `count` sentences, each used about as often as the others, in bulk."""
        size = len(self.sentences)
        rounds = [order(self._rng, size) for _ in range(-(-count // size))]
        which = np.concatenate([np.empty(0, dtype=np.int64), *rounds])[:count]
        themes, texts = np.empty(count, dtype=object), np.full(count, "", dtype=object)
        for number in np.unique(which):
            here, sentence = which == number, self.sentences[number]
            themes[here] = sentence.theme
            text = np.full(int(here.sum()), "", dtype=object)
            for part in sentence.parts:
                text = text + (part[0] if len(part) == 1 else pick(self._rng, np.array(part, dtype=object), len(text)))
            texts[here] = text
        return themes, texts
