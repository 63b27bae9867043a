"""The page, as a reader's browser shows it."""

import pytest

from tfcompat_ce.verify import page
from tfcompat_ce.verify.heatmap import heat_map, text


@pytest.fixture(scope="module")
def shown(steps, browser, tmp_path_factory):
    path = tmp_path_factory.mktemp("page") / "report.html"
    page.save(str(path), steps)
    tab = browser.new_page(viewport={"width": 1200, "height": 900})
    wrong, asked = [], []
    tab.on("console", lambda message: wrong.append(message.text))
    tab.on("pageerror", lambda error: wrong.append(str(error)))
    tab.on("request", lambda request: asked.append(request.url))
    tab.goto(path.as_uri())
    yield tab
    assert wrong == [] and asked == [path.as_uri()]


def test_the_numbers_of_the_map(shown, steps):
    found = heat_map(steps)
    rows = shown.locator("#map tbody tr")
    assert rows.count() == len(found.rows) == 3
    for place, cells in enumerate(found.cells):
        assert rows.nth(place).locator("td").all_inner_texts() == [text(it) for it in cells]
    assert shown.locator("#map thead th").all_inner_texts()[2:] == ["2.0.4", "2.1.4"]


def test_each_number_can_be_seen(shown):
    """Not hidden, not cut off, and 4.5 times lighter or darker than what is behind it (WCAG AA)."""
    cells = shown.locator("#map tbody td.moved")
    assert cells.count() == 4
    for cell in cells.all():
        assert cell.is_visible() and cell.bounding_box()["width"] >= 20
        ink, behind = cell.evaluate(
            "cell => [getComputedStyle(cell).color, getComputedStyle(cell).backgroundColor]"
        )
        assert contrast(ink, behind) >= 4.5


def test_the_farthest_is_the_darkest(shown):
    light = {
        cell.inner_text(): luminance(cell.evaluate("it => getComputedStyle(it).backgroundColor"))
        for cell in shown.locator("#map tbody td.moved").all()
    }
    assert sorted(light, key=light.get) == ["8k", "31", "2", "1"]


def test_the_outputs_that_moved(shown):
    first = shown.locator("table.listed").first.locator("tbody tr")
    assert first.first.locator("td").all_inner_texts() == [
        "8k",
        "v1.softmax_cross_entropy_with_logits/float32/4x5/axis=-1/ordinary",
        "session",
        "value",
    ]
    assert first.count() == 4
    assert "4 of 6 outputs moved, 2 are equal." in shown.inner_text("body")


def test_what_the_runs_were(shown):
    assert shown.locator("#runs tbody tr").count() == 3
    assert "<oneDNN>: on" in shown.locator("#runs tbody tr").first.inner_text()


def test_a_narrow_window_does_not_cut_the_text(shown):
    shown.set_viewport_size({"width": 400, "height": 800})
    assert shown.evaluate("document.documentElement.scrollWidth") <= 400


def luminance(colour):
    channels = [int(part) / 255 for part in colour[4:-1].split(",")]
    linear = [it / 12.92 if it <= 0.04045 else ((it + 0.055) / 1.055) ** 2.4 for it in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    dark, light = sorted([luminance(one), luminance(other)])
    return (light + 0.05) / (dark + 0.05)
