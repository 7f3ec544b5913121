"""Prints what a JSON report found as rows of tests/truth_table/findings.tsv: all of it, and nothing but where and what.

usage: findings.py PULL_REQUEST REPORT

Of a finding that others were folded into, `also told by` names these: one cause is one row, with what each gate says of it.
A pull request without findings has one row that says so.
"""

import json
import sys

# Which side of a join PostgreSQL hashes is the choice of its version: 15 and 17 differ on the shop.
OF_EITHER_SIDE = {"hash-spill-risk"}


def place(location):
    if not location["path"]:
        return "-"
    numbers = [str(location[key]) for key in ("line", "column") if location[key]]
    return ":".join([location["path"], *numbers])


def thing(subject):
    relation = f" ({subject['relation']})" if subject["relation"] else ""
    return subject["id"], (subject["column"] + relation).strip() or "-"


def folded(finding):
    others = set()
    for other in finding["folded"]:
        model, column = thing(other["subject"])
        if other["rule"] in OF_EITHER_SIDE:
            column = "-"
        others.add(f"{other['gate']}/{other['rule']} {model}" + ("" if column == "-" else f" {column}"))
    return "; ".join(sorted(others)) or "-"


def row(name, code, finding):
    standing = "waived" if finding["waived"] else "stands"
    return (name, code, finding["severity"], standing, finding["gate"], finding["rule"], *thing(finding["subject"]),
            place(finding["location"]), folded(finding))


def main():
    name, path = sys.argv[1:]
    with open(path, encoding="utf-8") as file:
        report = json.load(file)
    code = str(report["exit_code"])
    rows = sorted(row(name, code, finding) for finding in report["findings"]) or [(name, code, "no finding", *["-"] * 7)]
    for cells in rows:
        print("\t".join(cells))


if __name__ == "__main__":
    main()
