"""The leak gate: what stands in the returns and must stay inside is seen in any text about to be published."""

from __future__ import annotations

from types import SimpleNamespace

import pandas as pd
import pytest

from auditlib.leaks import LeakGate

WITHHELD = "The carer asked twice for a meeting and nobody from the team came back to her"
PUBLISHED = "Children are seen regularly and seen alone, and their wishes inform the plan"
REFLECTION = "I would have asked the nursery earlier about the bruises that they had noted"


@pytest.fixture
def gate() -> LeakGate:
    comments = pd.DataFrame(
        {"publish": ["no", "yes", "no", "no"], "text": [WITHHELD, PUBLISHED, PUBLISHED, "Carer drinks at night"]}
    )
    reflections = pd.DataFrame(
        {"done_well": [REFLECTION], "challenges": [None], "tools_comment": [None], "do_differently": [None]}
    )
    references = frozenset({"c-10473", "aud-2020-02-017", "4471902", "96"})
    data = SimpleNamespace(references=references, tables={"comments": comments, "reflections": reflections})
    return LeakGate(data, allowed=["quality.assurance@example.org"])


@pytest.mark.parametrize(
    "text",
    [
        "96 audits were sent out and 72 (75%) were returned, 1,088 since November 2018.",
        PUBLISHED,
        "The carer asked twice for a meeting.",
        "Write to quality.assurance@example.org.",
        "31 December 2019",
        "fact-audits.compliance.2020-02.north-east",
    ],
)
def test_what_the_report_says_every_month_may_be_published(gate, text):
    assert gate.found_in(text) == set()


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("See C-10473 for an example.", "a reference from the returns"),
        ("aud-2020-02-017", "a reference from the returns"),
        ("Case 4471902 was re-audited.", "a reference from the returns"),
        ("\uff23-10473", "a reference from the returns"),  # a full-width letter
        (f"One said: {WITHHELD.upper()}!", "words of a remark"),
        ("asked twice for a meeting and nobody from the team", "words of a remark"),
        ("Carer drinks at night.", "words of a remark"),
        (REFLECTION, "words of a remark"),
        ("Ring 01632 960 123 after ten.", "a number of a person"),
        ("Her NHS number is 943 476 5919.", "a number of a person"),
        ("She lives at SW1A 1AA.", "a postcode"),
        ("Born on 04/05/2016.", "a date of birth"),
        ("Write to amelia@example.org.", "an e-mail address"),
    ],
)
def test_what_must_stay_inside_is_seen(gate, text, kind):
    assert any(kind in found for found in gate.found_in(text))


def test_findings_do_not_repeat_what_was_found(gate):
    found = " ".join(gate.found_in(f"C-10473: {WITHHELD}. amelia@example.org"))
    assert "10473" not in found
    assert "carer" not in found
    assert "amelia" not in found
