"""Writes tests/samples/registry: `python -m tests.samples.make_registry_files`, from the project's root.

Each idea is one seeded function that makes a file and its truth from the same records, so that the same truths come
out again. The .xls of Excel 97 needs `pip install xlwt` and stays as it is without it; the file with a password is made
once, for its salt differs each time.
"""

import sys
from pathlib import Path

from tests.samples import lists_2021_to_2024, lists_from_2025, lists_to_2020

FOLDER = Path(__file__).parent / "registry"


def main():
    FOLDER.mkdir(exist_ok=True)
    for idea in (*lists_to_2020.IDEAS, *lists_2021_to_2024.IDEAS, *lists_from_2025.IDEAS):
        try:
            files = idea()
        except ModuleNotFoundError as missing:
            print(f"{idea.__name__}: {missing}", file=sys.stderr)  # noqa: T201
            continue
        for file in files:
            path = FOLDER / file.name
            if file.data and not (path.exists() and "mat-khau" in file.name):
                path.write_bytes(file.data)
            stem = file.name.rsplit(".", 1)[0] if file.data else file.name
            file.truth.write(FOLDER / f"{stem}.truth.json")


if __name__ == "__main__":
    main()
