"""The picture: its numbers are text in the SVG, and a PNG is one."""

import re

import pytest
from click.testing import CliRunner

from tfcompat_ce.cli.compare import compare
from tfcompat_ce.verify.heatmap import draw, heat_map


def test_the_numbers_are_in_the_cells(steps, tmp_path):
    path = tmp_path / "moved.svg"
    draw(heat_map(steps), str(path), "a title")
    drawn = re.findall(r"<!-- (.*?) -->", path.read_text())
    assert [it for it in drawn if it in ("0", "1", "2", "31", "8k")] == [
        "0",
        "2",
        "31",
        "0",
        "8k",
        "1",
    ]
    assert {"2.0.4", "2.1.4", "float32", "a title", "log_softmax"} <= set(drawn)


def test_one_step_is_drawn_too(steps, tmp_path):
    path = tmp_path / "moved.png"
    draw(heat_map(steps[:1]), str(path), "a title")
    assert path.read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize("suffix, begins", [("png", b"\x89PNG"), ("svg", b"<?xml")])
def test_the_command_draws_it(files, tmp_path, suffix, begins):
    path = tmp_path / ("moved." + suffix)
    result = CliRunner().invoke(compare, [*files, "--plot", str(path)])
    assert result.exit_code == 0, result.output
    assert path.read_bytes().startswith(begins)


def test_another_suffix_is_refused(files, tmp_path):
    result = CliRunner().invoke(compare, [*files, "--plot", str(tmp_path / "moved.jpeg")])
    assert result.exit_code == 2 and "a .png or an .svg file" in result.output


def test_a_folder_that_is_not_there(files, tmp_path):
    result = CliRunner().invoke(compare, [*files, "--plot", str(tmp_path / "no" / "moved.png")])
    assert result.exit_code == 2 and "there is no folder" in result.output
