"""The publisher's guide walked through without a network; every gate; and the site in a browser."""

from __future__ import annotations

import getpass
import json
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from auditlib import gates, website
from auditlib.paths import Project
from auditlib.settings import load_edition
from auditlib.signatures import DRAFT

EDITION = "2020-02"
GUIDE = Path(__file__).parents[2] / "docs" / "how-to" / "publish.md"
UNSHARE = shutil.which("unshare")
#: Runs a command where there is no network interface but one that is down.
ALONE = next(
    (
        [UNSHARE, how]
        for how in ("-n", "-rn")
        if UNSHARE and subprocess.run([UNSHARE, how, "true"], capture_output=True, check=False).returncode == 0
    ),
    [],
)


def commands() -> list[str]:
    """The commands of the guide, in order."""
    return [line for block in re.findall(r"```\n(.*?)```", GUIDE.read_text(), re.DOTALL) for line in block.splitlines()]


def arguments(command: str, web: Path) -> list[str]:
    return [re.sub(r"^DIR\b", str(web), word) for word in shlex.split(command)][1:]


#: Runs the commands that it reads, a line each, so that the libraries are loaded once and not for each of them: here,
#: and in the processes that builds start.
RUN = """
import contextlib, json, sys
from pathlib import Path
from typer.testing import CliRunner
from auditlib import pipeline
from auditlib.cli import app
from auditlib.paths import Project
if __name__ == "__main__":
    with pipeline.Tools(Project(Path.cwd())) as tools:
        pipeline.Tools = lambda *_, **__: contextlib.nullcontext(tools)
        for line in sys.stdin:
            done = CliRunner().invoke(app, json.loads(line))
            print(json.dumps([done.exit_code, done.stdout, done.stderr]), flush=True)
"""


def previewed(project: Project, command: str, web: Path) -> str:
    """What the preview serves of the page, with its headers; then it is ended as by Ctrl-C."""
    line = [sys.executable, "-m", "auditlib", *arguments(command, web), "--no-browser"]
    process = subprocess.Popen(line, cwd=project.root, stdout=subprocess.PIPE, text=True)
    try:
        address = re.search(r"http://127\.0\.0\.1:\d+/\S*", process.stdout.readline())[0]
        with urllib.request.urlopen(address, timeout=60) as answer:
            return f"{answer.headers}{answer.read().decode()}"
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(60)


