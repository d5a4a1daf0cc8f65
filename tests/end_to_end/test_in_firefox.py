"""Copying from the published page in Firefox, which leaves out more than Chromium does."""

import itertools
import json
import re
import shutil
import socket
import subprocess
import time

import pytest

FIREFOX = shutil.which("firefox-esr") or shutil.which("firefox")
pytestmark = pytest.mark.skipif(FIREFOX is None, reason="no Firefox on this machine (Debian: firefox-esr)")
SECONDS = 60


class Marionette:
    """Firefox's own remote control: messages of JSON, each with its length before it."""

    def __init__(self, port):
        self.numbers = itertools.count(1)
        end = time.monotonic() + SECONDS
        while True:
            try:
                self.socket = socket.create_connection(("127.0.0.1", port), timeout=SECONDS)
                break
            except OSError:
                if time.monotonic() > end:
                    raise
                time.sleep(0.2)
        self.file = self.socket.makefile("rb")
        self.receive()

    def receive(self):
        length = b""
        while not length.endswith(b":"):
            length += self.file.read(1)
        return json.loads(self.file.read(int(length[:-1])))

    def ask(self, command, **parameters):
        message = json.dumps([0, next(self.numbers), f"WebDriver:{command}", parameters]).encode()
        self.socket.sendall(str(len(message)).encode() + b":" + message)
        _, _, error, answer = self.receive()
        assert error is None, error
        return answer


@pytest.fixture(scope="module")
def firefox(edition, tmp_path_factory):
    """Firefox with the report open."""
    profile = tmp_path_factory.mktemp("firefox")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    (profile / "user.js").write_text(f'user_pref("marionette.port", {port});\n')
    process = subprocess.Popen(
        [FIREFOX, "--headless", "--no-remote", "--marionette", "--profile", str(profile)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        browser = Marionette(port)
        browser.ask("NewSession", capabilities={})
        browser.ask("Navigate", url=edition.page_path.as_uri())
        yield browser
    finally:
        process.terminate()
        process.wait(SECONDS)


@pytest.mark.parametrize("what", ["p", "table", "li", "figcaption"])
def test_what_is_copied_has_every_number(firefox, what):
    script = """document.querySelectorAll("details").forEach((one) => { one.open = true; });
    return [...document.querySelectorAll("main " + arguments[0])].map((element) => {
      getSelection().selectAllChildren(element);
      const shown = element.cloneNode(true);
      shown.querySelectorAll("img").forEach((image) => { image.replaceWith(image.alt); });
      return [getSelection().toString(), shown.textContent];
    });"""
    pairs = firefox.ask("ExecuteScript", script=script, args=[what])["value"]
    assert pairs
    for copied, shown in pairs:
        assert re.findall(r"\d+", copied) == re.findall(r"\d+", shown)
