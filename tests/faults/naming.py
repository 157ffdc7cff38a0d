"""A process of its own that fills places of a delegation: ``python -m tests.faults.naming DELEGATION NAME``.

It says ``ready`` when it has started, begins when a line comes on its standard input, and prints how it
went.
"""

import sys

import django


def main(pk: str, name: str) -> None:
    django.setup()
    # Models can be imported only after Django is set up.
    from tests.faults.test_delegations import fill_a_place  # noqa: PLC0415

    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    sys.stdout.write(f"{fill_a_place(int(pk), name)}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
