"""Whatever people and the API do, the account comes to have what is wanted, once, and within a budget of requests."""

import tempfile
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from providers.kit.values import Properties
from sandbox.web import HttpFault
from tests.providers.plugin import RefusedError
from tests.providers.uptimerobot.little_engine import LittleEngine
from tests.providers.uptimerobot.world import Asked, World, world

NAMES = st.sampled_from(["a", "b", "c", "d"])
KINDS: list[Properties] = [
    {"type": "HTTP", "url": "https://example.org/?a=1&b=2"},
    {"type": "KEYWORD", "url": "https://example.org/", "keywordType": "ALERT_EXISTS", "keywordValue": "<error>"},
    {"type": "PING", "url": "example.org"},
    {"type": "PORT", "url": "tcp://example.org", "port": 22},
    {"type": "HEARTBEAT"},
]
SETTINGS = st.fixed_dictionaries(
    {"interval": st.sampled_from([300, 600]), "paused": st.booleans(), "tagNames": st.sampled_from([[], ["b", "a"]])}
)
DESIRED = st.dictionaries(NAMES, st.builds(lambda kind, told: kind | told, st.sampled_from(KINDS), SETTINGS))
EDITS: list[Properties] = [
    {"interval": 900},
    {"friendlyName": "Something else"},
    {"status": "PAUSED"},
    {"status": "UP"},
    {"tagNames": ["c"], "timeout": 5},
]
HANDS = st.lists(
    st.one_of(
        st.tuples(st.just("edit"), NAMES, st.sampled_from(EDITS)),
        st.tuples(st.just("delete"), NAMES, st.just({})),
        st.tuples(st.just("add"), NAMES, st.sampled_from([*KINDS, {"type": "UDP", "url": "example.org"}])),
    ),
    max_size=4,
)
LOST = [
    HttpFault("POST", "/monitors", 404, after=True),
    HttpFault("POST", "/monitors", 500, "Internal Server Error", after=True),
    HttpFault("POST", "/monitors", 502, "<html>", after=True),
    HttpFault("POST", "/monitors", cut=True, after=True),
]
BUSY = [
    HttpFault("POST", "/monitors", 429, "Too many requests", {"Retry-After": "7"}),
    HttpFault("POST", "/monitors", 429, "Too many requests"),
]
HARMLESS = [
    HttpFault("GET", "/monitors", 429, "Too many requests", {"X-RateLimit-Reset": "9"}),
    HttpFault("GET", "/monitors", 500, "<html>", times=2),
    HttpFault("GET", "/user/me", 500, times=5),
    HttpFault("PATCH", r"/monitors/\d+", 502, times=2),
    HttpFault("PATCH", r"/monitors/\d+", cut=True, after=True),
    HttpFault("POST", r"/monitors/\d+/\w+", 500, after=True),
    HttpFault("DELETE", r"/monitors/\d+", 500, after=True),
]
DEADLY = [
    [HttpFault("POST", "/monitors", 500, "Internal Server Error")],
    [HttpFault("POST", "/monitors", cut=True, skip=1)],
    [HttpFault("PATCH", r"/monitors/\d+", 400, "no")],
    [HttpFault("GET", "/monitors", 503, times=5)],
    [HttpFault("POST", "/monitors", 500, after=True), HttpFault("GET", "/monitors", 503, skip=1, times=5)],
    [HttpFault("POST", "/monitors", cut=True, after=True), HttpFault("GET", "/monitors", 503, skip=2, times=5)],
]
MANNERS = st.fixed_dictionaries(
    {
        "stale": st.integers(0, 1),
        "escapes": st.integers(0, 2),
        "words": st.booleans(),
        "upside_down": st.booleans(),
    }
)
ROUND = st.tuples(
    DESIRED,
    HANDS,
    st.lists(st.sampled_from([*LOST, *BUSY, *HARMLESS]), max_size=3, unique_by=id),
    st.sampled_from([[], *DEADLY]),
)


def named(desired: dict[str, Properties]) -> dict[str, Properties]:
    return {name: {"friendlyName": f"Mum & {name}'s", **told} for name, told in desired.items()}


