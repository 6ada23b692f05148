"""What the simulated clouds hold: one SQLite file that survives the process, whatever ends it."""

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
    """A name that must be unique in the cloud is another object's."""


@dataclass(frozen=True)
class Stored:
    """An object in a cloud: its kind is the resource's type token, its properties plain JSON."""

    kind: str
    id: str
    properties: dict[str, Any]


class Store:
    """The clouds' memory.

    Several plugins share one file, each with a connection of its own; every write is a transaction. The writes table
    holds what the providers did, so that a test can tell that a run without changes did nothing; `written` is the
    number in it of what this connection wrote last.
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
        """Add an object; `by_hand` means behind the provider's back.

        Raises:
            NameTakenError: The name or id is taken.
        """
        try:
            with self._transaction():
                self._insert(kind, id_, name, properties)
                if not by_hand:
                    self._note("create", kind, id_)
        except sqlite3.IntegrityError:
            raise NameTakenError(name or id_) from None

    def put(self, kind: str, id_: str, properties: dict[str, Any]) -> None:
        """Add an object without a name, or put it in place of the one that has its id."""
        with self._transaction():
            self._db.execute("DELETE FROM objects WHERE kind = ? AND id = ?", (kind, id_))
            self._insert(kind, id_, None, properties)
            self._note("create", kind, id_)

    def seed(self, kind: str, id_: str, name: str | None, properties: dict[str, Any]) -> None:
        """Add an object that was there before anything ran; nothing happens if there is one with its id.

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
        """Whether an object was ever added so: what removes it later has removed it for good."""
        with self._lock:
            return bool(self._select("SELECT 1 FROM seeds WHERE kind = ? AND id = ?", (kind, id_)))

    def get(self, kind: str, id_: str) -> Stored | None:
        """The object with an id, if there is one."""
        with self._lock:
            rows = self._select("SELECT properties FROM objects WHERE kind = ? AND id = ?", (kind, id_))
        return Stored(kind, id_, json.loads(rows[0][0])) if rows else None

    def all(self, kind: str | None = None) -> list[Stored]:
        """Every object, or every one of a kind, by kind and id."""
        with self._lock:
            rows = self._select(
                "SELECT kind, id, properties FROM objects WHERE ?1 IS NULL OR kind = ?1 ORDER BY kind, id", (kind,)
            )
        return [Stored(row[0], row[1], json.loads(row[2])) for row in rows]

    def called(self, kind: str, name: str) -> list[Stored]:
        """Every object of a kind with this `name` property, which needn't be unique, by id."""
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
        """Put an object's properties in place of the old ones; `by_hand` means behind the provider's back.

        Raises:
            NameTakenError: The new name is taken.
        """
        try:
            with self._transaction():
                values = (name, json.dumps(properties), kind, id_)
                self._db.execute("UPDATE objects SET name = ?, properties = ? WHERE kind = ? AND id = ?", values)
                if not by_hand:
                    self._note("update", kind, id_)
        except sqlite3.IntegrityError:
            raise NameTakenError(name or id_) from None

    def remove(self, kind: str, id_: str, *, by_hand: bool = False) -> None:
        """Remove an object; removing what isn't there changes nothing."""
        with self._transaction():
            removed = self._db.execute("DELETE FROM objects WHERE kind = ? AND id = ?", (kind, id_)).rowcount
            if removed and not by_hand:
                self._note("delete", kind, id_)

    def writes(self) -> list[tuple[str, str, str]]:
        """What providers wrote, in order: operation, kind and id."""
        with self._lock:
            return self._select("SELECT operation, kind, id FROM writes ORDER BY number")

    def _select(self, query: str, values: tuple[Any, ...] = ()) -> list[Any]:
        # Read to the end under the lock, so that no thread sees what another one's transaction may yet take back.
        return self._db.execute(query, values).fetchall()

    def _insert(self, kind: str, id_: str, name: str | None, properties: dict[str, Any]) -> None:
        self._db.execute("INSERT INTO objects VALUES (?, ?, ?, ?)", (kind, id_, name, json.dumps(properties)))

    def _note(self, operation: str, kind: str, id_: str) -> None:
        values = (operation, kind, id_)
        noted = self._db.execute("INSERT INTO writes (operation, kind, id) VALUES (?, ?, ?)", values)
        self.written = noted.lastrowid or 0
