"""Says in a sentence which of the services that the tests ask for cannot be reached."""

import sys
from collections.abc import Iterator

import environ
import psycopg2
import redis

SECONDS = 5


def unreachable(database_url: str, redis_url: str) -> Iterator[str]:
    database = environ.Env.db_url_config(database_url)
    if "postgresql" not in database["ENGINE"]:
        yield "DATABASE_URL does not name a PostgreSQL database."
        return
    where = f"{database['HOST'] or 'localhost'}:{database['PORT'] or 5432}"
    try:
        # The tests make a database of their own; the server's maintenance database is always there.
        psycopg2.connect(
            dbname="postgres",
            user=database["USER"] or None,
            password=database["PASSWORD"] or None,
            host=database["HOST"] or None,
            port=database["PORT"] or None,
            connect_timeout=SECONDS,
        ).close()
    except psycopg2.OperationalError as error:
        yield f"PostgreSQL does not answer at {where}. Start it or set DATABASE_URL. It said: {error}".strip()
    try:
        redis.Redis.from_url(redis_url, socket_connect_timeout=SECONDS).ping()
    except redis.RedisError as error:
        yield f"Redis does not answer. Start it or set REDIS_URL. It said: {error}"


if __name__ == "__main__":
    troubles = list(unreachable(*sys.argv[1:3]))
    for trouble in troubles:
        print(trouble, file=sys.stderr)
    sys.exit(bool(troubles))
