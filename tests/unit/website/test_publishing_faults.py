"""A publish that is stopped, refused by the disk or overtaken at any operation leaves readers a whole edition."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from functools import partial

import pytest
from published import DAY, Disk, check_readable, put, state

from auditlib import website

OLD, NEW = "Half came back.", "Most came back."
#: More operations than a publish has.
MOST = 200


def publish_first(site):
    return partial(put, site, NEW)


def publish_revision(site):
    put(site, OLD)
    return partial(put, site, NEW, "Late returns.")


def withdraw(site):
    put(site, OLD)
    return partial(website.withdraw, site, "2020-02", "Wrong.", DAY)


WORK = {"the first": publish_first, "a revision": publish_revision, "a withdrawal": withdraw}


@pytest.fixture(scope="module")
def process() -> Iterator[Executor]:
    """A small process from which publishers are forked."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as small:
        yield small


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs a system that can fork")
@pytest.mark.parametrize("fault", ["kill", "half", "full", "read-only"])
@pytest.mark.parametrize("work", WORK)
def test_every_operation_may_be_the_last(tmp_path, process, work, fault):
    tried = 0
    for number in range(1, MOST):
        site = tmp_path / f"{number}"
        do = WORK[work](site)
        before, seen = state(site), [OLD] if work == "a withdrawal" else [OLD, NEW]
        _, status = Disk(site, do, process).at(number, fault)
        code = os.waitstatus_to_exitcode(status)
        if code == 0:
            break
        assert code == (9 if fault in ("kill", "half") else 1)
        check_readable(site, *seen)
        after = state(site)
        # Until the whole has happened, readers have what they had; said again, it is done.
        do()
        assert after in (before, state(site))
        assert website.verify(site / "2020-02", None)[1] == []
        check_readable(site, *seen)
        tried += 1
    assert (8 if fault == "half" else 20) < tried < MOST - 1


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs a system that can fork")
@pytest.mark.parametrize("other", ["another edition", "the same", "the same edition with other content"])
def test_two_publishers_at_once(tmp_path, process, other):
    for number in range(1, MOST):
        site = tmp_path / f"{number}"
        put(site, OLD)
        disk = Disk(site, partial(put, site, NEW, "Late."), process)
        pid, status = disk.at(number, "stop")
        if not os.WIFSTOPPED(status):
            break
        if other == "another edition":
            put(site, "January.", name="2020-01")
        elif other == "the same":
            put(site, NEW, "Late.")
        else:
            put(site, "Nearly all came back.", "Later.")
        code = os.waitstatus_to_exitcode(disk.end(pid))
        said = (OLD, NEW, "January.", "Nearly all came back.")
        check_readable(site, *said)
        assert website.verify(site / "2020-02", None)[1] == []
        assert code == 0 or other != "another edition"
        index = (site / "index.html").read_text()
        assert ("January." in index) == (other == "another edition")
        shown = [one for one in said[1:2] + said[3:] if one in (site / "2020-02" / "index.html").read_text()]
        assert shown and shown[0] in index and shown[0] in (site / "latest" / "index.html").read_text()
    assert 20 < number < MOST - 1


def test_a_share_without_links_locks_and_permissions_will_do(site, monkeypatch):
    import fcntl

    def refuse(*_, **__):
        raise PermissionError(1, "Operation not permitted")

    for module, names in ((os, ("link", "symlink", "chmod", "chown", "utime")), (fcntl, ("flock", "lockf"))):
        for name in names:
            monkeypatch.setattr(module, name, refuse)
    put(site, OLD)
    put(site, NEW, "Late.")
    check_readable(site, OLD, NEW)
    assert not any(path.is_symlink() or path.stat().st_nlink > 1 for path in site.rglob("*") if path.is_file())


def test_what_a_stopped_publish_left_is_removed_a_day_later(site):
    put(site, OLD)
    for age, name in ((200_000, ".staging-old"), (0, ".staging-new")):
        (site / "2020-02" / name).mkdir()
        os.utime(site / "2020-02" / name, (os.path.getmtime(site) - age,) * 2)
    put(site, NEW, "Late.")
    assert not (site / "2020-02" / ".staging-old").exists()
    assert (site / "2020-02" / ".staging-new").exists()
