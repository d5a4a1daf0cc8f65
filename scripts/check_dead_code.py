"""Whether anything in src/ is used by nothing: not by the code, the notebooks, the tests or a library that calls it."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from vulture import Vulture

ROOT = Path(__file__).resolve().parents[1]
#: What libraries call or read by name.
CALLED_BY = {
    "Great Expectations": "Expect* _validate metrics runtime_configuration *_keys condition_parser row_condition",
    "IPython": "_repr_mimebundle_ include exclude",
    "jupyter-client": "ForkedProvisioner has_process send_signal terminate launch_kernel cleanup restart "
    "get_kernel_spec kernel_name wait_for_ready client_factory",
    "expat": "buffer_text *Handler",
    "openpyxl": "creator number_format font alignment tabSelected prompt* error* show*Message",
    "PyYAML": "yaml_implicit_resolvers",
    "jupyter-server": "_jupyter_server_extension_points _load_jupyter_server_extension",
    "http.server": "do_GET log_message list_directory",
    "jinja2": "filters trend",
    "Python": "__getattr__ tempdir _value_",
    "disclosure.yml": "not_applicable",
}


def main() -> int:
    """Print what is used by nothing; the exit code is 1 if there is any."""
    names = [name for called in CALLED_BY.values() for name in called.split()]
    vulture = Vulture(ignore_names=names, ignore_decorators=["@*.command*", "@*.callback*", "@kind*"])
    vulture.scavenge([str(ROOT / folder) for folder in ("src", "tests", "benchmarks", "scripts")])
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        vulture.scan("\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"), path)
    unused = [item for item in vulture.get_unused_code(min_confidence=60) if (ROOT / "src") in item.filename.parents]
    for item in unused:
        print(f"{item.filename.relative_to(ROOT)}:{item.first_lineno}: {item.typ} '{item.name}' is used by nothing.")
    return 1 if unused else 0


if __name__ == "__main__":
    sys.exit(main())
