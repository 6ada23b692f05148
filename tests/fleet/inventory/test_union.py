"""Several stacks' fleets read as one."""

from typing import Any

import pytest

from fleet.blueprint.checks import checks
from fleet.blueprint.targets import targets
from fleet.inventory.union import UnionError, union
from tests.cli.test_app import fleet as run
from tests.fleet.small import CONTACTS, FLEET, PROVIDERS, export, fleet, service
from tests.fleet.strategies import HASH

ROW: dict[str, Any] = {"provider": "bytemark"}
OTHER = fleet(
    exporters={"password_hash": HASH},
    hosts={"other.example.net": ROW},
    services={"other": service("other.example.net", sites={"https://other.example.net/": {"keyword": "Other"}})},
    zones={"example.net": {"elsewhere": "the registrar"}},
)


def problems(**stacks: Any) -> list[str]:
    with pytest.raises(UnionError) as error:
        union({name: fleet(**sections) for name, sections in stacks.items()})
    return str(error.value).splitlines()


def test_it_has_the_rows_of_all() -> None:
    one = union({"first": FLEET, "second": OTHER})
    assert one.hosts == FLEET.hosts | OTHER.hosts
    assert one.services == FLEET.services | OTHER.services
    assert (one.zones, one.organisation) == (OTHER.zones, "ocp")
    found = {t.address for t in targets(one, checks(one))}
    assert found == {t.address for of in (FLEET, OTHER) for t in targets(of, checks(of))}


def test_in_whatever_order_they_are_given_the_export_is_the_same() -> None:
    assert export(union({"a": FLEET, "b": OTHER})) == export(union({"b": OTHER, "a": FLEET}))


def test_one_alone_stays_as_it_is() -> None:
    assert union({"first": FLEET}) == FLEET
    assert export(union({"first": FLEET})) == export(FLEET)


def test_what_is_in_two_is_refused_with_a_line_each() -> None:
    zones = {"example.org": {"elsewhere": "the registrar"}}
    site = {"https://www.example.org/": {"keyword": "Welcome"}}
    here = {"hosts": {"a.example.org": ROW}, "services": {"website": service("a.example.org", sites=site)}}
    there = {"hosts": {"b.example.org": ROW}, "services": {"shop": service("b.example.org", sites=site)}}
    assert problems(one=here | {"zones": zones}, two=here | {"zones": zones}) == [
        "hosts.a.example.org is in the stacks one and two",
        "services.website is in the stacks one and two",
        "zones.example.org is in the stacks one and two",
        "sites.https://www.example.org/ is in the stacks one and two",
    ]
    assert problems(one=here, two=there) == ["sites.https://www.example.org/ is in the stacks one and two"]


def test_what_is_shared_has_to_be_the_same() -> None:
    rules: list[dict[str, Any]] = [{"port": "8080"}]
    sections: dict[str, Any] = {
        "organisation": "ods",
        "contacts": CONTACTS | {"ocp": {"name": "Another", "email": "ocp@example.org"}},
        "providers": PROVIDERS | {"bytemark": {"console": "https://panel.example.org/", "manager": "partner"}},
        "exporters": {"password_hash": HASH, "user": "monitor"},
        "alerting": {"smarthost": "mail.example.org:25"},
        "firewalls": {"shop": [{"port": "9090"}]},
    }
    usual = {"exporters": {"password_hash": HASH}, "alerting": {}, "firewalls": {"shop": rules}}
    assert union({"one": fleet(**usual), "two": fleet(**usual)}) == fleet(**usual)
    assert sorted(problems(one=usual, two=usual | sections)) == [
        f"{where} differs between the stacks one and two"
        for where in ("alerting", "contacts.ocp", "exporters", "firewalls.shop", "organisation", "providers.bytemark")
    ]


def test_status_pages_of_all_stacks_are_there_and_each_is_of_one() -> None:
    def paged(name: str, page: str, title: str) -> dict[str, Any]:
        host = f"{name}.example.org"
        services = {name: service(host, title=name)}
        return {
            "hosts": {host: ROW},
            "services": services,
            "status_pages": {page: {"title": title, "services": [name]}},
        }

    one, two = paged("a", "public", "All of it"), paged("b", "partners", "For partners")
    found = union({"one": fleet(**one), "two": fleet(**two)})
    assert {key: (page.title, page.services) for key, page in found.status_pages.items()} == {
        "public": ("All of it", ["a"]),
        "partners": ("For partners", ["b"]),
    }
    line = "status_pages.public is in the stacks one and two"
    assert problems(one=one, two=paged("b", "public", "All of it")) == [line]
    assert problems(one=one, two={"status_pages": one["status_pages"]}) == [line]


@pytest.mark.parametrize("section", ["exporters", "organisation"])
def test_what_says_something_by_its_absence_is_in_all_or_in_none(section: str) -> None:
    told = {"exporters": {"password_hash": HASH}, "organisation": "ods"}[section]
    line = f"{section} differs between the stacks one and two"
    assert problems(one={section: None}, two={section: told}) == problems(one={section: told}, two={section: None})
    assert problems(one={section: None}, two={section: told}) == [line]
    assert union({"one": fleet(alerting={"smarthost": "a.example.org:25"}), "two": fleet()}).alerting.smarthost


def test_the_command_line_prints_each_line_and_writes_nothing(tmp_path: Any) -> None:
    done = run("export", "--stack", "production", "--stack", "sandbox", "--out", str(tmp_path / "out"))
    assert (done.returncode, done.stdout) == (1, "")
    assert "organisation differs between the stacks production and sandbox" in done.stderr.splitlines()
    assert not (tmp_path / "out").exists()
