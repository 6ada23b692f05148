import pulumi

from components.endpoint import Component, Endpoint, settled
from tests.conftest import UNKNOWN, Run


class Thing(Component):
    def __init__(self, name: str, endpoint: Endpoint) -> None:
        super().__init__("fleet:test:Thing", name)
        self.finish(endpoint)


def test_a_component_registers_its_endpoint_and_has_it_as_outputs(run: Run) -> None:
    async def program() -> object:
        later = pulumi.Output.from_input("2001:db8::1")
        thing = Thing("a", Endpoint("a.example.org", "192.0.2.1", later, "7"))
        return {name: getattr(thing, name) for name in ("fqdn", "ipv4", "ipv6", "provider_id")}

    told = run(program)
    assert told.returned == {
        "fqdn": "a.example.org",
        "ipv4": "192.0.2.1",
        "ipv6": "2001:db8::1",
        "provider_id": "7",
    }
    (registered,) = (outputs for urn, outputs in told.outputs.items() if urn.endswith("::a"))
    assert registered == {"fqdn": "a.example.org", "ipv4": "192.0.2.1", "ipv6": "2001:db8::1", "providerId": "7"}


def test_what_is_not_known_of_an_endpoint_is_none() -> None:
    assert Endpoint("a.example.org").as_dict() == {
        "fqdn": "a.example.org",
        "ipv4": None,
        "ipv6": None,
        "providerId": None,
    }


def test_a_settled_endpoint_has_plain_values(run: Run) -> None:
    endpoints = []

    async def program() -> None:
        later = pulumi.Output.from_input("192.0.2.1").apply(lambda address: address)
        thing = Thing("a", Endpoint("a.example.org", later, None, pulumi.Output.from_input(None)))
        endpoints.append(await settled(thing))

    run(program)
    assert endpoints == [Endpoint("a.example.org", "192.0.2.1", None, None)]


def test_a_settled_endpoint_says_what_a_preview_can_not_know(run: Run) -> None:
    endpoints = []

    async def program() -> object:
        from pulumi_hcloud import Server

        server = Server("s", server_type="cx23")
        endpoints.append(await settled(Thing("a", Endpoint("a.example.org", server.ipv4_address, None, server.id))))
        return endpoints[0].as_dict()

    told = run(program, preview=True)
    assert isinstance(endpoints[0].ipv4, pulumi.output.Unknown)
    assert isinstance(endpoints[0].provider_id, pulumi.output.Unknown)
    assert told.returned == {"fqdn": "a.example.org", "ipv4": UNKNOWN, "ipv6": None, "providerId": UNKNOWN}


def test_an_endpoint_settles_after_its_component_is_registered(run: Run) -> None:
    async def program() -> None:
        await settled(Thing("a", Endpoint("a.example.org")))
        Thing("b", Endpoint("b.example.org"))

    told = run(program, slow=0.02)
    events = [(event, urn[-1]) for event, urn in told.order if "Thing" in urn]
    assert events == [("asked", "a"), ("answered", "a"), ("asked", "b"), ("answered", "b")]
