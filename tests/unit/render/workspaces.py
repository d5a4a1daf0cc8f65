"""Workspaces to render: the smallest one, and one with everything that is covered.

The notebooks are written as papermill leaves them, with paths and times of the machine that ran them.
"""

from __future__ import annotations

import base64
import json
import shutil
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).parents[3]

QUARTO_YML = (PROJECT / "_quarto.yml").read_text(encoding="utf-8")
EDITION_YML = """\
title: Audit Highlights Report
subtitle: January and February 2020
author: Audit & Practice Standards Team
has:
  reaudits: true
  supervision: false
"""
VARIABLES_YML = """\
audits:
  returned: "1,088"
  rate: 88%
words:
  strong: "a **bold** claim"
  empty: ""
  mail: qa@example.org
"""
BARS = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 720 300" width="720" height="300" font-family="Arial">'
    '<rect width="720" height="300" fill="#ffffff"/>'
    '<g fill="#12436D"><rect x="160" y="40" width="375" height="60"/><rect x="160" y="130" width="408" height="60"/>'
    '</g><g font-size="18" fill="#1d1f21"><text x="10" y="76">January</text><text x="10" y="166">February</text>'
    '<text x="545" y="76">75%</text><text x="578" y="166">82%</text></g>'
    '<path d="M160 20V220" stroke="#4b5055" stroke-width="2"/></svg>'
)


def data_address(svg: str = BARS) -> str:
    """An SVG as a data address."""
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()


def chart(identifier: str, caption: str, alt: str) -> str:
    """Markdown of a chart as notebooks put it out."""
    return f'![{caption}]({data_address()}){{#{identifier} fig-alt="{alt}"}}'


def output(**data: Any) -> dict[str, Any]:
    """A display output; ``text_markdown`` stands for ``text/markdown``."""
    kinds = {"svg": "image/svg+xml", "png": "image/png", "facts": "application/vnd.auditlib.facts+json"}
    found = {kinds.get(name, name.replace("_", "/")): value for name, value in data.items()}
    return {"output_type": "display_data", "metadata": {}, "data": found}


def cell(label: str, *outputs: dict[str, Any] | str, options: str = "") -> dict[str, Any]:
    """A labelled cell as papermill saved it; a text is an output of Markdown."""
    shown = [output(text_markdown=one, text_plain="<M>") if isinstance(one, str) else one for one in outputs]
    return {
        "cell_type": "code",
        "execution_count": 1,
        "id": f"id-{label}",
        "metadata": {"papermill": {"duration": 0.1, "start_time": "2026-01-05T09:30:00", "status": "completed"}},
        "outputs": shown,
        "source": [f"#| label: {label}\n", *(f"{line}\n" for line in options.splitlines()), f"show_{label}()"],
    }


def notebook(*cells: dict[str, Any]) -> str:
    """A notebook as JSON."""
    metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "papermill": {"input_path": "/home/analyst/audits/nb.ipynb", "output_path": "/home/analyst/build/nb.ipynb"},
    }
    return json.dumps({"cells": list(cells), "metadata": metadata, "nbformat": 4, "nbformat_minor": 5})


def write(folder: Path, files: dict[str, str]) -> Path:
    """Write files into a folder."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def small(folder: Path, report: str, **files: str) -> Path:
    """A workspace with a report, the project's own look, a title, a few variables and no notebook; more files by name.

    Names are written with ``__`` for a slash and ``_DOT_`` for a dot: ``content__a_DOT_md``.
    """
    named = {name.replace("__", "/").replace("_DOT_", "."): text for name, text in files.items()}
    basis = {
        "report.qmd": report,
        "_quarto.yml": QUARTO_YML,
        "_edition.yml": EDITION_YML,
        "_variables.yml": VARIABLES_YML,
    }
    shutil.copytree(PROJECT / "assets", folder / "assets", dirs_exist_ok=True)
    return write(folder, basis | named)


RICH_REPORT = """\
# Introduction {#sec-introduction}

