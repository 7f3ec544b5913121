"""Validate a JSON file: validate_json.py SCHEMA FILE. Exit 0 valid, 1 invalid, 2 when it cannot tell."""

import json
import sys

import jsonschema


def main():
    try:
        with open(sys.argv[1], encoding="utf-8") as file:
            schema = json.load(file)
        jsonschema.Draft7Validator.check_schema(schema)
    except Exception as problem:
        print(problem, file=sys.stderr)
        return 2
    try:
        with open(sys.argv[2], encoding="utf-8") as file:
            report = json.load(file)
    except ValueError as problem:
        print(problem, file=sys.stderr)
        return 1
    errors = list(jsonschema.Draft7Validator(schema).iter_errors(report))
    for error in errors:
        print("/".join(str(step) for step in error.path), error.message, file=sys.stderr)
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main())
