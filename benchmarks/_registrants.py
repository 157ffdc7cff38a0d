"""People who register through HTTP, at so little cost that the server is what is measured.

``python -m benchmarks._registrants`` is one process of them; ``benchmarks/registration.py`` starts several.
"""

import json
import re
import socket
import sqlite3
import sys
import threading
import time
from collections.abc import Callable
from typing import Any, NamedTuple
from urllib.parse import urlencode

import environ
import psycopg2

PATIENCE = 20
CSRF = b'name="csrfmiddlewaretoken" value="'
LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
LOCATION = re.compile(rb"\r\nlocation: *([^\r]+)", re.IGNORECASE)
COOKIE = re.compile(rb"\r\nset-cookie: *([^=;\r]+)=([^;\r]*)", re.IGNORECASE)
UNVERIFIED = (
    "SELECT token FROM registrations_registration "
    "WHERE event_id = {0} AND email = {0} AND status = 'unverified'"
)

Lookup = Callable[[str], str]
"""The secret of the link that the mail to an address would bring."""


class Answer(NamedTuple):
    status: int
    location: str
    body: bytes


class Unexpected(Exception):
    """The server gave another answer than somebody who registers expects."""


class Browser:
    """One person's: a connection that is kept, cookies, and the token of the form last read."""

    def __init__(self, port: int, took: list[float] | None = None) -> None:
        self.port = port
        self.took = took
        self.cookies: dict[str, str] = {}
        self.csrf = ""
        self._socket: socket.socket | None = None

    def get(self, path: str) -> Answer:
        answer = self._ask("GET", path)
        if CSRF in answer.body:
            self.csrf = answer.body.partition(CSRF)[2].partition(b'"')[0].decode()
        return answer

    def post(self, path: str, **fields: str) -> Answer:
        body = urlencode({"csrfmiddlewaretoken": self.csrf} | fields)
        return self._ask("POST", path, body.encode())

    def close(self) -> None:
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def _ask(self, method: str, path: str, body: bytes = b"") -> Answer:
        host = f"127.0.0.1:{self.port}"
        lines = [f"{method} {path} HTTP/1.1", f"Host: {host}"]
        if self.cookies:
            lines.append("Cookie: " + "; ".join(f"{name}={value}" for name, value in self.cookies.items()))
        if method == "POST":
            lines += [
                f"Origin: http://{host}",
                "Content-Type: application/x-www-form-urlencoded",
                f"Content-Length: {len(body)}",
            ]
        began = time.perf_counter()
        if self._socket is None:
            self._socket = socket.create_connection(("127.0.0.1", self.port), PATIENCE)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            self._socket.sendall("\r\n".join([*lines, "", ""]).encode() + body)
            head, content = self._read()
        except OSError:
            self.close()
            raise
        if self.took is not None:
            self.took.append(time.perf_counter() - began)
        for name, value in COOKIE.findall(head):
            self.cookies[name.decode()] = value.decode()
        location = LOCATION.search(head)
        return Answer(int(head[9:12]), location[1].decode() if location else "", content)

    def _read(self) -> tuple[bytes, bytes]:
        received = b""
        while b"\r\n\r\n" not in received:
            received += self._more()
        head, _blank, content = received.partition(b"\r\n\r\n")
        length = LENGTH.search(head)
        if length is None:
            raise Unexpected(head.decode())
        while len(content) < int(length[1]):
            content += self._more()
        return head, content

    def _more(self) -> bytes:
        more = self._socket.recv(65_536) if self._socket else b""
        if not more:
            raise ConnectionResetError("the server has hung up")
        return more


def fill_in(browser: Browser, slug: str, ticket_type: int, email: str) -> None:
    """Read the form and send it."""
    form = f"/events/{slug}/register/"
    _expect(200, browser.get(form))
    answers = {
        "ticket_type": str(ticket_type),
        "given_name": "Ada",
        "family_name": "Lovelace",
        "name_order": "given_first",
        "email": email,
        "organization_name": "Analytical Engines",
        "sector": "industry",
        "position": "Engineer",
        "country": "GB",
        "has_consented": "on",
    }
    _expect(302, browser.post(form, **answers))


def verify(browser: Browser, slug: str, token: str) -> str:
    """Open the link of the mail and press its button; the address of one's own page."""
    link = f"/events/{slug}/register/{token}/"
    answer = browser.get(link)
    if answer.status == 302:  # Pressed before, though the answer was lost.
        return answer.location
    _expect(200, answer)
    return _expect(302, browser.post(link)).location


def _expect(status: int, answer: Answer) -> Answer:
    if answer.status != status:
        raise Unexpected(f"{answer.status} instead of {status}: {answer.body[:2_000].decode()}")
    return answer


def lookup(url: str, event_id: int) -> Lookup:
    """Reads the links from the database, since the mail is written by others."""
    database = environ.Env.db_url_config(url)
    connection: Any
    if "sqlite" in database["ENGINE"]:
        # Each client has one of its own, though another thread has opened it.
        connection = sqlite3.connect(database["NAME"], timeout=PATIENCE, check_same_thread=False)
        mark = "?"
    else:
        names = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
        connection = psycopg2.connect(**{key: database[name] or None for key, name in names.items()})
        connection.autocommit, mark = True, "%s"
    query = UNVERIFIED.format(mark)

    def token_of(email: str) -> str:
        cursor = connection.cursor()
        cursor.execute(query, (event_id, email))
        ((token,),) = cursor.fetchall()
        return str(token)

    return token_of


def main(url: str, port: str, slug: str, event: str, ticket_type: str, name: str, clients: str) -> None:
    """Says ``ready``, and registers from the line that comes on its input, a number of seconds, on."""
    completed: list[int] = []
    took: list[float] = []
    lookups = [lookup(url, int(event)) for _client in range(int(clients))]
    print("ready", flush=True)  # noqa: T201
    ends_at = time.monotonic() + float(sys.stdin.readline())

    def register_on(client: int) -> None:
        count, own_took = 0, []
        while time.monotonic() < ends_at:
            browser = Browser(int(port), own_took)
            email = f"{name}.{client}.{count}@example.org"
            fill_in(browser, slug, int(ticket_type), email)
            verify(browser, slug, lookups[client](email))
            browser.close()
            count += 1
        completed.append(count)
        took.extend(own_took)

    threads = [threading.Thread(target=register_on, args=[client]) for client in range(int(clients))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    result = {
        "completed": sum(completed),
        "took": took,
        "cpu": time.process_time(),
        "failed": int(clients) - len(completed),
    }
    print(json.dumps(result))  # noqa: T201


if __name__ == "__main__":
    main(*sys.argv[1:])
