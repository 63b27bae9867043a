"""The migration as a page, as a reader sees it in a browser."""

import json

import pytest
from click.testing import CliRunner

from tfcompat_ce.cli.app import app

pytest.importorskip("playwright")

PROGRAMS = {
    "src/a.py": "import tensorflow as tf\n"
    "tf.nn.softmax(x, dim=1)  # <b>\ntf.nn.softmax(**kwargs)\n",
    "src/b.py": "import tensorflow as tf\ntf.nn.softmax(x)\ntf.nn.softmax(tf.nn.softmax(x))\n",
    "lib/c.py": "tf.nn.softmax(",
}
NOTEBOOK = {
    "cells": [
        {"cell_type": "markdown", "metadata": {}, "source": "# Title"},
        {
            "cell_type": "code",
            "metadata": {},
            "outputs": [],
            "execution_count": None,
            "source": ["import tensorflow as tf\n", "tf.nn.softmax(x, dim=1)"],
        },
    ],
    "metadata": {},
    "nbformat": 4,
    "nbformat_minor": 5,
}


@pytest.fixture
def opened(tmp_path, monkeypatch, browser):
    monkeypatch.chdir(tmp_path)
    for name, text in {**PROGRAMS, "n.ipynb": json.dumps(NOTEBOOK)}.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    result = CliRunner().invoke(app, ["check", "--output-format", "html", "--output", "r.html"])
    assert result.exit_code == 1, result.output
    page = browser.new_page()
    page.set_default_timeout(0)
    said, asked = [], []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.goto((tmp_path / "r.html").as_uri())
    yield page
    page.close()
    assert said == []
    assert len(asked) == 1


def document():
    return json.loads(CliRunner().invoke(app, ["check", "--output-format", "json"]).output)


def shown(page):
    return page.locator(".finding:not([hidden])").count()


def test_its_counts_are_those_of_the_json(opened):
    findings = [found for file in document()["files"] for found in file["findings"]]
    assert shown(opened) == len(findings)
    words = {"rewritten": "would change"}
    for action in ("manual", "rewritten", "advice", "correct"):
        total = opened.locator(f'.totals [data-value="{action}"] strong').inner_text()
        assert int(total) == sum(f["action"] == words.get(action, action) for f in findings)


def test_filters(opened):
    opened.locator('.totals [data-value="manual"]').click()
    assert shown(opened) == 1
    assert opened.locator("article:not([hidden]) h2").all_inner_texts() == ["./src/a.py"]
    opened.get_by_role("button", name="Show all").click()
    opened.wait_for_function("document.querySelectorAll('article[hidden]').length === 0")
    opened.keyboard.press("/")
    opened.keyboard.type("b.py")
    assert opened.locator("article:not([hidden]) h2").all_inner_texts() == ["./src/b.py"]
    opened.locator('select[name="rule"]').select_option("TFC010")
    assert shown(opened) == sum(
        found["code"] == "TFC010"
        for file in document()["files"]
        if file["path"] == "./src/b.py"
        for found in file["findings"]
    )


def test_findings_are_reached_by_key_and_by_link(opened):
    opened.keyboard.press("j")
    first = opened.evaluate("document.activeElement.id")
    opened.keyboard.press("j")
    assert opened.evaluate("document.activeElement.id") != first
    opened.keyboard.press("k")
    assert opened.evaluate("document.activeElement.id") == first
    assert opened.locator(f'#{first} > a[href="#{first}"]').count() == 1


def test_both_sides(opened):
    article = opened.locator('article[data-path="./src/a.py"]')
    sides = article.locator("tr.differs").filter(has_text="dim").locator("td").all_inner_texts()
    assert sides[0].strip() == "tf.nn.softmax(x, dim=1)  # <b>"
    assert "axis=1" in sides[1]
    notebook = opened.locator('article[data-path="./n.ipynb"]')
    assert notebook.locator("tr.differs th").all_inner_texts()[-1] == "2:2"
    assert "cannot be parsed" in opened.locator(".error").inner_text()


def test_a_folder_is_clicked(opened):
    bar = opened.locator('.bar[data-value="./src/"]')
    bar.click()
    assert bar.get_attribute("aria-pressed") == "true"
    assert shown(opened) == int(bar.locator("> b").inner_text())
    bar.click()
    assert opened.locator("article[hidden]").count() == 0


def test_a_rule_is_explained_where_its_link_leads(opened):
    opened.locator('article a[href="#TFC004"]').first.click()
    opened.wait_for_function("document.getElementById('TFC004').open")
