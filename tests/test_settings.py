import ast
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

HOUSE = Path(__file__).resolve().parent.parent
A_LINE_OF_THE_EXAMPLE = re.compile(r"^([A-Z_]+)=(.*)$")


def example() -> dict[str, str]:
    lines = (HOUSE / ".env.example").read_text().splitlines()
    return dict(match.groups() for match in map(A_LINE_OF_THE_EXAMPLE.match, lines) if match)


def names_read() -> set[str]:
    """The names that config/settings.py asks the environment for."""
    tree = ast.parse((HOUSE / "config" / "settings.py").read_text())
    readers = {"setting", "env.str", "env.bool", "env.list", "env.int"}
    calls = [
        node for node in ast.walk(tree) if isinstance(node, ast.Call) and ast.unparse(node.func) in readers
    ]
    return {call.args[0].value for call in calls if isinstance(call.args[0], ast.Constant)}


def start(code: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    """Read the settings in a process of their own, in which nothing but environment is set."""
    # A name that is set, and be it empty, is not read from a developer's own .env.
    blank = dict.fromkeys(example(), "")
    return subprocess.run(
        [sys.executable, "-c", f"from config import settings\n{code}"],
        cwd=HOUSE,
        env={"PATH": os.environ["PATH"]} | blank | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def printed(expression: str, **environment: str) -> str:
    done = start(f"print({expression})", **{"SECRET_KEY": "only-for-tests"} | environment)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_the_site_does_not_start_without_a_secret_key():
    done = start()
    assert done.returncode != 0
    assert "SECRET_KEY is not set. Set it to a long random string" in done.stderr


def test_the_example_names_what_the_settings_read_and_nothing_else():
    assert set(example()) == names_read()


def test_each_setting_of_the_example_is_explained():
    lines = (HOUSE / ".env.example").read_text().splitlines()
    unexplained = [
        line
        for above, line in zip(["", *lines], lines, strict=False)
        if A_LINE_OF_THE_EXAMPLE.match(line) and not above.startswith("# ")
    ]
    assert unexplained == []


def test_the_example_says_the_defaults():
    """Whoever copies it and fills in the key has the site that an empty environment gives."""
    names = [
        "DEBUG",
        "ALLOWED_HOSTS",
        "BASE_URL",
        "DATABASES",
        "CACHES",
        "CELERY_BROKER_URL",
        "EMAIL_BACKEND",
    ]
    names += [
        "EMAIL_FILE_PATH",
        "DEFAULT_FROM_EMAIL",
        "TIME_ZONE",
        "LANGUAGE_CODE",
        "MEDIA_ROOT",
        "PRIVATE_MEDIA_ROOT",
        "LOG_LEVEL",
    ]
    settings = f"[repr(getattr(settings, name)) for name in {names}]"
    copied = example() | {"SECRET_KEY": "only-for-tests"}
    assert printed(settings, **copied) == printed(settings)


def test_nothing_is_shown_to_everybody_unless_asked_for():
    assert printed("settings.DEBUG") == "False"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtp+tls://ada:p%40ss@mail.example.org:587", "mail.example.org 587 ada p@ss True False"),
        ("smtp+ssl://mail.example.org:465", "mail.example.org 465   False True"),
        ("smtp://mail.example.org", "mail.example.org 25   False False"),
    ],
)
def test_a_mail_server_is_one_address(url: str, expected: str):
    fields = ("HOST", "PORT", "HOST_USER", "HOST_PASSWORD", "USE_TLS", "USE_SSL")
    values = ", ".join(f"settings.EMAIL_{field}" for field in fields)
    assert printed(values, EMAIL_URL=url) == expected


def test_a_database_is_one_address():
    keys = ("ENGINE", "NAME", "USER", "PASSWORD", "HOST", "PORT")
    url = "postgres://plenary:p%40ss@db.example.org:5433/plenary"
    database = printed(f"{{key: settings.DATABASES['default'][key] for key in {keys}}}", DATABASE_URL=url)
    assert ast.literal_eval(database) == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "plenary",
        "USER": "plenary",
        "PASSWORD": "p@ss",
        "HOST": "db.example.org",
        "PORT": 5433,
    }


def test_a_site_over_https_keeps_its_cookies_and_readers_there():
    names = "settings.SESSION_COOKIE_SECURE, settings.CSRF_COOKIE_SECURE, settings.SECURE_SSL_REDIRECT"
    assert printed(names, BASE_URL="https://events.example.org") == "True True True"
    assert printed(names, BASE_URL="http://127.0.0.1:8000") == "False False False"


def test_the_languages_offered_and_their_order_can_be_chosen():
    assert printed("settings.LANGUAGE_CODE, len(settings.LANGUAGES)", LANGUAGES="ja,en") == "ja 2"
    assert printed("settings.LANGUAGE_CODE, len(settings.LANGUAGES)", LANGUAGES="ja") == "ja 1"


def test_a_trouble_is_logged_in_one_line_with_its_traceback():
    """Django's and Celery's own as well as ours."""
    code = """
import django, logging, structlog
django.setup()
for logger in (logging.getLogger("celery"), structlog.get_logger("notifications")):
    try:
        1 / 0
    except ZeroDivisionError:
        logger.exception("It failed")
"""
    done = start(code, SECRET_KEY="only-for-tests", DJANGO_SETTINGS_MODULE="config.settings")
    lines = [json.loads(line) for line in done.stderr.splitlines()]
    assert [line["logger"] for line in lines] == ["celery", "notifications"]
    assert all("ZeroDivisionError" in line["exception"] for line in lines)
