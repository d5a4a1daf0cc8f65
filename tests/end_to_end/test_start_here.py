"""The launcher notebook under JupyterLab in a real browser: run all cells, look at the page, open a section."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import threading

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = pytest.mark.skipif(
    CHROMIUM is None or sys.platform == "win32", reason="no Chromium on this machine (.ci/run installs it)"
)
LONG = 300_000


@pytest.fixture
def lab(short_project_in, tmp_path):
    """JupyterLab as `auditlib lab` starts it, in a project that has not been built: project and address."""
    project = short_project_in(tmp_path / "project", months=2, areas=2, rows=12, file_format="csv")
    settings = tmp_path / "jupyter"
    settings.mkdir()
    server = {"ServerApp": {"allow_root": True, "port": 0}}
    (settings / "jupyter_server_config.json").write_text(json.dumps(server), encoding="utf-8")
    started = subprocess.Popen(
        [sys.executable, "-m", "auditlib", "lab", "--no-browser"],
        cwd=project.root,
        env=os.environ | {"JUPYTER_CONFIG_DIR": str(settings)},
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    said = (re.search(r"(http://(?:localhost|127\.0\.0\.1):\d+)/lab\?(token=\w+)", line) for line in started.stderr)
    found = next(match for match in said if match)
    threading.Thread(target=started.stderr.read, daemon=True).start()
    yield project, f"{found[1]}/lab/tree/notebooks/start_here.ipynb?{found[2]}"
    os.killpg(started.pid, signal.SIGTERM)
    started.wait(60)


def test_a_month_by_running_cells(lab):
    from playwright.sync_api import sync_playwright

    project, address = lab
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": 1300, "height": 900})
        page.goto(address)
        page.wait_for_selector(".jp-Notebook .jp-Cell", timeout=LONG)
        page.get_by_text(re.compile(r"\| Idle")).wait_for(timeout=LONG)  # what is run before is lost
        page.get_by_text("Run", exact=True).first.click()
        page.get_by_text("Run All Cells", exact=True).click()
        frame = page.wait_for_selector("iframe[src^='http://127.0.0.1']", timeout=LONG).content_frame()
        report = frame.wait_for_selector("iframe", timeout=LONG).content_frame()
        report.wait_for_selector("main", timeout=LONG)
        assert report.locator("h1").first.inner_text() == "Audit Highlights Report"
        assert report.evaluate("getComputedStyle(document.body).fontSize") != "16px", "with its style sheet"
        said = " ".join(page.locator(".jp-OutputArea").all_inner_texts())
        assert "The edition can be made." in said
        assert "steps done" in said
        assert "Traceback" not in said
        page.keyboard.press("Control+s")
        page.wait_for_function("!document.querySelector('.jp-mod-dirty')", timeout=LONG)
        saved = json.loads((project.notebooks / "start_here.ipynb").read_text(encoding="utf-8"))
        assert [cell for cell in saved["cells"] if cell.get("outputs") or cell.get("execution_count")] == []
        link = page.locator(".jp-OutputArea a", has_text="moderation").first
        link.scroll_into_view_if_needed()
        link.click()
        parameters = page.locator(".jp-Notebook:visible .jp-Cell", has_text='edition = "2020-02"')
        parameters.first.wait_for(timeout=LONG)
        browser.close()
    assert (project.site("2020-02") / "index.html").is_file()
