"""The firewall in front of a dedicated server: stateless, ten rules a direction, always sent whole."""

from collections.abc import Iterator

from providers.hetznerrobot.account import SERVICE, Account
from providers.hetznerrobot.firewalls import Firewalls
from providers.hetznerrobot.guard import lockout, welcome
from providers.hetznerrobot.mistakes import mistakes
from providers.hetznerrobot.rules import FirewallAnswer, FirewallArguments, arguments_of, form
from providers.kit.model import Outputs
from providers.kit.resource import InvalidArgument, Object, RefusalError, Resource


class Firewall(Resource[FirewallArguments, Outputs]):
    """The firewall of a dedicated server, in the network before it.

    It remembers no connection: the answers to what the server asks others need an input rule (tcp_flags "ack", or the
    answering port), and those of its own services an output rule. Rules that would keep managers from logging in by
    SSH are refused, unless that is told twice: allow_lockout=True and lockout_confirmed_for=<the server's number>.
    A rule that names an address of the server itself doesn't count as letting them in.

    Deleting it switches it off, and the server is open to everyone then. An import names the server's number.
    """

    arguments = FirewallArguments
    import_id = "the server's number"
    connection: Account

    def __init__(self, connection: Account) -> None:
        super().__init__(connection)
        self._firewalls = Firewalls(connection)

    def validate(self, arguments: FirewallArguments) -> Iterator[InvalidArgument]:
        """What the API refuses, and what would keep managers out."""
        found = list(mistakes(arguments))
        # Rules that can't be read can't be followed.
        yield from found or lockout(arguments)

    def create(self, arguments: FirewallArguments) -> Object[FirewallArguments, Outputs]:
        """Set it; what is there by hand is replaced."""
        number = arguments.server_number
        there = self._firewalls.get(number)
        if there is None:
            raise RefusalError(
                f"{SERVICE}: there is no firewall for server {number}; write the number that Robot shows, or leave the "
                "firewall out if the server has none"
            )
        if there.is_active and form(arguments_of(there, None)) == form(arguments):
            found = _object(arguments)
        else:
            if there.is_active:
                words = f"{SERVICE}: server {number} had a firewall already, whose rules are replaced: {_rules(there)}"
                self.connection.runtime.log(words, warning=True)
            found = self._set(arguments)
        self.connection.take(f"/firewall/{number}")
        return found

    def read(self, id_: str, known: FirewallArguments | None) -> Object[FirewallArguments, Outputs] | None:
        """What is there; one that is switched off is none."""
        try:
            number = int(id_)
        except ValueError:
            raise RefusalError(f"{SERVICE}: a firewall's id is its server's number, not {id_!r}") from None
        found = self._firewalls.get(number)
        if found is None or not found.is_active:
            return None
        arguments = arguments_of(found, known)
        if known is None:
            arguments = arguments.model_copy(update={"ssh_sources": welcome(arguments)})
        return _object(arguments)

    def update(
        self, id_: str, old: FirewallArguments, arguments: FirewallArguments
    ) -> Object[FirewallArguments, Outputs]:
        """Set it anew; nothing is sent where only what this provider itself goes by has changed."""
        del id_
        return _object(arguments) if form(old) == form(arguments) else self._set(arguments)

    def delete(self, id_: str, old: FirewallArguments) -> None:
        """Switch it off, unless another resource has taken it over."""
        if self.connection.is_taken(f"/firewall/{id_}"):
            return
        self._firewalls.remove(old.server_number)
        words = f"{SERVICE}: the firewall of server {old.server_number} is off; everyone reaches the server"
        self.connection.runtime.log(words, warning=True)

    def _set(self, arguments: FirewallArguments) -> Object[FirewallArguments, Outputs]:
        self._firewalls.put(arguments)
        self.connection.runtime.log(f"{SERVICE}: the firewall of server {arguments.server_number} is active")
        return _object(arguments)


def _object(arguments: FirewallArguments) -> Object[FirewallArguments, Outputs]:
    return Object(str(arguments.server_number), arguments, Outputs())


def _rules(found: FirewallAnswer) -> str:
    """Names of what is replaced, so that a person can tell whether it is missed."""
    there = arguments_of(found, None)
    names = [rule.name or rule.action for rule in (*there.input, *there.output)]
    return ", ".join(names) or "none"
