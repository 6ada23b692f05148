"""What the mocks must refuse, for a test under them to mean anything."""

import pulumi
import pytest
from pulumi import ResourceOptions

from tests.conftest import Run


class Thing(pulumi.ComponentResource):
    def __init__(self, name: str, opts: ResourceOptions | None = None) -> None:
        super().__init__("fleet:test:Thing", name, None, opts)


def test_the_same_name_twice_fails(run: Run) -> None:
    async def program() -> None:
        Thing("a")
        Thing("b")
        Thing("a")

    with pytest.raises(AssertionError, match=r"declared twice: .*::a$"):
        run(program)


def test_the_same_name_in_different_kinds_of_parents_is_two(run: Run) -> None:
    class Other(pulumi.ComponentResource):
        def __init__(self) -> None:
            super().__init__("fleet:test:Other", "a")

    async def program() -> None:
        Thing("child", ResourceOptions(parent=Thing("a")))
        Thing("child", ResourceOptions(parent=Other()))

    assert run(program).names("fleet:test:Thing") == ["a", "child", "child"]


def test_outputs_registered_twice_fail(run: Run) -> None:
    async def program() -> None:
        thing = Thing("a")
        thing.register_outputs({})
        thing.register_outputs({})

    with pytest.raises(AssertionError, match="outputs registered twice"):
        run(program)


def test_options_are_kept(run: Run) -> None:
    async def program() -> None:
        parent = Thing("a", ResourceOptions(protect=True, aliases=[pulumi.Alias(name="old")]))
        Thing("a-child", ResourceOptions(parent=parent, import_="7", ignore_changes=["x"]))

    told = run(program)
    parent, child = told.resources
    assert (parent.protect, parent.parent, child.protect, child.parent) == (True, "", True, parent.urn)
    assert (child.import_id, child.ignore_changes) == ("7", ("x",))
    assert {urn.rpartition("::")[2] for urn in parent.aliases | child.aliases} == {"old", "old-child"}


def test_what_is_done_before_replacing_or_deleting_is_kept(run: Run) -> None:
    async def program() -> None:
        from pulumi_hcloud import Snapshot

        first = Snapshot("a", server_id=1)
        Snapshot("b", server_id=1, opts=ResourceOptions(depends_on=first, retain_on_delete=True))
        Snapshot("c", server_id=first.id.apply(int), opts=ResourceOptions(delete_before_replace=True))

    told = run(program)
    kind = "hcloud:index/snapshot:Snapshot"
    a, b, c = (told.one(kind, name) for name in "abc")
    assert [row.depends_on for row in (a, b, c)] == [set(), {a.urn}, {a.urn}]
    assert [row.retain_on_delete for row in (a, b, c)] == [False, True, False]
    assert [row.delete_before_replace for row in (a, b, c)] == [False, False, True]


def test_a_run_leaves_nothing_to_the_next(run: Run) -> None:
    async def program() -> object:
        Thing("a")
        return pulumi.Config("fleet").get("word"), pulumi.get_stack()

    first = run(program, stack="one", config={"fleet:word": "hello"})
    second = run(program, stack="two")
    assert (first.returned, second.returned) == (("hello", "one"), (None, "two"))
    assert len(second.resources) == 1


def test_a_failure_leaves_nothing_to_the_next(run: Run) -> None:
    async def program() -> None:
        Thing("a")
        Thing("b")

    with pytest.raises(ValueError, match="refuses a"):
        run(program, broken=frozenset("a"))
    assert run(program).names("fleet:test:Thing") == ["a", "b"]


def test_a_program_that_fails_fails_the_run(run: Run) -> None:
    async def program() -> None:
        Thing("a")
        raise RuntimeError("a mistake")

    with pytest.raises(RuntimeError, match="a mistake"):
        run(program)


def test_looking_something_up_fails(run: Run) -> None:
    async def program() -> None:
        from pulumi_hcloud import get_location_output

        await get_location_output(name="fsn1").name.future()

    with pytest.raises(AssertionError, match="looks up hcloud"):
        run(program)


def test_github_answers_what_the_test_says_and_knows_nothing_else(run: Run) -> None:
    async def program() -> list[object]:
        from pulumi_github import get_rest_api_output

        answers = [await get_rest_api_output(path).future() for path in ("known", "other")]
        return [(answer.code, answer.body) for answer in answers if answer]

    told = run(program, github={"known": (200, {"word": "hello"})})
    assert told.returned == [(200, '{"word": "hello"}'), (404, "null")]
    assert [asked.args for asked in told.asked] == [{"endpoint": "known"}, {"endpoint": "other"}]
