"""The lint of prose: the project's own passes; numbers and faulty lists of literals are reported with their line."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditlib.commentary import lint_standing
from auditlib.commentary.markup import marked, span_of
from auditlib.commentary.numbers import file_literals, project_literals
from auditlib.commentary.prepare import number_problems
from auditlib.commentary.prose import prose_of, read_files
from auditlib.paths import Project
from auditlib.settings import list_editions, load_edition

HERE = Project.find(Path(__file__))
PRACTICE = "content/2020-02/practice.md"


def lint_prose(project, edition):
    """Every number typed by hand in the standing prose and in an edition's commentary."""
    files, problems = read_files(project, edition.edition)
    problems += lint_standing(project)
    common, _ = project_literals(project)
    for file in files:
        own, faults = file_literals(file.text, file.shown)
        problems += faults
        spans = [span_of(file.text, match) for match in marked(file.text)]
        problems += number_problems(prose_of(file.text), file.shown, common + own, spans)
    return problems


def places(problems):
    return [(problem.file, problem.row, problem.what) for problem in problems]


@pytest.mark.parametrize("name", list_editions(HERE))
def test_the_projects_own_prose_has_no_number_typed(name):
    assert lint_prose(HERE, load_edition(HERE, name)) == []


def test_a_number_in_the_standing_prose_is_reported_with_file_and_line(project, edition):
    made = project({"report.qmd": "---\ntitle: Year 3\n---\n\n# Introduction {#sec-1}\n\nThere were 62 audits.\n"})
    assert places(lint_prose(made, edition)) == [("report.qmd", 7, "the number '62' is typed by hand.")]


def test_a_number_in_commentary_is_reported_with_file_and_line(project, edition):
    made = project({PRACTICE: "All is well.\n\nThree audits\nand half of the sheets.\n"})
    assert places(lint_prose(made, edition)) == [
        (PRACTICE, 3, "the number 'Three' is typed by hand."),
        (PRACTICE, 4, "the number 'half' is typed by hand."),
    ]


def test_a_long_number_is_not_repeated(project, edition):
    made = project({PRACTICE: "Ring 01632 960123 today.\n"})
    problems = lint_prose(made, edition)
    assert problems
    assert not any("960123" in str(problem) for problem in problems)


def test_a_listed_literal_may_stand_in_all_prose_and_the_same_number_elsewhere_may_not(project, edition):
    made = project(
        {
            "content/literals.yml": "at least 25% of case audits: the moderation policy of May 2019\n",
            "report.qmd": "We moderate at least 25 % of\ncase audits.\n",
            PRACTICE: "We moderate **at least** 25% of case audits.\n\nWe moderated 25% in March.\n",
        }
    )
    assert places(lint_prose(made, edition)) == [(PRACTICE, 3, "the number '25%' is typed by hand.")]


def test_a_literal_of_the_front_matter_holds_for_its_file_alone(project, edition):
    made = project(
        {
            PRACTICE: "---\nliterals:\n  six weeks: statutory visits\n---\nEvery six weeks.\n",
            "content/2020-02/good.md": "Every six weeks.\n",
        }
    )
    assert places(lint_prose(made, edition)) == [("content/2020-02/good.md", 1, "the number 'six' is typed by hand.")]


@pytest.mark.parametrize(
    ("listed", "row", "what"),
    [
        ("25%: policy\n", 1, "the number stands alone: it would excuse every other use of it."),
        ("a: b\nthe policy: agreed\n", 1, "there is no number in this that would need listing."),
        ("at least 25% of audits:\n", 1, "there is no reason for the number."),
        ("six weeks: visits\nsix weeks: again\n", 2, "the key 'six weeks' stands twice."),
    ],
)
def test_a_fault_in_the_list_of_literals_is_reported_with_its_line(project, edition, listed, row, what):
    made = project({"content/literals.yml": listed})
    assert ("content/literals.yml", row, what) in places(lint_prose(made, edition))


@pytest.mark.parametrize("front", ["title: Practice\n", "literals: six weeks\n", "literals: [\n"])
def test_front_matter_that_holds_anything_else_is_a_fault(project, edition, front):
    made = project({PRACTICE: f"---\n{front}---\nText.\n"})
    assert [problem.file for problem in lint_prose(made, edition)] == [PRACTICE]


def test_a_number_that_the_claim_itself_declares_may_be_typed(project, edition):
    over = 'is="remained low" fact="audits.compliance" over="2019-12 to 2020-02"'
    level = 'is="at least" level="25%" fact="moderation.coverage.2020-02"'
    text = (
        f"Low [over the last three months]{{.claim {over}}}.\n"
        f"[At least 25 %]{{.claim {level}}} were moderated.\n"
        '[Improved for the third month]{.claim is="improved" running="3" fact="audits.compliance.2020-02"}.\n'
        f"Low [over the last four months]{{.claim {over}}}.\n"
    )
    made = project({PRACTICE: text})
    assert places(lint_prose(made, edition)) == [(PRACTICE, 4, "the number 'four' is typed by hand.")]


def test_windows_line_ends_and_a_byte_order_mark_change_nothing(project, edition, tmp_path):
    made = project({PRACTICE: ""})
    (tmp_path / PRACTICE).write_bytes("\ufeffText.\r\n\r\nThree audits.\r\n".encode())
    assert places(lint_prose(made, edition)) == [(PRACTICE, 3, "the number 'Three' is typed by hand.")]


def test_a_claim_in_the_standing_prose_is_reported_with_file_and_line(project, edition):
    made = project({"report.qmd": "# Introduction\n\nCompliance has improved.\n\nPractice may need to improve.\n"})
    assert places(lint_prose(made, edition)) == [
        ("report.qmd", 3, "'improved' claims something of the figures of every edition.")
    ]
