"""The sentences that remarks are made from: plain, without numbers, and naming nobody and nowhere."""

import itertools
import re

import pytest

from auditlib.sample.council import list_councils, load_council
from auditlib.sample.remarks import Sentence

NUMBER_WORDS = (
    "zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|hundred|dozen|half|third|"
    "quarter|first|second|once|twice|both|several|many|most|few|all|majority"
)
COUNTS = re.compile(rf"\d|%|\b({NUMBER_WORDS})\b", re.IGNORECASE)
ADDRESS = re.compile(r"@|www\.|://|\d")
#: Words written with a capital inside a sentence that name nobody: judgements, and I.
CAPITALS = {"I", "Good", "Inadequate", "Yes"}


def sentences():
    for council in list_councils():
        for heading, themes in load_council(council).prose.items():
            for theme, texts in themes.items():
                for text in texts:
                    yield pytest.param(theme, text, id=f"{council}-{heading}-{text[:30]}")


def wordings(sentence):
    return ["".join(parts) for parts in itertools.product(*sentence.parts)]


@pytest.mark.parametrize(("theme", "text"), list(sentences()))
def test_a_sentence_states_no_number_and_names_nobody(theme, text):
    for worded in wordings(Sentence.read(theme, text)):
        assert not COUNTS.search(worded), worded
        assert not ADDRESS.search(worded), worded
        inside = re.findall(r"(?<![.;:?!] )(?<!^)\b[A-Z]\w*", worded)
        assert set(inside) <= CAPITALS, worded
        assert worded[0].isupper() and worded[-1] in ".?", worded
        assert "  " not in worded and "[" not in worded and "|" not in worded, worded


@pytest.mark.parametrize("name", list_councils())
def test_every_heading_has_sentences_under_listed_themes(name):
    council = load_council(name)
    themes = {row["theme"] for row in council.themes}
    wanted = {heading.heading for heading in council.headings if heading.rate and "tools" not in heading.source}
    assert wanted | {"tools-yes", "tools-no"} == set(council.prose)
    assert all(set(by_theme) <= themes for by_theme in council.prose.values())


@pytest.mark.parametrize("name", list_councils())
def test_no_sentence_stands_twice(name):
    texts = [text for by_theme in load_council(name).prose.values() for some in by_theme.values() for text in some]
    assert len(set(texts)) == len(texts)


def test_a_sentence_with_alternatives_is_worded_with_one_of_each():
    sentence = Sentence.read("visits", "[The child|The baby] was seen [alone|at home].")
    assert sorted(wordings(sentence)) == [
        "The baby was seen alone.",
        "The baby was seen at home.",
        "The child was seen alone.",
        "The child was seen at home.",
    ]
