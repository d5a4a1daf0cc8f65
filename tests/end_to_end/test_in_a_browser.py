"""The published page in a real browser: keyboard, narrow screens, paper, and no request to anybody."""

import re
import shutil

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine (.ci/run installs it)")
OPTIONS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-sync"]


@pytest.fixture(scope="module")
def browser():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=OPTIONS)
        yield browser
        browser.close()


@pytest.fixture
def page(browser, edition):
    """The report, 1,200 pixels wide; every request and every complaint of the browser is kept."""
    page = browser.new_page(viewport={"width": 1200, "height": 900})
    page.requests, page.complaints = [], []
    page.on("request", lambda request: page.requests.append(request.url))
    page.on("console", lambda message: page.complaints.append(message.text))
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    page.goto(edition.page_path.as_uri())
    yield page
    page.close()


#: The text that a reader copies who selects an element.
COPIED = """(element) => {
  const selection = getSelection();
  selection.selectAllChildren(element);
  return selection.toString();
}"""


def numbers(text):
    return re.findall(r"\d[\d,.]*\d|\d", text)


def test_nothing_is_asked_of_any_host_and_no_script_is_there(page, edition):
    beside = edition.page_path.parent.as_uri()
    assert all(url.startswith(beside) for url in page.requests)
    assert page.complaints == []
    assert page.locator("script, button").count() == 0


@pytest.mark.parametrize("what", ["p", "table", "li", "figcaption"])
def test_what_is_copied_has_every_number(page, what):
    elements = page.locator(f"main {what}").element_handles()
    assert elements
    for element in elements:
        assert numbers(element.evaluate(COPIED)) == numbers(element.evaluate("(element) => element.textContent"))


def test_a_double_click_on_a_number_selects_it(page):
    page.locator("main td", has_text=re.compile(r"^\d+%$")).first.dblclick()
    assert re.fullmatch(r"\d+%?\s*", page.evaluate("getSelection().toString()"))


def test_the_way_through_the_page_by_tab_is_short_and_every_stop_can_be_seen(page):
    hidden = """() => [document.activeElement].map((element) => {
      const box = element.getBoundingClientRect();
      return [element.tagName, element === document.body || (box.width > 0 && box.height > 0)];
    })[0]"""
    stops = 0
    page.keyboard.press("Tab")
    while page.evaluate("document.activeElement !== document.body"):
        stops += 1
        assert stops < 200
        tag, is_seen = page.evaluate(hidden)
        assert tag in ("A", "DIV", "SUMMARY", "MAIN")
        assert is_seen
        page.keyboard.press("Tab")


def test_how_a_passage_was_counted_is_found_by_keyboard_and_leads_back(page):
    page.locator("a.counted").nth(2).focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/figures.html#passage-3")
    assert page.evaluate("document.querySelector(':target').id") == "passage-3"
    plain, marked = (
        page.evaluate(f"getComputedStyle(document.getElementById('{name}')).backgroundColor")
        for name in ("passage-1", "passage-3")
    )
    assert plain != marked
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/index.html#passage-3")


def test_the_methods_can_be_reached_from_the_page_and_from_its_figures(page):
    assert page.locator("a[href='methods.html']").count() >= 1
    page.goto(page.url.replace("index.html", "figures.html"))
    page.locator("a[href='methods.html']").click()
    assert page.locator("h1").text_content().startswith("How figures are counted")


def test_the_skip_link_comes_first_and_works(page):
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#main"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


@pytest.mark.parametrize("name", ["index.html", "figures.html", "methods.html"])
@pytest.mark.parametrize("zoom", [2, 4])
def test_no_page_scrolls_sideways_when_it_is_enlarged(browser, edition, name, zoom):
    """A window of 1,280 pixels enlarged to 200 or 400 per cent has room for 640 or 320."""
    narrow = browser.new_page(viewport={"width": 1280 // zoom, "height": 1024 // zoom}, device_scale_factor=zoom)
    narrow.goto(edition.page_path.with_name(name).as_uri())
    assert narrow.evaluate("document.documentElement.scrollWidth") <= 1280 // zoom
    narrow.close()


def test_short_brackets_are_not_torn_on_the_narrowest_screen(browser, edition):
    narrow = browser.new_page(viewport={"width": 320, "height": 800})
    narrow.goto(edition.page_path.as_uri())
    lines = "(elements) => elements.map((element) => element.getClientRects().length)"
    assert set(narrow.locator("main .together").evaluate_all(lines)) == {1}
    narrow.close()


def test_on_paper_the_links_to_the_figures_page_are_gone(page):
    page.emulate_media(media="print")
    assert not page.locator("a.counted").first.is_visible()


def test_text_stands_out_from_its_ground(page):
    contrast = """() => {
      const rgb = (text) => text.match(/[\\d.]+/g).map(Number);
      const linear = (c) => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
      const light = ([r, g, b]) => [r, g, b].map(linear)
        .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
      const ground = (element) => {
        for (; element; element = element.parentElement) {
          const colour = rgb(getComputedStyle(element).backgroundColor);
          if (colour.length < 4 || colour[3] > 0) return colour;
        }
        return [255, 255, 255];
      };
      return [...document.querySelectorAll("p, li, a, h1, h2, h3, th, td, caption, figcaption")]
        .filter((element) => element.offsetParent && element.textContent.trim())
        .map((element) => {
          const [a, b] = [light(rgb(getComputedStyle(element).color)), light(ground(element))].sort((x, y) => y - x);
          return [(a + 0.05) / (b + 0.05), element.tagName];
        })
        .filter(([ratio]) => ratio < 4.5);
    }"""
    assert page.evaluate(contrast) == []
