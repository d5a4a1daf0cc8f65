"""Change one cell of one raw row: on the whole page only what depends on it changes, in words and in charts."""

from __future__ import annotations

import csv
import json
import re
import shutil

import lxml.html
import pytest

from auditlib.paths import Project

EDITION = "2020-02"
_FACT = re.compile(r'<span class="fact" data-fact="([^"]+)">(.*?)</span>', re.DOTALL)


def one_good_becomes_inadequate(project):
    """An audit of February that came back in time and that nobody moderated."""
    folder = project.raw / EDITION
    with (folder / "moderations.csv").open(encoding="utf-8-sig", newline="") as file:
        moderated = {row["audit_ref"] for row in csv.DictReader(file)}
    path = folder / "audits.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        header, rows = reader.fieldnames, list(reader)
    row = next(
        row
        for row in rows
        if row["judgement"] == "Good"
        and row["area"] == "North West"
        and row["audit_ref"] not in moderated
        and "" < row["returned_on"] <= "2020-03-13"
    )
    row["judgement"] = "Inadequate"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, header)
        writer.writeheader()
        writer.writerows(rows)


class Built:
    """What a build made of an edition."""

    def __init__(self, project):
        self.folder = project.build(EDITION)
        self.site = project.site(EDITION)
        facts = json.loads((self.folder / "facts.json").read_text(encoding="utf-8"))
        self.facts = {fact["id"]: (fact["display"], fact["numerator"], fact["denominator"]) for fact in facts}
        self.page = lxml.html.document_fromstring((self.site / "index.html").read_bytes())

    @property
    def texts(self) -> dict[str, str]:
        """What labelled cells put out: sentences, tables and captions, their numbers marked with their facts."""
        found = {}
        for path in sorted((self.folder / "notebooks").glob("*.ipynb")):
            for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
                label = re.match(r"#\| label: (\S+)", "".join(cell["source"]))
                for output in cell.get("outputs", []) if label else []:
                    text = "".join(output.get("data", {}).get("text/markdown", ""))
                    found[label[1]] = text or output.get("metadata", {}).get("auditlib", {}).get("caption", "")
        return found

    @property
    def charts(self) -> dict[str, tuple[str, list[bytes]]]:
        """The alternative text of each chart, and its drawings for wide screens and for phones."""
        found = {}
        for figure in self.page.xpath("//figure[.//img]"):
            names = figure.xpath(".//img/@src|.//source/@srcset")
            drawings = [(self.site / name).read_bytes() for name in names]
            found[figure.get("id")] = (figure.xpath(".//img/@alt")[0], drawings)
        return found

    def text_of(self, path: str) -> list[str]:
        return [" ".join(element.text_content().split()) for element in self.page.xpath(path)]


@pytest.fixture(scope="module")
def both(edition, build, tmp_path_factory) -> tuple[Built, Built]:
    """The edition as it is, and built again after one cell of its returns was changed."""
    root = tmp_path_factory.mktemp("mutated") / "council"
    shutil.copytree(edition.project.root, root)
    project = Project(root)
    one_good_becomes_inadequate(project)
    build(project, EDITION)
    return Built(edition.project), Built(project)


@pytest.fixture(scope="module")
def changed(both) -> set[str]:
    """The facts that changed."""
    before, after = both
    assert before.facts.keys() == after.facts.keys()
    return {fact_id for fact_id, was in before.facts.items() if after.facts[fact_id] != was}


def test_the_facts_that_change_are_of_that_month_or_of_the_whole(changed):
    assert {"audits.judgement.2020-02.good", "audits.good_or_better_rate.edition", "waiting.cases.edition"} <= changed
    others = re.compile(rf"\.({EDITION}|edition|programme)(\.|$)")
    assert [fact_id for fact_id in changed if not others.search(fact_id)] == []
    assert [fact_id for fact_id in changed if fact_id.endswith(("north-east", "south-east", "south-west", "cwd"))] == []
    assert {fact_id.split(".")[0] for fact_id in changed} == {"audits", "waiting", "funnel"}


