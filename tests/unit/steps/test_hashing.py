"""Hashes of files, remembered only where they cannot be wrong."""

from __future__ import annotations

import hashlib
import os
import sys
import time
from importlib.metadata import version

import pytest

from auditlib.steps import hashing
from auditlib.steps.hashing import Hashes, code_in_use, digest, write_whole


@pytest.fixture
def counted(monkeypatch):
    """How many files have been read to be hashed."""
    read = []
    real = hashlib.file_digest
    monkeypatch.setattr(hashlib, "file_digest", lambda file, name: read.append(file.name) or real(file, name))
    return read


@pytest.fixture
def settled(monkeypatch):
    """Take every file for one that has not changed for long."""
    monkeypatch.setattr(hashing, "_SETTLED", -(10**18))


def test_the_hash_is_that_of_the_content(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(b"a,b\n1,2\n")
    assert Hashes(tmp_path / "memory").of(path) == hashlib.sha256(b"a,b\n1,2\n").hexdigest()


def test_a_file_that_is_not_there_has_none(tmp_path):
    assert Hashes(tmp_path / "memory").of(tmp_path / "absent") is None
    assert Hashes(tmp_path / "memory").of(tmp_path) is None


def test_an_old_file_is_read_once_in_many_builds(tmp_path, counted, settled):
    path = tmp_path / "a.csv"
    path.write_text("1")
    for _ in range(3):
        hashes = Hashes(tmp_path / "memory")
        assert hashes.of(path) == hashlib.sha256(b"1").hexdigest()
        hashes.save()
    assert len(counted) == 1


def test_a_file_changed_just_now_is_read_every_time(tmp_path, counted):
    path = tmp_path / "a.csv"
    path.write_text("1")
    hashes = Hashes(tmp_path / "memory")
    hashes.of(path)
    hashes.of(path)
    assert len(counted) == 2


def test_the_same_size_and_time_do_not_hide_a_change(tmp_path, settled):
    path = tmp_path / "a.csv"
    path.write_text("1")
    hashes = Hashes(tmp_path / "memory")
    hashes.of(path)
    before = path.stat()
    time.sleep(0.02)
    path.write_text("2")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert path.stat().st_mtime_ns == before.st_mtime_ns
    assert hashes.of(path) == hashlib.sha256(b"2").hexdigest()


def test_a_file_put_in_place_of_another_is_read(tmp_path, settled):
    path, other = tmp_path / "a.csv", tmp_path / "b.csv"
    path.write_text("1")
    other.write_text("2")
    hashes = Hashes(tmp_path / "memory")
    hashes.of(path)
    os.replace(other, path)
    assert hashes.of(path) == hashlib.sha256(b"2").hexdigest()


@pytest.mark.parametrize("memory", ["", "[]", "{", '{"format": 99, "files": {}}', '{"format": 1}'])
def test_a_memory_that_cannot_be_read_is_as_none(tmp_path, memory):
    (tmp_path / "memory").write_text(memory)
    path = tmp_path / "a.csv"
    path.write_text("1")
    assert Hashes(tmp_path / "memory").of(path) == hashlib.sha256(b"1").hexdigest()


def test_the_code_in_use_changes_with_any_file_of_the_package(tmp_path):
    package = tmp_path / "auditlib"
    (package / "parts").mkdir(parents=True)
    for name in ("__init__.py", "parts/first.py", "parts/words.yml"):
        (package / name).write_text("a = 1\n")
    hashes = Hashes(tmp_path / "memory")
    before = code_in_use(hashes, package)
    assert code_in_use(hashes, package) == before
    (package / "parts" / "words.yml").write_text("a: 2\n")
    assert code_in_use(hashes, package) != before


def test_versions_of_libraries_are_those_installed(tmp_path):
    found = code_in_use(Hashes(tmp_path / "memory"))
    assert found["libraries"]["pandas"] == version("pandas")
    assert found["python"] == ".".join(map(str, sys.version_info[:3]))


def test_the_order_of_keys_is_no_difference():
    assert digest({"a": 1, "b": [2]}) == digest({"b": [2], "a": 1})
    assert digest({"a": 1}) != digest({"a": 2})


def test_a_file_is_written_whole_or_not_at_all(tmp_path, monkeypatch):
    path = tmp_path / "folder" / "a.json"
    write_whole(path, "one")
    monkeypatch.setattr(os, "replace", lambda *_: (_ for _ in ()).throw(OSError("full")))
    with pytest.raises(OSError, match="full"):
        write_whole(path, "two")
    assert path.read_text() == "one"
    assert os.listdir(path.parent) == ["a.json"]
