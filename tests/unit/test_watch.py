"""``auditlib watch`` and ``lab``: what counts as a change, and what the browser is given."""

from __future__ import annotations

import threading
import time
import urllib.error
import urllib.request

import pytest
from typer.testing import CliRunner

from auditlib.cli import app
from auditlib.watch import changes, serve


def get(server, path: str) -> str:
    with urllib.request.urlopen(f"http://127.0.0.1:{server.server_port}{path}", timeout=5) as answer:
        return answer.read().decode()


@pytest.fixture
def server(tmp_path):
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "index.html").write_text("<p>First</p>")
    (tmp_path / "returns.csv").write_text("secret")
    server = serve(tmp_path / "site")
    yield server
    server.shutdown()
    server.server_close()


def test_a_saved_file_is_a_change_and_what_a_build_writes_is_none(make_project):
    project = make_project()
    ended = threading.Event()
    found = changes(project, ended.is_set)

    def save():
        time.sleep(0.5)
        project.build("2020-02").mkdir(parents=True)
        (project.build("2020-02") / "facts.json").write_text("[]")
        (project.raw / "2020-02" / ".~lock.audits.csv#").write_text("open")
        time.sleep(0.5)
        with (project.raw / "2020-02" / "audits.csv").open("a") as file:
            file.write("\n")

    thread = threading.Thread(target=save)
    thread.start()
    assert next(found) == ["data/raw/2020-02/audits.csv"]
    thread.join()
    ended.set()
    assert list(found) == []


def test_the_page_is_shown_as_it_is_and_its_version_changes_with_it(server, tmp_path):
    assert '<iframe id="page"' in get(server, "/")
    assert get(server, "/site/index.html") == "<p>First</p>"
    before = get(server, "/version")
    time.sleep(0.01)
    (tmp_path / "site" / "index.html").write_text("<p>Second</p>")
    assert get(server, "/version") != before
    assert get(server, "/site/index.html") == "<p>Second</p>"


@pytest.mark.parametrize("path", ["/returns.csv", "/site/../returns.csv", "/site/%2e%2e/returns.csv"])
def test_nothing_but_the_page_is_served(server, path):
    with pytest.raises(urllib.error.HTTPError) as refused:
        get(server, path)
    assert refused.value.code == 404


def test_an_unknown_notebook_is_said_with_those_there_are(checkout):
    done = CliRunner().invoke(app, ["lab", "moderaton", "--project", str(checkout.root)])
    assert done.exit_code == 2
    assert "There is no notebook 'moderaton'. There are area_breakdown, compliance" in done.output