class Story:
    """An account, its strangers, and a stack that manages the rest."""

    def __init__(self, world: World) -> None:
        self.world, self.engine = world, LittleEngine(world)
        self.strangers: dict[str, Properties] = {}

    def later(self) -> None:
        """Some time after the last run, reads no longer lag behind it."""
        self.world.api._stale_reads.clear()
        self.world.api._before_write.clear()

    def dies(self, desired: dict[str, Properties], days: list[HttpFault]) -> None:
        """A run on days that may end it."""
        self.world.api.faults = [replace(day) for day in days]
        with suppress(RefusedError):
            self.engine.refresh()
            self.engine.up(desired)
        self.later()

    def hands(self, steps: list[tuple[str, str, Properties]]) -> None:
        """People do things in the web interface."""
        self.later()
        there = set(self.world.ids())
        for what, name, told in steps:
            if what == "add":
                # The same name, of something else.
                url = {"url": "https://stranger.example.org/"} if told["type"] != "HEARTBEAT" else {}
                called = f"Mum & {name}'s" if url else "Nobody's"
                id_ = self.world.by_hand(**told | url | {"friendlyName": called})
                self.strangers[id_] = self.world.properties(id_)
            elif name in self.engine.state and (id_ := self.engine.state[name].id) in there:
                if what == "delete":
                    self.world.remove(id_)
                    there.discard(id_)
                else:
                    self.world.edit(id_, **told)

    def run(self, desired: dict[str, Properties], days: list[HttpFault]) -> None:
        """Refresh and up, each within its budget."""
        self.world.api.faults = [replace(day) for day in days]
        self.world.asked()
        bad = sum(day.times for day in days)
        self.engine.refresh()
        asked = self.world.asked()
        assert asked == Asked(lists=asked.lists)
        assert asked.lists <= 2 + bad
        taken = len(self.world.clock.warned)
        done = self.engine.up(desired)
        taken = len(self.world.clock.warned) - taken
        asked = self.world.asked()
        lost, busy = sum(day in LOST for day in days), sum(day in BUSY for day in days)
        assert asked.created <= done.created + busy
        assert asked.changed <= done.changed + taken + lost + bad
        assert asked.paused <= done.changed + done.created + bad
        assert asked.deleted <= done.deleted + bad
        # A list in which to look first, and to look again after a lost answer.
        assert asked.lists <= (1 if done.created else 0) + 6 * lost + bad
        assert asked.me <= 1 + bad

    def is_as_wanted(self, desired: dict[str, Properties]) -> None:
        """Each monitor is there once, as it is to be, beside the untouched strangers."""
        ids = {known.id for known in self.engine.state.values()}
        assert self.engine.state.keys() == desired.keys()
        assert len(ids) == len(desired)
        assert set(self.world.ids()) == ids | self.strangers.keys()
        for id_, properties in self.strangers.items():
            assert self.world.properties(id_) == properties
        for name, told in desired.items():
            stored = self.world.properties(self.engine.state[name].id)
            expected = {key: value for key, value in told.items() if key not in ("paused", "url", "type")}
            assert {key: stored[key] for key in expected} == expected
            assert stored["type"] == told["type"]
            assert (stored["status"] == "PAUSED") == told["paused"]

    def is_at_rest(self, desired: dict[str, Properties]) -> None:
        """Another look finds nothing to do."""
        self.world.api.faults = []
        self.world.asked()
        assert self.engine.refresh() == set()
        done = self.engine.up(desired)
        assert (done.created, done.changed, done.deleted) == (0, 0, 0)
        asked = self.world.asked()
        assert asked == Asked(me=asked.me, lists=asked.lists)
        assert asked.me <= 1
        assert asked.lists <= 2


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(st.lists(ROUND, min_size=1, max_size=4), MANNERS)
def test_the_account_comes_to_have_what_is_wanted(rounds: list[Any], manners: dict[str, Any]) -> None:
    with tempfile.TemporaryDirectory() as home, world(Path(home)) as account:
        story = Story(account)
        for name, value in manners.items():
            setattr(account.api, name, value)
        for desired, hands, days, deadly in rounds:
            wanted = named(desired)
            story.hands(hands)
            story.dies(wanted, deadly)
            story.run(wanted, days)
            story.is_as_wanted(wanted)
            story.is_at_rest(wanted)
