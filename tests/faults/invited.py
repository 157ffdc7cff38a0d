"""A process of its own that answers an invitation: run as ``python -m tests.faults.invited INVITATION HOW``.

It says ``ready`` when it has started, begins when a line comes on its standard input, and prints the
answer if it counted.
"""

import sys

import django


def main(pk: str, how: str) -> None:
    django.setup()
    # Models can be imported only after Django is set up.
    from tests.faults.test_invitations import answer  # noqa: PLC0415

    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    sys.stdout.write(f"{answer(how, int(pk))}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
