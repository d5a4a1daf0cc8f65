"""_quarto.yml, metadata files, front matter and variables: what is covered is read, the rest refused by line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from workspaces import EDITION_YML, QUARTO_YML, small

from auditlib.render.options import YamlFile, load_options, quarto_keys, read_options
from auditlib.render.places import Faults

Refused = Callable[..., list[str]]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("    theme: cosmo", "line 7: the option 'theme' with this value: this needs Quarto"),
        ("    notebook-links: true", "line 7: the option 'notebook-links' with this value: this needs Quarto"),
        ("    code-fold: true", "line 7: the option 'code-fold' with this value: this needs Quarto"),
        ("    css: no.css", "line 7: there is no file 'no.css'."),
        ("    filters: [{path: no.lua, at: post-render}]", "line 7: there is no file 'no.lua'."),
        ("bibliography: x.bib", "line 7: the option 'bibliography' with this value: this needs Quarto"),
        ("execute: {echo: false}", "line 7: the option 'execute' with this value: this needs Quarto"),
    ],
)
def test_a_key_or_value_of_the_project_file_is_refused_by_its_line(refused: Refused, line: str, message: str) -> None:
    top = "project:\n  type: default\nmetadata-files: [_edition.yml]\nformat:\n  html:\n    number-sections: true\n"
    messages = refused("x", _quarto_DOT_yml=f"{top}{line}\n")
    assert any(f"_quarto.yml {message}" in one for one in messages), messages


def test_a_metadata_file_that_is_not_there(refused: Refused) -> None:
    messages = refused("---\ntitle: T\n---\n\nx", _quarto_DOT_yml="metadata-files: [_nope.yml]\n")
    assert messages == ["_quarto.yml line 1: there is no file '_nope.yml'. Run the build."]


def test_a_document_needs_a_title(refused: Refused) -> None:
    assert "the document has no title" in refused("x", _edition_DOT_yml="subtitle: x\n")[0]


@pytest.mark.parametrize(
    ("front", "message"),
    [
        ("title: [x\n", "report.qmd line 2: not valid YAML"),
        ("a: 1\na: 2\n", "report.qmd line 3: the key 'a' stands twice."),
        ("- a\n", "report.qmd line 2: not a list of 'key: value' lines."),
    ],
)
def test_front_matter_that_cannot_be_read(refused: Refused, front: str, message: str) -> None:
    assert any(message in one for one in refused(f"---\n{front}---\n\nx"))


def test_front_matter_without_an_end(refused: Refused) -> None:
    assert "report.qmd line 1: the front matter has no end." in refused("---\ntitle: x\n\ntext")[0]


@pytest.mark.parametrize(
    "value", ["0", "12", "-3", "0.50", "012", "88%", "1,063", "2020-02", "2020-02-01", "12:30", "yes", "no"]
)
def test_a_plain_value_is_read_as_written(value: str) -> None:
    faults = Faults()
    assert (read_options(f"a: {value}\n", "f.yml", faults).data, bool(faults)) == ({"a": value}, False)


def test_yes_and_no_are_words_and_true_is_not() -> None:
    read = read_options("a: yes\nb: true\nc: 'true'\nd:\ne: [x, 1]\n", "f.yml", Faults()).data
    assert read == {"a": "yes", "b": True, "c": "true", "d": None, "e": ["x", "1"]}


@given(st.text(alphabet=st.characters(exclude_categories=("C", "Zl", "Zp")), max_size=40))
def test_any_quoted_text_is_read_as_it_is(text: str) -> None:
    quoted = "'" + text.replace("'", "''") + "'"
    assert read_options(f"a: {quoted}\n", "f.yml", Faults()).data == {"a": text}


def test_a_documents_own_keys_are_distinguished_from_quartos() -> None:
    keys = quarto_keys()
    assert {"bibliography", "execute", "format", "theme", "crossref"} <= keys
    assert not {"has", "edition", "contact", "months", "title"} & keys


def test_other_formats_are_left_to_quarto(tmp_path: Path) -> None:
    small(tmp_path, "", _quarto_DOT_yml=QUARTO_YML + "  docx: default\n", _edition_DOT_yml=EDITION_YML)
    faults = Faults()
    options = load_options(tmp_path, YamlFile("report.qmd"), faults)
    assert not faults
    assert options.files("template") == ["assets/page.html"]
    assert options.files("filters") == ["assets/filters/page.lua", "assets/filters/counted.lua"]
    assert options.metadata["has"] == {"reaudits": True, "supervision": False}
