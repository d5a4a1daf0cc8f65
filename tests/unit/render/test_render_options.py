"""_quarto.yml, metadata files, front matter and variables: what is covered is read, the rest refused by line."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from workspaces import EDITION_YML, PROJECT, QUARTO_YML, small

from auditlib.render.document import check_source
from auditlib.render.options import load_options, quarto_keys
from auditlib.render.places import Faults
from auditlib.render.yamlfile import YamlFile, parse_yaml

Refused = Callable[..., list[str]]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("    theme: cosmo", "line 7: this value of 'theme' is not covered. It must be default"),
        ("    toc: maybe", "line 7: this value of 'toc' is not covered. It must be true or false."),
        ("    toc-depth: 9", "line 7: this value of 'toc-depth' is not covered."),
        ("    embed-resources: false", "line 7: this value of 'embed-resources' is not covered."),
        ("    notebook-links: true", "line 7: this value of 'notebook-links' is not covered."),
        ("    html-math-method: katex", "line 7: this value of 'html-math-method' is not covered."),
        ("    code-fold: true", "line 7: the key 'code-fold' of the format is not covered."),
        ("    tocdepth: 2", "line 7: the key 'tocdepth' of the format is not covered. Did you mean 'toc-depth'?"),
        ("    css: no.css", "line 7: there is no style sheet 'no.css'."),
        ("  pdf: default", "line 7: the format 'pdf' is not covered."),
        ("bibliography: x.bib", "line 7: Quarto's key 'bibliography' is not covered."),
        ("execute: {echo: false}", "line 7: Quarto's key 'execute' is not covered."),
        ("lang: de", "line 7: this value of 'lang' is not covered. It must be English, such as en-GB."),
        ("title: {{< var x >}}", "line 7: 'title' must be text."),
        ("own: '{{< var x >}}'", "line 7: a shortcode in a YAML value is not covered."),
    ],
)
def test_a_key_or_value_of_the_project_file_is_refused_by_its_line(refused: Refused, line: str, message: str) -> None:
    top = "project:\n  type: default\nmetadata-files: [_edition.yml]\nformat:\n  html:\n    number-sections: true\n"
    messages = refused("x", _quarto_DOT_yml=f"{top}{line}\n")
    assert any(f"_quarto.yml {message}" in one for one in messages), messages


def test_keys_of_the_project_are_few(refused: Refused) -> None:
    messages = refused(
        "x", _quarto_DOT_yml="project:\n  type: website\n  output-dir: _site\nmetadata-files: [_edition.yml]"
    )
    assert [one.split(":")[0] for one in messages] == ["_quarto.yml line 2", "_quarto.yml line 3"]


def test_a_metadata_file_that_is_not_there(refused: Refused) -> None:
    messages = refused("---\ntitle: T\n---\n\nx", _quarto_DOT_yml="metadata-files: [_nope.yml]\n")
    assert messages == ["_quarto.yml line 1: there is no file '_nope.yml'. Run the build."]


def test_an_option_set_twice(refused: Refused) -> None:
    messages = refused("---\ntoc: false\n---\n\nx")
    assert messages == ["report.qmd line 2: 'toc' is already set in _quarto.yml line 9. Set it in one place."]


def test_a_document_needs_a_title(refused: Refused) -> None:
    assert "the document has no title" in refused("x", _edition_DOT_yml="subtitle: x\n")[0]


@pytest.mark.parametrize(
    ("front", "message"),
    [
        ("title: [x\n", "report.qmd line 2: not valid YAML"),
        ("a: 1\na: 2\n", "report.qmd line 3: the key 'a' stands twice."),
        ("- a\n", "report.qmd line 2: not a list of 'key: value' lines."),
        ("a: !expr x\n", "report.qmd line 2: a YAML tag is not covered."),
    ],
)
def test_front_matter_that_cannot_be_read(refused: Refused, front: str, message: str) -> None:
    assert any(message in one for one in refused(f"---\n{front}---\n\nx"))


def test_front_matter_without_an_end(refused: Refused) -> None:
    assert "report.qmd line 1: the front matter has no end." in refused("---\ntitle: x\n\ntext")[0]


@pytest.mark.parametrize("value", ["0.50", "012", "1e3", ".5", "+1", "0x10", "1.0", "2020-02-01T10:00:00", "1" * 17])
def test_a_value_that_quarto_would_print_otherwise_is_refused(refused: Refused, value: str) -> None:
    messages = refused("x", _variables_DOT_yml=f"a:\n  b: {value}\n")
    assert messages == [
        "_variables.yml line 2: the value would be printed otherwise than it is written. Put it in double quotes."
    ]


@pytest.mark.parametrize(
    "value", ["0", "12", "-3", "0.5", "88%", "1,063", "2020-02", "2020-02-01", "12:30", "yes", "no"]
)
def test_a_value_that_quarto_prints_as_written_is_read(value: str) -> None:
    faults = Faults()
    assert (parse_yaml(f"a: {value}\n", "f.yml", faults).data, bool(faults)) == ({"a": value}, False)


def test_yes_and_no_are_words_and_true_is_not() -> None:
    read = parse_yaml("a: yes\nb: true\nc: 'true'\nd:\ne: [x, 1]\n", "f.yml", Faults()).data
    assert read == {"a": "yes", "b": True, "c": "true", "d": None, "e": ["x", "1"]}


@given(st.text(alphabet=st.characters(exclude_categories=("C", "Zl", "Zp")), max_size=40))
def test_any_quoted_text_is_read_as_it_is(text: str) -> None:
    quoted = "'" + text.replace("'", "''") + "'"
    assert parse_yaml(f"a: {quoted}\n", "f.yml", Faults()).data == {"a": text}


def test_a_value_of_several_lines_is_refused_where_it_is_used(refused: Refused) -> None:
    messages = refused("a\n\n{{< var long >}}", _variables_DOT_yml='long: "1. one\\n2. two"\n')
    assert messages[0].startswith("report.qmd line 3: the value of var 'long' is not one line of text.")


def test_the_projects_own_file_is_covered(tmp_path: Path) -> None:
    own = (PROJECT / "_quarto.yml").read_text(encoding="utf-8")
    look = (PROJECT / "assets" / "report.css").read_text(encoding="utf-8")
    small(tmp_path, "# A {#sec-a}\n\n@sec-a", _quarto_DOT_yml=own, assets__report_DOT_css=look)
    shutil.copytree(PROJECT / "assets" / "filters", tmp_path / "assets" / "filters")
    options = check_source(tmp_path).options
    assert (options.lang, options.toc, options.number_sections, options.number_depth) == ("en-GB", True, True, 1)
    assert options.css == ("assets/report.css",)


def test_options_of_the_format_and_of_the_document_are_the_same_options(tmp_path: Path) -> None:
    small(tmp_path, "", _quarto_DOT_yml="toc: true\ntoc-title: Inside\nformat: html\n", _edition_DOT_yml=EDITION_YML)
    faults = Faults()
    options = load_options(tmp_path, YamlFile("report.qmd"), faults)
    assert (options.toc, options.toc_title, options.metadata, bool(faults)) == (True, "Inside", {}, False)


def test_a_documents_own_keys_are_told_from_quartos() -> None:
    keys = quarto_keys()
    assert {"bibliography", "execute", "format", "theme", "crossref"} <= keys
    assert not {"has", "edition", "contact", "months", "title"} & keys


def test_the_small_workspace_is_covered(tmp_path: Path) -> None:
    assert check_source(small(tmp_path, "x", _quarto_DOT_yml=QUARTO_YML)).options.mathml
