"""The table of measures: what each cell may say."""

from __future__ import annotations

import pytest

from auditlib.errors import ConfigError
from auditlib.measures.registry import measures_of

HEADER = "name,unit,title,counts,table,splits,by_area,better,cell\n"


def test_a_row_is_a_measure():
    row = "audits.prompt,count,Prompt,prompt audits,audits,judgement,yes,more,notebooks/compliance.ipynb#months\n"
    (measure,) = measures_of(HEADER + row)["audits"]
    assert (measure.name, measure.by_area, measure.better) == ("audits.prompt", True, 1)
    assert [split.column for split in measure.splits] == ["judgement"]


@pytest.mark.parametrize(
    ("cells", "says"),
    [
        ("juegment,yes,more", "measures.csv row 2, splits: 'juegment' is not known."),
        ("judgement,Yes,more", "measures.csv row 2, by_area: 'Yes' is not known. Write one of: nothing, yes."),
        (
            "judgement,yes,higher",
            "measures.csv row 2, better: 'higher' is not known. Write one of: nothing, more, fewer.",
        ),
    ],
)
def test_a_word_that_is_not_known_is_named_with_its_cell(cells, says):
    with pytest.raises(ConfigError) as caught:
        measures_of(
            f"{HEADER}audits.prompt,count,Prompt,prompt audits,audits,{cells},notebooks/compliance.ipynb#months\n"
        )
    assert says in str(caught.value)
