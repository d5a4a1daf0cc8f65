"""The published page in a real browser: keyboard, narrow screens, paper, and no request to anybody."""

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


def card(page):
    return page.locator("#fact-card")


def number(page, fact_id):
    return page.locator(f'button[data-fact="{fact_id}"]').first


def test_nothing_is_asked_of_any_host(page, edition):
    assert [url for url in page.requests if not url.startswith("data:")] == [edition.page_path.as_uri()]
    assert page.complaints == []


def test_a_number_says_what_it_is_when_pointed_at(page):
    number(page, "audits.compliance.2020-02").hover()
    assert card(page).is_visible()
    assert card(page).locator(".fact-says").text_content().startswith("62 of 76: case audits returned")
    page.mouse.move(2, 2)
    assert not card(page).is_visible()


def test_and_when_it_has_the_focus_with_a_link_to_its_entry_next(page):
    number(page, "audits.allocated.programme").focus()
    assert card(page).is_visible()
    page.keyboard.press("Tab")
    assert (
        page.evaluate("document.activeElement.getAttribute('href')") == "figures.html#fact-audits.allocated.programme"
    )
    page.keyboard.press("Escape")
    assert not card(page).is_visible()


def test_the_link_leads_to_the_entry(page):
    number(page, "audits.compliance.2020-02").click()
    card(page).locator("a").click()
    assert page.url.endswith("figures.html#fact-audits.compliance.2020-02")
    assert "82% (62 of 76)" in page.locator("[id='fact-audits.compliance.2020-02']").text_content()


def test_the_skip_link_comes_first_and_works(page):
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#main"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


@pytest.mark.parametrize("name", ["index.html", "figures.html", "methods.html"])
def test_no_page_scrolls_sideways_at_320_pixels(browser, edition, name):
    narrow = browser.new_page(viewport={"width": 320, "height": 800})
    narrow.goto(edition.page_path.with_name(name).as_uri())
    assert narrow.evaluate("document.documentElement.scrollWidth") <= 320
    narrow.close()


def test_on_paper_numbers_are_plain_and_cards_are_gone(page):
    page.emulate_media(media="print")
    assert not card(page).is_visible()
    decoration = "getComputedStyle(document.querySelector('button.fact')).textDecorationLine"
    assert page.evaluate(decoration) == "none"


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
      return [...document.querySelectorAll("p, li, a, h1, h2, h3, th, td, caption, figcaption, button")]
        .filter((element) => element.offsetParent && element.textContent.trim())
        .map((element) => {
          const [a, b] = [light(rgb(getComputedStyle(element).color)), light(ground(element))].sort((x, y) => y - x);
          return [(a + 0.05) / (b + 0.05), element.tagName];
        })
        .filter(([ratio]) => ratio < 4.5);
    }"""
    assert page.evaluate(contrast) == []