class Walk:
    """What each command of the guide said, and the published folder before the edition was withdrawn."""

    def __init__(self, project: Project, web: Path) -> None:
        self.project, self.web, self.before = project, web, web.with_name("before")
        self.said: list[tuple[str, str]] = []
        script = web.with_name("run.py")
        script.write_text(RUN, encoding="utf-8")
        alone = subprocess.Popen(
            [*ALONE, sys.executable, str(script)],
            cwd=project.root,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        with alone:
            self.walk(alone)

    def walk(self, alone: subprocess.Popen[str]) -> None:
        """Run the commands of the guide in a process without a network."""
        project, web = self.project, self.web

        def run(command: str) -> tuple[int, str, str]:
            alone.stdin.write(json.dumps(arguments(command, web)) + "\n")
            alone.stdin.flush()
            return tuple(json.loads(alone.stdout.readline()))

        for command in commands():
            if command.startswith("auditlib withdraw"):
                shutil.copytree(web, self.before)
            if command.startswith("auditlib preview"):
                self.said.append((command, previewed(project, command, web)))
                continue
            if command == f"auditlib build {EDITION}" and self.said:
                # Something is corrected.
                (project.content(EDITION)).mkdir(parents=True, exist_ok=True)
                (project.content(EDITION) / "introduction.md").write_text("Thank you to all who took part.\n")
            if "--as approver" in command and not web.exists():
                code, _, refused = run(f"auditlib publish {EDITION} --to DIR")
                self.too_early = (code, refused, web.exists())
            code, said, failed = run(command)
            assert code == 0, f"{command}\n{said}{failed}"
            self.said.append((command, said))

    def of(self, start: str) -> list[str]:
        return [said for command, said in self.said if command.startswith(f"auditlib {start}")]


@pytest.fixture(scope="module")
def walk(tmp_path_factory, short_project_in) -> Walk:
    folder = tmp_path_factory.mktemp("publishing")
    return Walk(short_project_in(folder / "council"), folder / "web")


@pytest.mark.skipif(not ALONE, reason="this system does not let a test take its network away (unshare)")
def test_building_signing_and_publishing_need_no_network(walk):
    routes = subprocess.run([*ALONE, "cat", "/proc/net/route"], capture_output=True, text=True, check=True).stdout
    assert len(routes.splitlines()) <= 1  # no way to anywhere
    assert len(walk.said) == len(commands()) >= 13


def test_the_guide_leads_from_a_draft_to_a_revision_and_a_withdrawal(walk):
    (preview,) = walk.of("preview")
    assert "Content-Security-Policy: default-src 'self'" in preview
    assert DRAFT in preview
    assert "Next: auditlib sign 2020-02 --as analyst" in walk.of("sign 2020-02")[0]
    assert [re.search(r"version \d", said)[0] for said in walk.of("publish")] == ["version 1", "version 2"]
    assert "Every file is as it was published." in walk.of("verify")[0]
    page = (walk.before / EDITION / "index.html").read_text()
    assert "Signed off by the approver on" in page and DRAFT not in page
    assert "A return that came late is counted." in page
    assert "Thank you to all who took part." in page
    assert "Thank you" not in (walk.before / EDITION / "v1" / "index.html").read_text()
    assert "A figure was wrong; a corrected edition follows." in (walk.web / EDITION / "index.html").read_text()
    assert website.verify(walk.before / EDITION, walk.project)[1] == []
    assert website.verify(walk.web / EDITION, walk.project)[1] == []


def test_the_qa_log_says_who_signed_what_and_is_not_published(walk):
    log = (walk.project.build(EDITION) / "validation" / "qa-log.html").read_text()
    fingerprint = re.search(r"Fingerprint: (\w+)", walk.of("sign")[-1])[1]
    for said in ("Ada Analyst", "Asim Assurer", "Ann Approver", fingerprint, "rules were put to"):
        assert said in log
    for path in walk.before.rglob("*"):
        assert path.is_dir() or b"Ann Approver" not in path.read_bytes()


def test_nothing_that_a_reader_may_load_tells_a_time_or_the_machine(walk):
    for path in (path for path in walk.before.rglob("*") if path.is_file()):
        content = path.read_bytes()
        assert str(walk.project.root).encode() not in content
        assert socket.gethostname().encode() not in content or len(socket.gethostname()) < 4
        assert not re.search(rb"T(?!00:00:00Z)\d\d:\d\d:\d\dZ", content), path.name


# The gates. Each test breaks one condition of an edition for which all hold.


@pytest.fixture(scope="module")
def signed(walk):
    """The edition, which may be published, and what is read of it once for all tests."""
    subject = gates.Subject(walk.project, EDITION)
    assert gates.refusals(subject) == []
    return subject


@pytest.fixture
def refused(signed):
    """What keeps the edition from being published, as files are now."""

    def ask() -> str:
        subject = gates.Subject(signed.project, EDITION)
        subject.facts, subject.data = signed.facts, signed.data
        return "\n".join(map(str, gates.refusals(subject)))

    return ask


@pytest.fixture
def change(signed):
    """Change a file of the project for one test."""
    before: dict[Path, bytes | None] = {}

    def write(name: str, edit) -> None:
        path = signed.project.root / name
        before[path] = path.read_bytes() if path.is_file() else None
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(edit((before[path] or b"").decode()))

    yield write
    for path, content in before.items():
        path.unlink() if content is None else path.write_bytes(content)


def with_failure(**fields):
    """Let the first critical rule have failed."""

    def edit(text: str) -> str:
        found = json.loads(text)
        rule = next(one for one in found["results"] if one["severity"] == "critical" and one["type"] != "reading")
        rule |= {"outcome": "failed", "failed": 1, "checked": 2} | fields
        return json.dumps(found)

    return edit


PROSE = f"content/{EDITION}/moderation.md"
PAGE = f"site/{EDITION}/index.html"
BROKEN = {
    "validation": (
        "build/2020-02/validation/validation.json",
        with_failure(),
        "No two audits have the same reference, in any month.",
    ),
    "a waiver that no longer holds": (
        "build/2020-02/validation/validation.json",
        with_failure(waived_by="A", waived_until="2020-03-01", waived_for="x"),
        "the waiver of this rule has expired or was withdrawn. Correct the returns, or accept it again",
    ),
    "a number typed by hand": (PROSE, lambda _: "There were 4321 audits.\n", "4321"),
    "a claim that fails": (
        PROSE,
        lambda _: (
            "February's returns were [significantly higher than January's]{.claim is=\"significantly higher\""
            ' fact="audits.compliance.2020-02" against="audits.compliance.2020-01"}.'
        ),
        "is declared as 'significantly higher', but",
    ),
    "a page with a fault": (PAGE, lambda text: text.replace("<h2", "<p>nan%</p><h2", 1), "stands for a missing value"),
    "a page that asks others": (
        PAGE,
        lambda text: text.replace("<h2", '<img alt="x" src="https://example.org/x.png"><h2', 1),
        "a request for another file",
    ),
    "a return that changed": (
        "data/raw/2020-02/comments.csv",
        lambda text: text + "\n",
        "data/raw/2020-02/comments.csv: changed since the edition was built. Build again: auditlib build 2020-02",
    ),
    "a page changed by hand": (
        f"site/{EDITION}/methods.html",
        lambda text: text.replace("</main>", "<p>More.</p></main>"),
        "site/2020-02/methods.html: the file is not as the build left it. Build again",
    ),
    "a file that no build made": (
        f"site/{EDITION}/notes.txt",
        lambda _: "x",
        "site/2020-02/notes.txt: no build made this file. Remove it.",
    ),
    "a change after signing": (
        f"editions/waivers/{EDITION}.yml",
        lambda _: "# none\n{}\n",
        "no signature stands: since it was signed, the waivers changed. Look at it again, then: auditlib sign 2020-02",
    ),
}


@pytest.mark.parametrize("broken", BROKEN)
def test_one_broken_condition_is_enough(broken, change, refused):
    name, edit, message = BROKEN[broken]
    change(name, edit)
    assert message in refused()


def test_a_summary_that_leaves_out_the_worst_is_refused(signed, change, refused):
    from auditlib.messages import must_say

    change(f"editions/{EDITION}.yml", lambda text: text + "returns_target: 100\n")
    left_out = must_say(load_edition(signed.project, EDITION), signed.facts)
    assert left_out
    change(f"content/{EDITION}/summary.md", lambda _: "All is well.\n")
    assert f"the summary leaves out {left_out[0].what}" in refused()


def test_a_reference_in_any_file_is_refused_and_not_repeated(signed, change, refused):
    reference = max((one for one in signed.data.references if any(map(str.isalpha, one))), key=len)
    change(f"site/{EDITION}/methods.html", lambda text: text.replace("</main>", f"<p>{reference}</p></main>"))
    said = refused()
    assert "a reference from the returns" in said
    assert reference not in said.casefold()


def test_returns_that_were_only_checked_again_are_refused(signed, auditlib, tmp_path):
    """Checking reads the returns anew, so that they are as the last check saw them; the page is still the old one."""
    project = Project(shutil.copytree(signed.project.root, tmp_path / "project", symlinks=True))
    path = project.raw / EDITION / "comments.csv"
    path.write_text(path.read_text().rpartition("\n")[0].rpartition("\n")[0] + "\n")  # without its last row
    assert auditlib(project.root, "validate", EDITION).returncode == 0
    assert f"changed since the edition was built. Build again: auditlib build {EDITION}" in "\n".join(
        map(str, gates.refusals(gates.Subject(project, EDITION)))
    )


def test_the_form_for_staff_of_a_public_edition_is_refused(change, refused):
    change(f"editions/{EDITION}.yml", lambda text: re.sub(r"^profile:.*\n", "", text, flags=re.M) + "profile: public\n")
    assert "this is its form for staff, which shows small counts. Name 2020-02-public;" in refused()


def test_an_edition_that_not_all_have_signed_is_refused_and_nothing_is_written(walk):
    code, said, was_there = walk.too_early
    assert code == 5
    assert said == 'Error BLD-01: the approver has not signed. Next: auditlib sign 2020-02 --as approver --name "…"\n'
    assert not was_there


# The site in a browser.

NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
SERVER = """daemon off; user {3}; pid {0}/pid; error_log {0}/error; worker_processes 1;
events {{}}
http {{
  access_log off; types {{ text/html html; text/css css; image/svg+xml svg; application/atom+xml xml; }}
  client_body_temp_path {0}/1; proxy_temp_path {0}/2; fastcgi_temp_path {0}/3;
  uwsgi_temp_path {0}/4; scgi_temp_path {0}/5;
  server {{ listen 127.0.0.1:{1}; {2} }}
}}"""


@pytest.fixture(scope="module")
def server(walk, tmp_path_factory):
    """nginx with the lines that the guide gives for it."""
    folder = tmp_path_factory.mktemp("nginx")
    lines = re.search(r"```nginx\n(.*?)```", GUIDE.read_text(), re.DOTALL)[1].replace("DIR", str(walk.before))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    (folder / "conf").write_text(SERVER.format(folder, port, lines, getpass.getuser()))
    process = subprocess.Popen([NGINX, "-c", folder / "conf", "-e", folder / "error"], stderr=subprocess.DEVNULL)
    try:
        for _ in range(100):
            with socket.socket() as trial:
                if trial.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(20)


@pytest.mark.skipif(not (NGINX and CHROMIUM), reason="no nginx or no Chromium here (.ci/run installs them)")
def test_nginx_serves_every_page_under_a_strict_policy(server, walk):
    from playwright.sync_api import sync_playwright

    pages = [
        "",
        "2020-02/",
        "2020-02/v1/",
        "latest/",
        "revisions.html",
        "accessibility.html",
        "2020-02/v2/figures.html",
    ]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page()
        complaints, asked, failed = [], [], []
        page.on("console", lambda message: complaints.append((message.text, message.location)))
        page.on("pageerror", lambda error: complaints.append((str(error), {"url": ""})))
        page.on("request", lambda request: asked.append(request.url))
        page.on("response", lambda answer: failed.append(answer.url) if answer.status >= 400 else None)
        for name in pages:
            answer = page.goto(f"{server}/{name}")
            assert answer.headers["content-security-policy"] == "default-src 'self'"
            assert page.evaluate("getComputedStyle(document.querySelector('.skip-link')).position") == "absolute"
            page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true })")
            assert page.evaluate("[...document.images].every((each) => each.complete && each.naturalWidth > 0)")
        assert page.evaluate("document.images.length") == 0
        page.goto(f"{server}/2020-02/")
        images = (walk.before / EDITION / "index.html").read_text().count("<img ")
        assert page.evaluate("document.images.length") == images > 0
        page.get_by_text("How this was counted").first.click()
        assert "/2020-02/v2/figures.html#" in page.url
        browser.close()
    # A browser asks every server for its icon.
    assert [text for text, place in complaints if not place["url"].endswith("/favicon.ico")] == []
    assert [url for url in failed if not url.endswith("/favicon.ico")] == []
    assert all(url.startswith((server, "data:")) for url in asked)
