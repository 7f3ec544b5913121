"""Validate JSON documents: validate_json.py SCHEMA FILE, where FILE holds them, each ended by a NUL.

Exit 0 when all are valid, 1 when none is, 3 when some are, 2 when it cannot tell.
"""

import json
import sys


def is_valid(validator, text):
    try:
        errors = list(validator.iter_errors(json.loads(text)))
    except ValueError as problem:
        print(problem, file=sys.stderr)
        return False
    for error in errors:
        print("/".join(str(step) for step in error.path), error.message, file=sys.stderr)
    return not errors


def main():
    import jsonschema  # here, so that its absence is exit code 2

    with open(sys.argv[1], encoding="utf-8") as file:
        schema = json.load(file)
    jsonschema.Draft7Validator.check_schema(schema)
    validator = jsonschema.Draft7Validator(schema)
    with open(sys.argv[2], encoding="utf-8") as file:
        documents = file.read().split("\0")[:-1]
    verdicts = {is_valid(validator, document) for document in documents}
    return {(True,): 0, (False,): 1}.get(tuple(verdicts), 3 if verdicts else 2)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Exception as problem:
        print(problem, file=sys.stderr)
        sys.exit(2)
