import os
import sqlite3
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from sandbox.store import NameTakenError, Store, Stored
from tests.shared import PATIENCE_SECONDS

ROOT = Path(__file__).parents[2]


def test_what_is_added_is_there_when_the_file_is_opened_again(file: Path, store: Store) -> None:
    store.add("kind", "1", "name", {"a": [1, {"b": None}]})
    store.close()
    again = Store(file)
    assert again.get("kind", "1") == Stored("kind", "1", {"a": [1, {"b": None}]})
    assert again.writes() == [("create", "kind", "1")]
    again.close()


def test_what_a_process_wrote_survives_its_sudden_end(file: Path, store: Store) -> None:
    program = f"""
import os
from pathlib import Path
from sandbox.store import Store
Store(Path({str(file)!r})).add("kind", "1", None, {{}})
os.kill(os.getpid(), 9)
"""
    killed = subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=False)
    assert killed.returncode == -9
    assert [stored.id for stored in store.all()] == ["1"]


def test_a_folder_is_made_for_the_file(tmp_path: Path) -> None:
    Store(tmp_path / "a" / "b" / "clouds.sqlite").close()
    assert (tmp_path / "a" / "b" / "clouds.sqlite").exists()


def test_what_is_not_there_is_none(store: Store) -> None:
    store.add("kind", "1", None, {})
    assert store.get("kind", "2") is None
    assert store.get("other", "1") is None


def test_objects_are_listed_by_kind_and_id(store: Store) -> None:
    for kind, id_ in (("b", "1"), ("a", "2"), ("a", "1")):
        store.add(kind, id_, None, {"of": kind})
    assert [(one.kind, one.id) for one in store.all()] == [("a", "1"), ("a", "2"), ("b", "1")]
    assert store.all("a") == [Stored("a", "1", {"of": "a"}), Stored("a", "2", {"of": "a"})]
    assert store.all("c") == []


def test_a_name_is_one_objects_only(store: Store) -> None:
    store.add("kind", "1", "name", {})
    with pytest.raises(NameTakenError, match="name"):
        store.add("kind", "2", "name", {})
    store.add("other", "1", "name", {})
    store.add("kind", "3", None, {})
    store.add("kind", "4", None, {})
    store.remove("kind", "1")
    store.add("kind", "2", "name", {})


def test_an_id_is_one_objects_only(store: Store) -> None:
    store.add("kind", "1", None, {})
    with pytest.raises(NameTakenError, match="1"):
        store.add("kind", "1", None, {})


def test_a_name_can_not_be_changed_to_anothers(store: Store) -> None:
    store.add("kind", "1", "one", {})
    store.add("kind", "2", "two", {"old": True})
    with pytest.raises(NameTakenError, match="one"):
        store.change("kind", "2", "one", {})
    assert store.get("kind", "2") == Stored("kind", "2", {"old": True})
    store.change("kind", "1", "three", {})
    store.change("kind", "2", "one", {})


def test_what_fails_leaves_nothing_and_blocks_nothing(store: Store) -> None:
    store.add("kind", "1", "name", {})
    with pytest.raises(NameTakenError):
        store.add("kind", "2", "name", {})
    with pytest.raises(TypeError):
        store.add("kind", "3", None, {"not": object()})
    with pytest.raises(NameTakenError):
        store.seed("kind", "4", "name", {})
    store.add("kind", "5", None, {})
    assert [one.id for one in store.all()] == ["1", "5"]
    assert store.writes() == [("create", "kind", "1"), ("create", "kind", "5")]
    assert not store.is_seeded("kind", "4")


def test_writes_are_noted_in_order_but_for_those_by_hand(store: Store) -> None:
    store.seed("kind", "0", None, {})
    store.add("kind", "1", None, {})
    store.change("kind", "1", None, {"a": 1})
    store.change("kind", "1", None, {"a": 2}, by_hand=True)
    store.remove("kind", "nothing")
    store.remove("kind", "0", by_hand=True)
    store.remove("kind", "1")
    assert store.writes() == [("create", "kind", "1"), ("update", "kind", "1"), ("delete", "kind", "1")]
    assert store.all() == []


def test_a_change_by_hand_is_a_change(store: Store) -> None:
    store.add("kind", "1", "name", {"a": 1})
    store.change("kind", "1", "name", {"a": 2}, by_hand=True)
    assert store.get("kind", "1") == Stored("kind", "1", {"a": 2})


def test_a_seed_is_there_once_for_good(store: Store) -> None:
    assert not store.is_seeded("kind", "1")
    store.seed("kind", "1", "name", {"a": 1})
    assert store.is_seeded("kind", "1")
    assert not store.is_seeded("other", "1")
    store.seed("kind", "1", "name", {"a": 2})
    assert store.get("kind", "1") == Stored("kind", "1", {"a": 1})
    store.remove("kind", "1")
    assert store.is_seeded("kind", "1")


