"""The firewall in front of a dedicated server. It is stateless, has ten rules a direction, and is always sent whole."""

from collections.abc import Iterator

from providers.hetznerrobot.account import SERVICE, Account
from providers.hetznerrobot.firewalls import Firewalls
from providers.hetznerrobot.guard import allowed_sources, lockout
from providers.hetznerrobot.mistakes import mistakes
from providers.hetznerrobot.rules import FirewallAnswer, FirewallArguments, arguments_of, form
from providers.kit.model import Outputs
from providers.kit.resource import InvalidArgument, Object, RefusalError, Resource


class Firewall(Resource[FirewallArguments, Outputs]):
    """The firewall of a dedicated server, in the network before it.

    It is stateless. Answers to connections that the server opens need an input rule (tcp_flags "ack", or the answering
    port), and answers of its own services need an output rule. Rules that would keep managers from logging in by SSH
    are refused, unless two arguments confirm it: allow_lockout=True and lockout_confirmed_for=<the server's number>.
    A rule that names an address of the server itself doesn't count as letting managers in.

    Deleting it switches it off, and the server is open to everyone then. An import takes the server's number.
    """

    noun = "firewall"
    arguments = FirewallArguments
    import_id = "the server's number"
    connection: Account

    def __init__(self, connection: Account) -> None:
        super().__init__(connection)
        self._firewalls = Firewalls(connection)

    def validate(self, arguments: FirewallArguments) -> Iterator[InvalidArgument]:
        """The rules that the API refuses, and those that would keep managers out."""
        invalid = list(mistakes(arguments))
        # A lockout can only be found in rules that are valid.
        yield from invalid or lockout(arguments)

    def create(self, arguments: FirewallArguments) -> Object[FirewallArguments, Outputs]:
        """Set the firewall. Rules that somebody set by hand are replaced, with a warning."""
        number = arguments.server_number
        current = self._firewalls.get(number)
        if current is None:
            raise RefusalError(
                f"{SERVICE}: there is no firewall for server {number}; write the number that Robot shows, or leave the "
                "firewall out if the server has none"
            )
        if current.is_active and form(arguments_of(current, None)) == form(arguments):
            created = _object(arguments)
        else:
            if current.is_active:
                replaced = f"server {number} had a firewall already, whose rules are replaced: {_rule_names(current)}"
                self.connection.runtime.log(f"{SERVICE}: {replaced}", warning=True)
            created = self._set(arguments)
        self.connection.claim(f"/firewall/{number}")
        return created

    def read(self, id_: str, recorded: FirewallArguments | None) -> Object[FirewallArguments, Outputs] | None:
        """The firewall as it is; None if it is switched off."""
        try:
            number = int(id_)
        except ValueError:
            raise RefusalError(f"{SERVICE}: a firewall's id is its server's number, not {id_!r}") from None
        current = self._firewalls.get(number)
        if current is None or not current.is_active:
            return None
        arguments = arguments_of(current, recorded)
        if recorded is None:
            arguments = arguments.model_copy(update={"ssh_sources": allowed_sources(arguments)})
        return _object(arguments)

    def update(
        self, id_: str, old: FirewallArguments, arguments: FirewallArguments
    ) -> Object[FirewallArguments, Outputs]:
        """Set the firewall. Nothing is sent if only arguments changed that the API doesn't have, like `ssh_sources`."""
        del id_
        return _object(arguments) if form(old) == form(arguments) else self._set(arguments)

    def delete(self, id_: str, old: FirewallArguments) -> None:
        """Switch the firewall off, unless another resource manages it now."""
        if self.connection.is_claimed(f"/firewall/{id_}"):
            return
        self._firewalls.remove(old.server_number)
        message = f"{SERVICE}: the firewall of server {old.server_number} is off; everyone reaches the server"
        self.connection.runtime.log(message, warning=True)

    def _set(self, arguments: FirewallArguments) -> Object[FirewallArguments, Outputs]:
        self._firewalls.put(arguments)
        self.connection.runtime.log(f"{SERVICE}: the firewall of server {arguments.server_number} is active")
        return _object(arguments)


def _object(arguments: FirewallArguments) -> Object[FirewallArguments, Outputs]:
    return Object(str(arguments.server_number), arguments, Outputs())


def _rule_names(firewall: FirewallAnswer) -> str:
    """The names of a firewall's rules, so that a person can tell what was replaced."""
    arguments = arguments_of(firewall, None)
    names = [rule.name or rule.action for rule in (*arguments.input, *arguments.output)]
    return ", ".join(names) or "none"
