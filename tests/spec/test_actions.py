"""Actions promised: how each stands on the cut-off of an edition.

The register of the examples, with cut-offs on 14 February and 13 March 2020:

    promised in | due          | status  | closed on
    2020-01     | 2020-02-10   | open    |                 overdue in both editions
    2020-01     | 2020-04-30   | open    |                 open, not yet due
    2020-01     | 2020-02-28   | done    | 2020-03-02      open on 14 February, done by 13 March
    2020-01     | 2020-03-13   | dropped | 2020-03-01      open on 14 February, in no count of March
    2020-02     | 2020-03-13   | open    |                 new; due on the cut-off itself, so overdue
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest

from auditlib.actions import COLUMNS, action_facts, read_register
from auditlib.disclosure import evidence as seen
from auditlib.errors import ConfigError
from auditlib.narrative.actions import section
from auditlib.paths import Project

ROWS = """\
P-1,2020-01,forward,Set a standard for chronologies.,Service Manager,2020-02-10,open,,
P-2,2020-01,forward,Hold workshops.,Practice Lead,30/04/2020,open,,
P-3,2020-01,forward,Write a bulletin.,Audit and Practice Standards Lead,2020-02-28,done,2020-03-02,Sent to all teams.
P-4,2020-01,forward,Buy a tool.,Head of Service,2020-03-13,dropped,2020-03-01,
P-5,2020-02,forward,Offer coaching.,IRO,2020-03-13,open,,
"""


@pytest.fixture
def register_of(edition_of, tmp_path):
    """The register as it stood on an edition's cut-off."""

    def read(rows: str = ROWS, **edition: object):
        data = edition_of()
        path = tmp_path / "content" / "actions.csv"
        path.parent.mkdir(exist_ok=True)
        path.write_text(",".join(COLUMNS) + "\n" + rows, encoding="utf-8")
        asked = replace(data.edition, **{"edition": "2020-02", "cut_off": date(2020, 3, 13)} | edition)
        return read_register(Project(tmp_path), asked, data.lists)

    return read


def counts(register) -> dict[str, int]:
    return {fact_id.split(".")[1]: fact.value for fact_id, fact in action_facts(register).items()}


def test_counts_on_the_cut_off_of_march(register_of):
    assert counts(register_of()) == {"new": 1, "open": 3, "overdue": 2, "done": 1}


def test_an_earlier_edition_knows_nothing_of_what_came_later(register_of):
    january = register_of(edition="2020-01", cut_off=date(2020, 2, 14))
    assert counts(january) == {"new": 4, "open": 4, "overdue": 1, "done": 0}


def test_facts_are_named_after_the_edition_and_defined(register_of):
    fact = action_facts(register_of())["actions.overdue.2020-02"]
    assert fact.definition == "Actions that were open on 13 March 2020 and due on that day or before."
    assert fact.source["return"] == "actions"
    assert fact.source["rows"] == 5


def test_overdue_actions_come_first(register_of):
    assert [action.action for action in register_of().open] == [
        "Set a standard for chronologies.",
        "Offer coaching.",
        "Hold workshops.",
    ]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("P-9,2020-02,forward,Act.,Jane Smith,,open,,", "row 2, owner_role: this does not read as a role"),
        ("P-9,2020-02,forward,Ring 01632 960 123.,IRO,,open,,", "row 2, action: the text has an e-mail address"),
        ("P-9,2020-02,forward,Act.,Team Manager,soon,open,,", "row 2, due_on: 'soon' is not a date"),
        ("P-9,2020-02,forward,Act.,Team Manager,,pending,,", "row 2, status: 'pending' is not a status"),
        ("P-9,2020-02,forward,Act.,Team Manager,,open,2020-03-01,", "row 2, closed_on: an open action has a day"),
        ("P-9,Feb 2020,forward,Act.,Team Manager,,open,,", "row 2, edition: 'Feb 2020' is not an edition"),
        ("P-9,2020-02,forwards,Act.,Team Manager,,open,,", "row 2, heading: 'forwards' is not a heading"),
        ("P-9,2020-02,forward,,Team Manager,,open,,", "row 2, action: the cell is blank"),
        ("P-9,2020-02,forward,Act, Team Manager,,open,,,", "row 2: the row has 10 cells, not 9"),
        (
            "P-9,2020-02,forward,Act.,IRO,,open,,\np-9,2020-02,forward,Act.,IRO,,open,,",
            "row 3, action_ref: row 2 has the same reference",
        ),
    ],
)
def test_a_slip_is_reported_with_its_place_and_without_names(register_of, row, message):
    with pytest.raises(ConfigError) as caught:
        register_of(row + "\n")
    assert message in str(caught.value)
    assert "Jane" not in str(caught.value)
    assert "01632" not in str(caught.value)


def test_an_edition_tells_what_is_overdue_new_open_done_and_dropped_with_its_age(register_of, edition_of):
    register = register_of()
    facts = action_facts(register)
    text = section(replace(seen(edition_of(), facts), edition=register.edition), register)
    text = re.sub(r"<[^>]*>|\\\\", "", text)
    assert text == (
        "## Actions\n\n3 actions are open, of which 2 are overdue. 1 action has been done since the first was promised."
        "\n\n### Overdue\n\n"
        "- Set a standard for chronologies. Service Manager; promised in January 2020, 1 month earlier; due 10 "
        "February 2020.\n- Offer coaching. IRO; due 13 March 2020.\n\n"
        "### Still open\n\n- Hold workshops. Practice Lead; promised in January 2020, 1 month earlier; due 30 April "
        "2020.\n\n"
        "### Done since the last edition\n\n"
        "- Write a bulletin. Done on 2 March 2020. What came of it: Sent to all teams.\n\n"
        "### Dropped since the last edition\n\n- Buy a tool. Dropped on 1 March 2020."
    )


def test_a_done_action_without_a_day_is_told_until_it_has_one(register_of, edition_of):
    register = register_of("P-1,2019-11,forward,Act.,IRO,,done,,\n")
    evidence = replace(seen(edition_of(), action_facts(register)), edition=register.edition)
    assert "- Act. Done on a day that was not recorded." in section(evidence, register)
