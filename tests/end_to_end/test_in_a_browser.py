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
    page.locator("details").evaluate_all("(all) => all.forEach((one) => { one.open = true; })")
    elements = page.locator(f"main {what}").element_handles()
    assert elements
    for element in elements:
        assert numbers(element.evaluate(COPIED)) == numbers(element.evaluate("(element) => element.textContent"))


def test_a_double_click_on_a_number_selects_it(page):
    page.locator("#tbl-areas td", has_text=re.compile(r"^\d+%$")).first.dblclick()
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


@pytest.mark.parametrize("name", ["index.html", "figures.html", "methods.html"])
@pytest.mark.parametrize("width", [390, 1280])
def test_the_contents_say_once_what_they_are(browser, edition, name, width):
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.goto(edition.page_path.with_name(name).as_uri())
    titles = page.locator(".contents h2, .contents summary").all()
    assert [title.inner_text() for title in titles if title.is_visible()] == ["Contents"]
    page.close()


@pytest.mark.parametrize("width", [320, 1280])
def test_nothing_is_printed_over_anything_else(browser, edition, width):
    """Each block of the page begins below the one before it."""
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.goto(edition.page_path.as_uri())
    over = page.locator("main *").evaluate_all("""(elements) => elements.filter((element) => {
      const next = element.nextElementSibling;
      const isBlock = (one) => /^(block|table|flex|grid|list-item)$/.test(getComputedStyle(one).display);
      if (!next || !isBlock(element) || !isBlock(next)) return false;
      const [above, below] = [element.getBoundingClientRect(), next.getBoundingClientRect()];
      return above.height && below.height && below.left < above.right && above.left < below.right
        && below.top < above.bottom - 1 && below.bottom > above.top + 1;
    }).map((element) => element.outerHTML.slice(0, 60))""")
    assert over == []
    page.close()


def test_on_paper_the_data_of_charts_are_open_and_the_links_to_the_figures_page_are_gone(page):
    folded = page.locator(".chart-data table")
    assert folded.count() >= 4
    assert not folded.first.is_visible()
    page.emulate_media(media="print")
    assert all(table.is_visible() for table in folded.all())
    assert not page.locator("a.counted").first.is_visible()
    assert page.locator(".contents a").first.is_visible()


def test_each_printed_page_has_its_number_and_the_edition_and_none_is_half_empty(page, tmp_path):
    import pypdfium2

    page.pdf(path=tmp_path / "report.pdf", prefer_css_page_size=True)
    sheets = list(pypdfium2.PdfDocument(tmp_path / "report.pdf"))
    assert len(sheets) <= 16
    for number, sheet in enumerate(sheets, start=1):
        text = sheet.get_textpage()
        assert f"Page {number} of {len(sheets)}" in text.get_text_bounded()
        assert "Audit Highlights Report, January and February 2020" in text.get_text_bounded()
        if number < len(sheets):
            _, height = sheet.get_size()
            above_foot = [text.get_rect(at)[1] for at in range(text.count_rects()) if text.get_rect(at)[1] > 60]
            assert min(above_foot) < 0.4 * height, f"page {number} ends in its upper half"


@pytest.mark.parametrize("width", [1280, 320])
def test_a_phone_gets_the_chart_that_was_drawn_for_it(browser, edition, width):
    page = browser.new_page(viewport={"width": width, "height": 800})
    page.goto(edition.page_path.as_uri())
    charts = page.locator("figure picture").all()
    assert len(charts) >= 4
    for chart in charts:
        wide, narrow = chart.locator("img").get_attribute("src"), chart.locator("source").get_attribute("srcset")
        shown = chart.locator("img").evaluate("(image) => image.currentSrc")
        assert shown.endswith(narrow if width == 320 else wide)
        assert chart.locator("img").bounding_box()["width"] <= width
    page.close()


def test_the_page_says_all_where_no_script_may_run(browser, edition):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(edition.page_path.as_uri())
    page.locator("summary", has_text="Data for figure 1").click()
    assert page.locator("#tbl-compliance").is_visible()
    context.close()


def test_a_strict_content_policy_shows_the_page_as_it_is(browser, edition):
    """As a server shows it that lets pages load only what lies beside them."""
    page = browser.new_page()
    complaints = []
    page.on("console", lambda message: complaints.append(message.text))
    folder = edition.page_path.parent

    def serve(route):
        path = folder / route.request.url.removeprefix("http://report.test/")
        route.fulfill(path=path, headers={"Content-Security-Policy": "default-src 'self'"})

    page.route("http://report.test/**", serve)
    page.goto("http://report.test/index.html")
    assert complaints == []
    assert page.locator("figure img").first.evaluate("(image) => image.naturalWidth") > 0
    assert page.locator("h1").evaluate("(title) => getComputedStyle(title).color") != "rgb(0, 0, 0)"
    page.close()


def test_charts_can_be_seen_in_forced_colours(browser, edition):
    """A chart has a ground of its own: its dark letters would be lost on a dark one."""
    page = browser.new_page(forced_colors="active", color_scheme="dark")
    page.goto(edition.page_path.as_uri())
    chart = (edition.page_path.parent / page.locator("figure img").first.get_attribute("src")).read_text("utf-8")
    assert "fill: #ffffff" in chart
    page.close()


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
