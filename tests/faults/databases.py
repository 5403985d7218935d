"""A site's database, read from outside as any other program could."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any, Protocol
from uuid import uuid4

import psycopg

from tests.servers import PostgreSQL
from tests.servers.__main__ import database


class Database(Protocol):
    """`environment` tells the project's settings which one it is."""

    environment: dict[str, str]

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """What the query finds."""
        ...


class SQLiteFile:
    """An SQLite file, new until the site migrates it."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "site.sqlite3"
        self.environment = {
            "CARROT_TEST_DATABASE": "sqlite",
            "CARROT_TEST_SQLITE": str(self._path),
        }

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        connection = sqlite3.connect(self._path, timeout=20)
        try:
            return connection.execute(query).fetchall()
        finally:
            connection.close()


class PostgreSQLDatabase:
    """A new database of a server."""

    def __init__(self, server: PostgreSQL) -> None:
        name = f"faults_{uuid4().hex}"
        with psycopg.connect(server.dsn, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        self._dsn = f"{server.dsn} dbname={name}"
        self.environment = database(server) | {"CARROT_TEST_POSTGRESQL_NAME": name}

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        with psycopg.connect(self._dsn) as connection:
            # Without parameters: the queries are our own.
            return connection.execute(query.encode()).fetchall()
