"""Marked numbers while pandoc reads: the tree is the one of the document as written."""

from __future__ import annotations

import json
import re

import pytest

from auditlib.render import factmarks, pandoc
from auditlib.render.factmarks import read_with_facts
from auditlib.render.pandoc import read


def fact(text: str, fact_id: str = "audits.returned.2020-02") -> str:
    """A number as the notebooks mark it."""
    return f'<span class="fact" data-fact="{fact_id}">{text}</span>'


#: Where words stand for numbers while pandoc reads.
STOOD_FOR = [
    f"{fact('1,235')} audits, **{fact('88%')}** ({fact('72 of 96')}), {fact('75% (72 of 96)')}.",
    f"- {fact('under 0.1 points')}: {fact('none')}; {fact('−0.2')}\n- {fact('31 December 2019')}",
    f"A note.[^1]\n\n[^1]: Of {fact('7')}, see @tbl-a, {fact('8')}.",
    f"| Area | Audits |\n|:---|---:|\n| North | {fact('4')} |\n| {fact('5')} | |\n\n: By area: {fact('9')} {{#tbl-a}}",
    f'![Compliance: {fact("75%")} in January.](data-0.svg){{#fig-a fig-alt="x"}}',
    f"# Returned {{#sec-a}}\n\n> {fact('7')} of them\n\n{fact('8')}\n:   {fact('9')}",
]
#: Where they could be read otherwise than the numbers, and the document is read as written.
AS_WRITTEN = [
    f"`in code: {fact('7')} `",
    f"    in code: {fact('7')}",
    f"# Returned: {fact('7')}",
    f"Returned {fact('7')}\n==========",
    f"a <!-- comment on {fact('7')} --> b",
    f'![x](y.svg){{fig-alt="of {fact("7")} audits"}}',
    f"Costs $x {fact('7')} y$ and more",
    f"Area      Audits\n-----     ------\nNorth     {fact('4')}\n",
    f"{fact('8')} and q7fact0x",
]
#: What is no plain words, or touches what stands beside it.
LEFT = [f"x{fact('7')}y", f"{fact('*7*')} and {fact('7–8')}", f"H~{fact('2')}~O", f"[{fact('7')}](#a)", f"@{fact('7')}"]


def _alike(tree: dict) -> str:
    """A tree as text, without the widths of columns."""
    return re.sub(r'\{"t": "ColWidth", "c": [^}]*\}', '{"t": "ColWidthDefault"}', json.dumps(tree))


@pytest.mark.parametrize("markdown", [*STOOD_FOR, *AS_WRITTEN, *LEFT])
def test_the_tree_is_the_one_of_the_document_as_written(markdown: str) -> None:
    assert _alike(read_with_facts(markdown)[0]) == _alike(read(markdown)[0])


@pytest.mark.parametrize("markdown", STOOD_FOR)
def test_no_marked_number_is_read_as_html_where_a_word_can_stand_for_it(
    markdown: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[str] = []

    def reading(text: str) -> tuple[str, list[str]]:
        given.append(text)
        return pandoc.read_as_text(text)

    monkeypatch.setattr(factmarks, "read_as_text", reading)
    monkeypatch.setattr(factmarks, "read", lambda text: pytest.fail("the document was read twice"))
    read_with_facts(markdown)
    assert len(given) == 1
    assert "<span" not in given[0]
