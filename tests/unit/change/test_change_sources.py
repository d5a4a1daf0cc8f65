"""One changed row: a figure about change that is another one says so by the fingerprint of its rows."""

from dataclasses import replace

import pytest

from auditlib import change
from auditlib.clean import EditionData
from auditlib.facts import measure
from auditlib.schema import GOOD_OR_BETTER

FIRST = "2019-12"


@pytest.fixture(scope="module")
def data(sample_data):
    whole = sample_data
    tables = {name: table[table["month"] >= FIRST].reset_index(drop=True) for name, table in whole.tables.items()}
    return EditionData(replace(whole.edition, programme_start=FIRST), whole.lists, tables, whole.rejected)


def measured(data):
    facts = change.measure(data, measure(data, "audits", "moderation"))
    ours = ("change.", "funnel.", "moderation.kappa", "moderation.changed_rate.")
    return {fact_id: fact for fact_id, fact in facts.items() if fact_id.startswith(ours)}


@pytest.fixture(scope="module")
def before(data):
    return measured(data)


def of_a_moderated_audit(data):
    """The row of a returned, moderated audit of February."""
    refs = data.tables["moderations"].query("month == '2020-02'")["audit_ref"]
    audits = data.tables["audits"]
    return audits.index[audits["audit_ref"].isin(refs)][0]


def move_area(data, tables):
    row = of_a_moderated_audit(data)
    now = tables["audits"].at[row, "area"]
    tables["audits"].at[row, "area"] = next(area for area in data.lists.areas.codes if area != now)


def change_judgement(data, tables):
    row = of_a_moderated_audit(data)
    is_good = tables["audits"].at[row, "judgement"] in GOOD_OR_BETTER
    tables["audits"].at[row, "judgement"] = "inadequate" if is_good else "good"


def change_moderation(data, tables):
    tables["moderations"].at[0, "judgement_after"] = "inadequate"


def drop_moderation(data, tables):
    tables["moderations"] = tables["moderations"].drop(index=0).reset_index(drop=True)


def reaudit_another(data, tables):
    audits = data.tables["audits"]
    inadequate = audits[(audits["month"] == "2020-02") & (audits["judgement"] == "inadequate")]
    tables["reaudits"].at[0, "original_audit_ref"] = inadequate["audit_ref"].iloc[0]


@pytest.mark.parametrize("alter", [move_area, change_judgement, change_moderation, drop_moderation, reaudit_another])
def test_a_figure_that_changes_has_other_rows_behind_it(data, before, alter):
    tables = {name: table.copy() for name, table in data.tables.items()}
    alter(data, tables)
    after = measured(EditionData(data.edition, data.lists, tables, data.rejected))
    changed = [fact_id for fact_id in before if before[fact_id].value != after[fact_id].value]
    assert changed
    for fact_id in changed:
        assert before[fact_id].source != after[fact_id].source, fact_id


def test_each_figure_of_a_month_that_no_row_changed_stays(data, before):
    tables = {name: table.copy() for name, table in data.tables.items()}
    change_judgement(data, tables)
    after = measured(EditionData(data.edition, data.lists, tables, data.rejected))
    for fact_id, fact in before.items():
        if fact_id.startswith("funnel.") and ".2020-01" in fact_id:
            assert after[fact_id].value == fact.value
            assert after[fact_id].source["sha256"] == fact.source["sha256"]
