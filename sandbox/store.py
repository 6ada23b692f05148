"""Stores the objects of the simulated clouds in an SQLite file, which survives even a killed process."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any

_SCHEMA = """
CREATE TABLE IF NOT EXISTS objects (
    kind TEXT NOT NULL, id TEXT NOT NULL, name TEXT, properties TEXT NOT NULL,
    PRIMARY KEY (kind, id), UNIQUE (kind, name)
);
CREATE TABLE IF NOT EXISTS writes (
    number INTEGER PRIMARY KEY, operation TEXT NOT NULL, kind TEXT NOT NULL, id TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS seeds (kind TEXT NOT NULL, id TEXT NOT NULL, PRIMARY KEY (kind, id));
CREATE TABLE IF NOT EXISTS counter (number INTEGER PRIMARY KEY);
CREATE INDEX IF NOT EXISTS called ON objects (kind, json_extract(properties, '$.name'));
"""


class NameTakenError(Exception):
    """Another object has a name that must be unique."""


@dataclass(frozen=True)
class Stored:
    """An object in a simulated cloud. Its kind is the resource's type token; its properties are plain JSON."""

    kind: str
    id: str
    properties: dict[str, Any]


class Store:
    """The objects of all simulated clouds.

    Several plugins share one file, each with its own connection. Every write is a transaction. The writes table logs
    what providers did, so that a test can assert that a run without changes wrote nothing.

    Attributes:
        written: The number, in that log, of this connection's last write.
    """

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = Lock()
        self.written = 0
        self._db = sqlite3.connect(path, timeout=30, isolation_level=None, check_same_thread=False)
        # A crash of the machine may lose the last write of a simulation; a crash of the process may not, and doesn't.
        self._db.executescript(f"PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF; {_SCHEMA}")

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        with self._lock:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")

    def next_number(self) -> int:
        """A number that no object has had, counting from 1."""
        with self._transaction():
            number = self._db.execute("INSERT INTO counter DEFAULT VALUES").lastrowid
        if number is None:
            raise sqlite3.DatabaseError("the counter gave no number")
        return number

    def add(self, kind: str, id_: str, name: str | None, properties: dict[str, Any], *, by_hand: bool = False) -> None:
        """Add an object; `by_hand` leaves it out of the log, as if the provider hadn't done it.

        Raises:
            NameTakenError: The name or id is taken.
        """
        try:
            with self._transaction():
                self._insert(kind, id_, name, properties)
                if not by_hand:
                    self._log("create", kind, id_)
        except sqlite3.IntegrityError:
            raise NameTakenError(name or id_) from None

    def put(self, kind: str, id_: str, properties: dict[str, Any]) -> None:
        """Add an object without a unique name. It replaces the object that has the same id."""
        with self._transaction():
            self._db.execute("DELETE FROM objects WHERE kind = ? AND id = ?", (kind, id_))
            self._insert(kind, id_, None, properties)
            self._log("create", kind, id_)

    def seed(self, kind: str, id_: str, name: str | None, properties: dict[str, Any]) -> None:
        """Add an object that exists before the first run. Nothing happens if there is one with the same id.

        Raises:
            NameTakenError: Another object has the name.
        """
        try:
            with self._transaction():
                self._db.execute("INSERT OR IGNORE INTO seeds VALUES (?, ?)", (kind, id_))
                if not self._select("SELECT 1 FROM objects WHERE kind = ? AND id = ?", (kind, id_)):
                    self._insert(kind, id_, name, properties)
        except sqlite3.IntegrityError:
            raise NameTakenError(name or id_) from None

    def is_seeded(self, kind: str, id_: str) -> bool:
        """Whether an object was ever seeded. One that was deleted since isn't to be seeded again."""
        with self._lock:
            return bool(self._select("SELECT 1 FROM seeds WHERE kind = ? AND id = ?", (kind, id_)))

    def get(self, kind: str, id_: str) -> Stored | None:
        """The object with an id; None if there is none."""
        with self._lock:
            rows = self._select("SELECT properties FROM objects WHERE kind = ? AND id = ?", (kind, id_))
        return Stored(kind, id_, json.loads(rows[0][0])) if rows else None

    def all(self, kind: str | None = None) -> list[Stored]:
        """All objects, or all of a kind, sorted by kind and id."""
        with self._lock:
            rows = self._select(
                "SELECT kind, id, properties FROM objects WHERE ?1 IS NULL OR kind = ?1 ORDER BY kind, id", (kind,)
            )
        return [Stored(row[0], row[1], json.loads(row[2])) for row in rows]

    def named(self, kind: str, name: str) -> list[Stored]:
        """All objects of a kind with a `name` property, which needn't be unique, sorted by id."""
        with self._lock:
            rows = self._select(
                "SELECT id, properties FROM objects"
                " WHERE kind = ? AND json_extract(properties, '$.name') = ? ORDER BY id",
                (kind, name),
            )
        return [Stored(kind, row[0], json.loads(row[1])) for row in rows]

    def change(
        self, kind: str, id_: str, name: str | None, properties: dict[str, Any], *, by_hand: bool = False
    ) -> None:
        """Replace an object's properties; `by_hand` leaves it out of the log, as if the provider hadn't done it.

        Raises:
            NameTakenError: The new name is taken.
        """
        try:
            with self._transaction():
                values = (name, json.dumps(properties), kind, id_)
                self._db.execute("UPDATE objects SET name = ?, properties = ? WHERE kind = ? AND id = ?", values)
                if not by_hand:
                    self._log("update", kind, id_)
        except sqlite3.IntegrityError:
            raise NameTakenError(name or id_) from None

    def remove(self, kind: str, id_: str, *, by_hand: bool = False) -> None:
        """Remove an object. That there is none is no error."""
        with self._transaction():
            removed = self._db.execute("DELETE FROM objects WHERE kind = ? AND id = ?", (kind, id_)).rowcount
            if removed and not by_hand:
                self._log("delete", kind, id_)

    def writes(self) -> list[tuple[str, str, str]]:
        """The providers' writes in order: operation, kind and id."""
        with self._lock:
            return self._select("SELECT operation, kind, id FROM writes ORDER BY number")

    def _select(self, query: str, values: tuple[Any, ...] = ()) -> list[Any]:
        # Read to the end under the lock, so that no thread sees a transaction of another one that may be rolled back.
        return self._db.execute(query, values).fetchall()

    def _insert(self, kind: str, id_: str, name: str | None, properties: dict[str, Any]) -> None:
        self._db.execute("INSERT INTO objects VALUES (?, ?, ?, ?)", (kind, id_, name, json.dumps(properties)))

    def _log(self, operation: str, kind: str, id_: str) -> None:
        values = (operation, kind, id_)
        logged = self._db.execute("INSERT INTO writes (operation, kind, id) VALUES (?, ?, ?)", values)
        self.written = logged.lastrowid or 0