def test_in_sentences_tables_and_captions_only_the_numbers_of_these_facts_change(both, changed):
    before, after = (built.texts for built in both)
    assert before.keys() == after.keys()
    assert len(before) > 40
    touched = 0
    for label, was in before.items():
        if _FACT.sub(r"{\1}", was) != _FACT.sub(r"{\1}", after[label]):  # other words, for which a number is the reason
            assert set(re.findall(r'data-fact="([^"]+)"', was)) & changed, label
            continue
        for (fact_id, old), (_, new) in zip(_FACT.findall(was), _FACT.findall(after[label]), strict=True):
            touched += old != new
            assert old == new or fact_id in changed, (label, fact_id)
            if old == both[0].facts.get(fact_id, ("",))[0]:  # others are printed in another form, or within a sentence
                assert new == both[1].facts[fact_id][0], (label, fact_id)
    assert touched > 20


def test_a_passage_of_the_page_changes_only_if_one_of_its_facts_does(both, changed):
    def passages(built):
        found = {}
        for link in built.page.xpath("//a[@data-facts]"):
            around = link.getparent()
            is_below = "counted-below" in around.getparent().get("class", "")
            block = around.getparent().getprevious() if is_below else around
            found[link.get("id")] = (set(link.get("data-facts").split()), " ".join(block.text_content().split()))
        return found

    before, after = map(passages, both)
    assert before.keys() == after.keys()
    for name, (facts, was) in before.items():
        assert (was != after[name][1]) <= bool(facts & changed), name
    assert sum(was != after[name][1] for name, (_, was) in before.items()) > 8


def test_charts_change_with_their_alternative_texts_and_no_others(both):
    before, after = (built.charts for built in both)
    redrawn = {name for name, chart in before.items() if chart != after[name]}
    assert redrawn == {"fig-judgements", "fig-judgements-by-area"}
    for name in redrawn:
        (_, drawings), (_, others) = before[name], after[name]
        assert len(drawings) == 2
        assert all(old != new for old, new in zip(drawings, others, strict=True))
    was, now = before["fig-judgements"][0], after["fig-judgements"][0]
    old = "February 2020: Outstanding 0, Good 22, Requires Improvement 31 and Inadequate 9."
    assert old in was
    assert now == was.replace(old, old.replace("Good 22", "Good 21").replace("Inadequate 9", "Inadequate 10"))
    was, now = before["fig-judgements-by-area"][0], after["fig-judgements-by-area"][0]
    old = "North West: Outstanding 1, Good 13, Requires Improvement 16 and Inadequate 2"
    assert old in was
    assert now == was.replace(old, old.replace("Good 13", "Good 12").replace("Inadequate 2", "Inadequate 3"))


def test_the_summary_tells_the_new_numbers_and_is_the_same_else(both):
    def summary(built):
        items = "//main//li[preceding::*[self::h2][1][@id='sec-summary']]"
        cards = "//div[@class='headline-figure']"
        return built.text_of(f"{items}|{cards}")

    before, after = map(summary, both)
    expected = {
        "28 cases judged Inadequate wait": "29 cases judged Inadequate wait",
        "40% (53 of 134)": "39% (52 of 134)",
        "35% (22 of 62) in February 2020; no clear": "34% (21 of 62) in February 2020; no clear",
        "allocate a re-audit to each of the 28 cases": "allocate a re-audit to each of the 29 cases",
        "Good or better 40% 53 of 134": "Good or better 39% 52 of 134",
        "Waiting for a re-audit 28 17 judged": "Waiting for a re-audit 29 18 judged",
    }
    for old, new in expected.items():
        assert any(old in text for text in before), old
        before = [text.replace(old, new) for text in before]
    assert after == before