def test_a_seed_leaves_alone_what_a_provider_made(store: Store) -> None:
    store.add("kind", "1", "name", {"made": True})
    store.seed("kind", "1", "name", {})
    assert store.get("kind", "1") == Stored("kind", "1", {"made": True})


def test_a_number_is_given_once(file: Path, store: Store) -> None:
    assert [store.next_number() for _ in range(3)] == [1, 2, 3]
    again = Store(file)
    assert again.next_number() == 4
    again.close()


def test_threads_share_a_store(store: Store) -> None:
    def write(worker: int) -> list[int]:
        numbers = [store.next_number() for _ in range(20)]
        for number in numbers:
            store.add("kind", str(number), None, {"worker": worker})
            stored = store.get("kind", str(number))
            assert stored is not None
            store.change("kind", str(number), None, stored.properties | {"changed": True})
        return numbers

    with ThreadPoolExecutor(8) as pool:
        numbers = [number for found in pool.map(write, range(8)) for number in found]
    assert sorted(numbers) == list(range(1, 161))
    assert len(store.writes()) == 320
    assert all(one.properties["changed"] for one in store.all())


def test_a_thread_does_not_see_what_another_takes_back(store: Store) -> None:
    read = []

    def write_twice(pool: ThreadPoolExecutor) -> None:
        with store._transaction():
            store._insert("kind", "1", None, {})
            read.append(pool.submit(store.get, "kind", "1"))
            time.sleep(0.05)
            store._insert("kind", "1", None, {})

    with ThreadPoolExecutor(1) as pool:
        with pytest.raises(sqlite3.IntegrityError):
            write_twice(pool)
        assert read[0].result(timeout=PATIENCE_SECONDS) is None


def test_a_write_waits_for_another_processs(file: Path, store: Store) -> None:
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with ThreadPoolExecutor(1) as pool:
        adding = pool.submit(store.add, "kind", "1", None, {})
        time.sleep(0.05)
        assert not adding.done()
        other.execute("COMMIT")
        adding.result(timeout=PATIENCE_SECONDS)
    other.close()
    assert store.get("kind", "1") is not None


def test_processes_share_a_file(file: Path, store: Store) -> None:
    program = f"""
from pathlib import Path
from sandbox.store import NameTakenError, Store
store = Store(Path({str(file)!r}))
for place in range(20):
    try:
        store.add("named", str(store.next_number()), f"name{{place}}", {{}})
    except NameTakenError:
        pass
    store.add("kind", str(store.next_number()), None, {{}})
"""
    running = [
        subprocess.Popen([sys.executable, "-c", program], cwd=ROOT, stderr=subprocess.PIPE, env=dict(os.environ))
        for _ in range(3)
    ]
    for one in running:
        _, errors = one.communicate(timeout=PATIENCE_SECONDS)
        assert one.returncode == 0, errors.decode()
    assert len(store.all("kind")) == 60
    assert len(store.all("named")) == 20


def test_what_is_put_takes_the_place_of_what_was_there(store: Store) -> None:
    store.put("kind", "1", {"a": 1})
    store.put("kind", "1", {"b": 2})
    assert store.all() == [Stored("kind", "1", {"b": 2})]
    assert store.writes() == [("create", "kind", "1")] * 2


def test_objects_are_found_by_a_name_that_several_have(store: Store) -> None:
    for id_, name in (("2", "www"), ("1", "www"), ("3", "mail")):
        store.add("kind", id_, None, {"name": name})
    store.add("kind", "4", None, {})
    store.add("other", "1", None, {"name": "www"})
    assert store.named("kind", "www") == [Stored("kind", id_, {"name": "www"}) for id_ in ("1", "2")]
    assert store.named("kind", "ftp") == []


def test_a_search_by_name_does_not_read_every_object(store: Store) -> None:
    query = "SELECT id FROM objects WHERE kind = ? AND json_extract(properties, '$.name') = ?"
    (plan,) = store._db.execute(f"EXPLAIN QUERY PLAN {query}", ("kind", "www")).fetchall()
    assert "USING INDEX called" in plan[3]


def test_a_connection_knows_the_number_of_its_own_last_write(file: Path, store: Store) -> None:
    other = Store(file)
    assert store.written == 0
    store.add("kind", "1", None, {})
    other.put("kind", "2", {})
    assert (store.written, other.written) == (1, 2)
    store.change("kind", "1", None, {"a": 1})
    store.add("kind", "3", None, {}, by_hand=True)
    store.change("kind", "3", None, {}, by_hand=True)
    store.remove("kind", "3", by_hand=True)
    store.remove("kind", "9")
    assert store.written == 3
    store.remove("kind", "2")
    assert store.written == 4 == len(store.writes())
    other.close()


def test_a_file_of_before_there_were_searches_by_name_is_searched_too(file: Path, store: Store) -> None:
    store.add("kind", "1", None, {"name": "www"})
    store._db.execute("DROP INDEX called")
    store.close()
    again = Store(file)
    assert [one.id for one in again.named("kind", "www")] == ["1"]
    again.close()
