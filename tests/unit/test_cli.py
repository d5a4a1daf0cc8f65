"""The command line as a user meets it: what is printed where, and the exit codes."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import auditlib
from auditlib import terminal

EDITION = "2020-02"


def in_a_process(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "auditlib", *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=120,
        env={**os.environ, "COLUMNS": "100", **environment},
    )


@pytest.fixture
def run(auditlib, tmp_path):
    """Run a command in this process."""
    return lambda *arguments: auditlib(tmp_path, *arguments)


@pytest.fixture(scope="module")
def built(short_build, tmp_path_factory):
    """A copy of a project whose edition was built from the command line, and what that printed."""
    return short_build.copy(tmp_path_factory.mktemp("cli") / "project"), short_build


@pytest.fixture
def project(short_build, tmp_path):
    """A copy of that project."""
    return short_build.copy(tmp_path / "project")


def one_message(done: subprocess.CompletedProcess[str], code: int) -> str:
    """The one line on standard error of a command that failed."""
    assert done.returncode == code, done.stderr
    lines = [line for line in done.stderr.splitlines() if line.startswith(("Error ", "Error: "))]
    assert "Traceback" not in done.stderr
    assert len(lines) == 1, done.stderr
    return lines[0]


def test_a_build_ends_with_page_renderer_and_figures(built):
    project, done = built
    assert f"Page:      site/{EDITION}/index.html" in done.stdout
    assert re.search(r"^Renderer:  embedded \(pandoc [\d.]+\)$", done.stdout, re.MULTILINE)
    assert re.search(r"Programme completion +\d+% \(\d+ of \d+\)", done.stdout)
    assert re.search(r"Compliance in February 2020 +\d+% \(\d+ of \d+\)", done.stdout)
    assert re.search(r"Good or better in February 2020 +\d+% \(\d+ of \d+\)", done.stdout)
    assert re.search(r"^Steps:     all \d+ done\.$", done.stdout, re.MULTILINE)
    assert (project.site(EDITION) / "index.html").is_file()


def test_it_shows_progress_in_plain_lines_when_piped(built):
    lines = built[1].stderr.splitlines()
    assert any(re.fullmatch(r"read 2020-01: \d+\.\d s", line) for line in lines)
    assert any(re.fullmatch(r"notebook compliance: \d+\.\d s", line) for line in lines)
    assert "\x1b" not in built[1].stderr + built[1].stdout


def test_nothing_it_prints_names_the_machine(short_build):
    assert str(short_build.project.root.parent) not in short_build.stdout + short_build.stderr


def test_a_second_build_says_that_nothing_had_changed(built):
    again = in_a_process("build", EDITION, "--renderer", "embedded", "--project", built[0].root)
    assert "reused; nothing had changed." in again.stdout
    assert again.stderr == ""


def test_what_was_reused_is_said(run, project):
    content = project.content(EDITION)
    content.mkdir(parents=True)
    (content / "areas.md").write_text("Thank you.\n")
    done = run("build", EDITION, "--renderer", "embedded", "--project", project.root, "--quiet")
    again = "workspace, render, formats, publish"
    assert re.search(rf"^Steps:     \d+ reused; done again: {again}\.$", done.stdout, re.MULTILINE)
    assert done.stderr == ""


def test_the_project_is_found_from_a_folder_below(project):
    done = subprocess.run(
        [sys.executable, "-m", "auditlib", "editions"], capture_output=True, text=True, cwd=project.raw / "2020-02"
    )
    assert done.stdout.splitlines() == [
        "2019-12  December 2019                   -",
        "2020-01  January 2020                    -",
        "2020-02  February 2020                   site/2020-02/index.html",
    ]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["build", "2020-03"], "there is no edition '2020-03'. Did you mean"),
        (["build", "../2020-02"], "there is no edition"),
        (["validate", "february"], "there is no edition 'february'"),
        (["build", EDITION, "--renderer", "word"], "There is no renderer 'word'. Use auto, quarto, embedded."),
        (["build", EDITION, "--all"], "Name one edition, such as 2020-02, or use --all."),
        (["validate", EDITION, "--reason", "known"], "go with --accept"),
        (["validate", EDITION, "--accept", "AUD-01"], "needs --reason, --by and --until"),
        (
            ["validate", EDITION, "--accept", "AUD-99", "--reason", "x", "--by", "y", "--until", "2999-01-01"],
            "there is no rule 'AUD-99'",
        ),
        (["bulid", EDITION], "No such command 'bulid'"),
        (["build", EDITION, "--frehs"], "No such option"),
    ],
)
def test_a_wrong_command_is_reported_in_one_message(run, built, arguments, says):
    placed = [*arguments, "--project", built[0].root] if arguments[0] in ("build", "validate") else arguments
    assert says in one_message(run(*placed), 2)


def test_outside_a_project_the_message_says_what_to_do(run, tmp_path):
    done = run("build", EDITION, "--project", tmp_path)
    assert "--project" in one_message(done, 2)


def test_faulty_returns_and_faulty_files_of_the_team_have_exit_codes_of_their_own(run, project):
    path = project.raw / "2020-02" / "audits.csv"
    before = path.read_bytes()
    path.write_bytes(before.replace(b"Good", b"Satisfactory", 1))
    message = one_message(run("build", EDITION, "--project", project.root), 3)
    assert "data/raw/2020-02/audits.csv row" in message
    assert "'Satisfactory'" in message
    path.write_bytes(before)
    with (project.editions / f"{EDITION}.yml").open("a") as file:
        file.write("autor: somebody\n")
    message = one_message(run("build", EDITION, "--project", project.root), 4)
    assert "autor: there is no such key. Did you mean 'author'?" in message
    assert "editions/2020-02.yml row" in message


def test_a_fault_of_our_own_is_reported_as_such_and_without_data(project, tmp_path):
    # A library that fails in a way nobody foresaw, with a row in its message.
    (tmp_path / "sitecustomize.py").write_text(
        "import json\n_loads = json.loads\n"
        "def loads(text, **options):\n"
        "    if 'audits.compliance.programme' in str(text)[:10**7]: raise RuntimeError('Jo Bloggs 4711')\n"
        "    return _loads(text, **options)\njson.loads = loads\n"
    )
    arguments = ("build", EDITION, "--renderer", "embedded", "--project", project.root)
    done = in_a_process(*arguments, PYTHONPATH=str(tmp_path))
    assert done.returncode == 70
    assert "This is a fault in auditlib, not in your files (RuntimeError)." in done.stderr
    assert "Traceback" not in done.stderr
    report = (project.root / "build" / "fault.txt").read_text()
    assert "auditlib/pipeline.py, line" in report
    assert "Bloggs" not in done.stderr + done.stdout + report
    assert str(project.root) not in done.stderr + report
    shown = in_a_process("--debug", *arguments, PYTHONPATH=str(tmp_path))
    assert "RuntimeError: Jo Bloggs 4711" in shown.stderr


def test_validation_prints_what_was_found_and_where_the_reports_are(run, built):
    done = run("validate", EDITION, "--project", built[0].root)
    assert done.returncode == 0
    assert "The edition can be made." in done.stdout
    assert f"Reports: build/{EDITION}/validation" in done.stdout


def test_data_docs_come_with_a_warning(run, project):
    done = run("validate", EDITION, "--data-docs", "--project", project.root)
    assert done.returncode == 0
    assert "Data Docs show values of the returns" in done.stderr
    assert f"Data Docs: build/{EDITION}/validation/data-docs/index.html" in done.stdout
    assert (project.build(EDITION) / "validation" / "data-docs" / "index.html").is_file()


def test_a_critical_failure_stops_and_can_be_accepted(run, project):
    path = project.raw / "2020-02" / "moderations.csv"
    lines = path.read_text().splitlines(keepends=True)
    path.write_text("".join([*lines, lines[-1]]))
    refused = run("validate", EDITION, "--project", project.root)
    assert refused.returncode == 3
    code = re.search(r"(MOD-\d+) Failed", refused.stdout)[1]
    assert one_message(run("build", EDITION, "--project", project.root), 3).count(code) == 1
    accepted = run(
        "validate", EDITION, "--accept", code, "--reason", "a known slip", "--by", "A N Other",
        "--until", "2999-12-31", "--project", project.root,
    )  # fmt: skip
    assert accepted.returncode == 0, accepted.stdout
    assert f"Recorded in editions/waivers/{EDITION}.yml." in accepted.stdout
    assert run("build", EDITION, "--project", project.root).returncode == 0


def test_all_editions_are_built_and_a_faulty_one_does_not_keep_the_others(run, project):
    (project.editions / "2020-01.yml").write_text("edition: 2020-01\n")
    done = run("build", "--all", "--renderer", "embedded", "--project", project.root)
    assert done.returncode == 4
    assert (project.site("2019-12") / "index.html").is_file()
    assert not project.site("2020-01").exists()
    assert "2020-01: not built." in done.stderr
    assert "editions/2020-01.yml" in done.stderr
    assert "2020-02: site/2020-02/index.html" in done.stderr


def test_a_sample_is_written(run, tmp_path):
    done = run("sample", tmp_path / "new", "--months", "2", "--areas", "2", "--rows", "6")
    assert done.returncode == 0
    assert done.stdout.startswith("Wrote 2 months to new: 12 audits,")
    again = run("sample", tmp_path / "new", "--months", "2")
    assert again.returncode == 2
    assert "Traceback" not in again.stderr


def test_a_document_is_checked(run, tmp_path):
    page = tmp_path / "report.md"
    page.write_text("# Report\n\nOf 76 audits sent out, 62 were returned, a compliance of 95%.\n")
    done = run("check-document", page)
    assert done.returncode == 1
    assert "95%" in done.stdout
    page.write_text("# Report\n\nOf 80 audits sent out, 60 were returned, a compliance of 75%.\n")
    assert run("check-document", page).returncode == 0
    assert one_message(run("check-document", tmp_path / "absent.md"), 2)


def test_the_version_is_said():
    assert in_a_process("--version").stdout == f"auditlib {auditlib.__version__}\n"


def test_a_terminal_gets_one_line_drawn_anew(monkeypatch, capsys):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    with terminal.watching() as watcher:
        watcher.expect(2)
        watcher.began("read 2020-02")
        watcher.finished("read 2020-02", 0.1)
        watcher.reused("render")
        watcher.note("something to know")
        watcher.began("read 2020-03")  # and fails
        watcher.expect(2)
        watcher.began("read 2020-04")
        assert watcher._progress.tasks[0].description == "read 2020-04"
    assert isinstance(watcher, terminal.Bar)
    assert "something to know" in capsys.readouterr().err
