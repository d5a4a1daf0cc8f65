"""A full disk, a folder that may not be written, a file held open: each reported as what it is."""

from __future__ import annotations

import errno
import os

import pytest
import typer

from auditlib import terminal
from auditlib.errors import BuildError
from auditlib.steps import tools, work


@pytest.mark.parametrize(
    ("number", "says"),
    [
        (errno.ENOSPC, "site/index.html: the disk is full. Make room"),
        (errno.EACCES, "site/index.html: you may not write here, or another program holds it open. Close it in Excel"),
        (errno.EROFS, "site/index.html: it lies on a disk that may only be read."),
        (errno.EBUSY, "site/index.html: another program holds it open."),
    ],
)
def test_it_is_no_fault_of_auditlib(checkout, capsys, number, says):
    @terminal.answered
    def command(project=None):
        raise OSError(number, os.strerror(number), str(checkout.root / "site" / ".index.ab12_xyz.html"))

    with pytest.raises(typer.Exit) as ended:
        command(project=checkout.root)
    assert ended.value.exit_code == 5
    said = capsys.readouterr().err
    assert says in said
    assert str(checkout.root) not in said
    assert "fault in auditlib" not in said


def test_the_same_in_the_process_that_handles_rows(checkout, monkeypatch):
    def publish(rows):
        raise OSError(errno.EACCES, "held open", str(checkout.root / "site" / "2020-02" / ".tables.ab12_xyz.xlsx"))

    monkeypatch.setattr(work, "WORK", (publish,))
    with pytest.raises(BuildError, match=r"^site/2020-02/tables.xlsx: .* Close it in Excel"):
        tools._do(checkout, "publish", "2020-02", 0, {})


def test_another_fault_of_files_is_ours(make_project, capsys):
    project = make_project()

    @terminal.answered
    def command(project=None):
        raise FileNotFoundError(errno.ENOENT, "no such file", "x")

    with pytest.raises(typer.Exit) as ended:
        command(project=project.root)
    assert ended.value.exit_code == terminal.FAULT