There have been **{{< var audits.returned >}} audits** completed, {{< var audits.rate >}} of those allocated:
{{< var words.strong >}}, "quoted" text -- and more... This is the {{< meta title >}} for {{< meta subtitle >}}.
See @fig-compliance, @tbl-compliance and @sec-area; also [-@fig-compliance], [@tbl-areas],
[Figures @fig-compliance; @fig-local], @Tbl-areas and [compliance](#fig-compliance).[^1]

[^1]: A note about @tbl-compliance.

{{< include content/introduction.md >}}

{{< embed notebooks/compliance.ipynb#sentences >}}

{{< embed notebooks/compliance.ipynb#chart >}}

{{< embed notebooks/compliance.ipynb#table >}}

::: {.callout-note}
A note without a title, about @fig-local.
:::

::: {.callout-warning title="Mind *this*: {{< var audits.rate >}}"}
Late returns are not counted.

- One
- Two
:::

::: {.callout-tip collapse="true"}
## How to read this

Compliance says nothing of quality.
:::

::: {.callout-important collapse="false" title="Open"}
Shown at once.
:::

::: {.callout-caution .wide #take-care}
Care.
:::

### January 2020

- 96 audits were sent out[^two]
    1. nested one
    2. nested two

[^two]: Another note.

### February 2020

The children selected for auditing were randomly chosen.

# Area breakdown {#sec-area}

## Where {{< var audits.rate >}} came from

{{< embed notebooks/areas.ipynb#by_month >}}

{{< embed notebooks/areas.ipynb#wide >}}

![A local picture.](pictures/local.svg){#fig-local fig-alt="Two bars, January 75% and February 82%." width=60%}

![A picture without a number](pictures/local.svg)

![](pictures/local.svg){fig-alt="Only alternative text."}

::: {#tbl-inside}
| Cohort | Cases |
|:-------|------:|
| Care leavers | 12 |

A table whose id is around it
:::

| Free | Words |
|------|-------|
| x | 1 |
| y | 2,000 |

: A table without a number

::: {.content-visible when-meta="has.supervision"}
# Supervision {#sec-supervision}

{{< embed notebooks/areas.ipynb#nothing >}}
:::

::: {.content-visible when-meta="has.reaudits"}
# Re-audits {#sec-reaudits}

Shown. {{< embed-free >}}
:::

::: {.content-hidden unless-format="html"}
Only on the page, with `code {{< var audits.rate >}}` and `{{{< var audits.rate >}}}`.

```
{{< var audits.returned >}} & <text>
```
:::

{{< embed notebooks/areas.ipynb#nothing >}}

<!-- A comment with {{< var audits.rate >}} -->

# Last things {.unnumbered}

> A quotation.

Term
:   Its definition.

- [x] done
- [ ] to do

A formula $x^2 + y$, H~2~O, x^2^, ~~struck~~, [small]{.smallcaps}, <u>underlined</u>, line\\
break, <https://example.org/a>, [write](mailto:{{< var words.mail >}}), 5 < 6 & 7 > 2.

::: {.plain-words lang="fr"}
Un bloc.
:::
""".replace(" {{< embed-free >}}", "")


def rich(folder: Path) -> Path:
    """A workspace with everything that is covered, and the project's own look."""
    compliance = notebook(
        cell("sentences", "Of 96 audits, **72** came back (see @tbl-compliance).\n\nIt is a paragraph of its own."),
        cell("chart", chart("fig-compliance", "Compliance *rose* from 75% to 82%.", "Bars: 75% and 82%.")),
        cell(
            "table",
            "| Month | Allocated | Returned | Compliance |\n|:---|---:|---:|---:|\n"
            "| January 2020 | 96 | 72 | 75% |\n| February 2020 | 76 | 62 | 82% |\n\n"
            ": Audits by month {#tbl-compliance}",
        ),
    )
    columns = ["Area", "Allocated", "Returned", "Outstanding", "Good", "Requires Improvement", "Inadequate", "Blank"]
    row = ["Children with Disabilities", "1,026", "1,017", "9", "8", "7", "2", "0"]
    wide = "\n".join(
        ["| " + " | ".join(columns) + " |", "|:---|" + "---:|" * 7, "| " + " | ".join(row) + " |"]
        + ["", ": Audits by area, with more columns than a narrow screen has room for {#tbl-areas}"]
    )
    areas = notebook(
        cell("by_month", "### January 2020\n\n- **North East**: 1 of 3\n\n### February 2020\n\nA sentence."),
        cell("wide", wide),
        cell("nothing", ""),
    )
    return small(
        folder,
        RICH_REPORT,
        notebooks__compliance_DOT_ipynb=compliance,
        notebooks__areas_DOT_ipynb=areas,
        content__introduction_DOT_md="By hand, {{< var audits.rate >}}.\n\n{{< include content/more.md >}}\n",
        content__more_DOT_md="An include in an include.",
        pictures__local_DOT_svg=BARS,
    )
