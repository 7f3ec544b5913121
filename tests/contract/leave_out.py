#!/usr/bin/env python3
"""Makes of a target folder of the shop what `dbt build --select state:modified+` writes: no compiled code of what is neither
changed, as dbt itself answered (state-modified.txt), nor below that.   leave_out.py TARGET"""
import json
import pathlib
import shutil
import sys

target = pathlib.Path(sys.argv[1])
manifest = json.loads((target / "manifest.json").read_text())
answer = target / "state-modified.txt"
selected = set(answer.read_text().split()) if answer.exists() else set()
for _ in manifest["nodes"]:
    below = {key for key, node in manifest["nodes"].items() if selected & set(node.get("depends_on", {}).get("nodes", []))}
    if below <= selected:
        break
    selected |= below
for key, node in manifest["nodes"].items():
    if key not in selected:
        for field in ("compiled", "compiled_code", "compiled_path", "extra_ctes", "extra_ctes_injected"):
            node.pop(field, None)
(target / "manifest.json").write_text(json.dumps(manifest))
shutil.rmtree(target / "compiled", ignore_errors=True)
