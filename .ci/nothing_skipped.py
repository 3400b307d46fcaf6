"""Fails if a test that needs a real Neo4j or browser did not run.

Reads the report that pytest wrote; tests/conftest.py notes there what each test needs.
"""

import sys
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree as ET

REAL = ("neo4j", "browser")


def main(report: Path) -> int:
    """Count runs and skips per need, and return the exit code."""
    ran: Counter[str] = Counter()
    skipped: dict[str, list[str]] = {need: [] for need in REAL}
    for test in ET.parse(report).iter("testcase"):  # noqa: S314 - pytest wrote it a minute ago
        needs = {entry.get("value", "") for entry in test.iter("property") if entry.get("name") == "needs"}
        # pytest tells expected failures as skipped too; those did run.
        left_out = any(skip.get("type") == "pytest.skip" for skip in test.iter("skipped"))
        for need in needs & set(REAL):
            if left_out:
                skipped[need].append(f"{test.get('classname')}.{test.get('name')}")
            else:
                ran[need] += 1
    failed = False
    for need in REAL:
        print(f"{need}: {ran[need]} ran, {len(skipped[need])} skipped")
        for name in skipped[need]:
            print(f"  skipped: {name}")
        failed |= bool(skipped[need]) or not ran[need]
    if failed:
        print("Tests on a real Neo4j and a real browser have to run here, all of them.", file=sys.stderr)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
