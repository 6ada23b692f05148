"""A kind of object at UptimeRobot: how each is made, found again, read, changed and deleted is the same for all."""

from abc import abstractmethod
from typing import Any, ClassVar, Generic

import httpx

from providers.kit.arguments import differences
from providers.kit.http import SERVER_ERROR, AnswerError, UnknownOutcomeError
from providers.kit.resource import ArgumentsT, Object, OutputsT, RefusalError, Resource
from providers.uptimerobot.account import Account
from providers.uptimerobot.listing import SERVICE, Listing
from providers.uptimerobot.search import Item

GONE = frozenset([httpx.codes.NOT_FOUND, httpx.codes.GONE])
"""What is answered of something that isn't there."""


class Listed(Resource[ArgumentsT, OutputsT], Generic[ArgumentsT, OutputsT]):
    """An object that is in a list of its kind, which is read once a run."""

    connection: Account
    path: ClassVar[str]
    """Where it is created and changed."""
    list_path: ClassVar[str] = ""
    """Where it is listed, if that is elsewhere."""
    called: ClassVar[str]
    """What people call one."""

    @abstractmethod
    def body(self, arguments: ArgumentsT, *, new: bool) -> dict[str, Any]:
        """What the API is sent: everything, since what is left out stays as it is."""

    @abstractmethod
    def is_like(self, arguments: ArgumentsT, item: Item) -> bool:
        """Whether an item is what these arguments would make, though perhaps with other settings."""

    @abstractmethod
    def object_of(self, item: Item, known: ArgumentsT | None) -> Object[ArgumentsT, OutputsT]:
        """An item as arguments and outputs; what no read tells is as known."""

    def settle(self, item: Item, arguments: ArgumentsT) -> None:
        """Do what takes a request of its own."""

    @property
    def listing(self) -> Listing:
        """The list of all of the kind."""
        return self.connection.listing(self.list_path or self.path)

    def create(self, arguments: ArgumentsT) -> Object[ArgumentsT, OutputsT]:
        """Make one; one that is there already, from a run that was interrupted or by hand, is taken instead."""
        there = self.listing.find(lambda item: self.is_like(arguments, item))
        taken = self._taken_over(there, arguments) if there is not None else None
        if taken is not None:
            return taken
        try:
            item = self._write("POST", self.path, arguments, new=True)
        except (UnknownOutcomeError, AnswerError) as refusal:
            # The service is known to say either although it did what it was asked.
            if isinstance(refusal, AnswerError) and not _may_be_done(refusal):
                raise
            found = self._found_again(arguments, refusal)
            self.listing.take(found)
            if self._differs(found, arguments):
                return self.update(str(found["id"]), arguments, arguments)
            return self._made(found, arguments)
        self.listing.take(item)
        self.settle(item, arguments)
        return self._made(item, arguments)

    def read(self, id_: str, known: ArgumentsT | None) -> Object[ArgumentsT, OutputsT] | None:
        """What the list says of it."""
        item = self.listing.get(id_, lambda item: known is None or not self._differs(item, known))
        return None if item is None else self.object_of(item, known)

    def update(self, id_: str, old: ArgumentsT, arguments: ArgumentsT) -> Object[ArgumentsT, OutputsT]:
        """Send everything that it is to be."""
        del old
        item = self._patched(id_, arguments)
        if item is None:
            reason = f"the {self.called} {id_} is not there any more; `refresh` forgets it, and `up` then makes it anew"
            raise RefusalError(reason)
        self.settle(item, arguments)
        return self._made(item, arguments)

    def delete(self, id_: str, old: ArgumentsT) -> None:
        """Delete it; that it is gone already is as good, and what another resource has taken over stays."""
        del old
        if self.listing.is_taken(id_):
            return
        try:
            self.connection.write("DELETE", f"{self.path}/{id_}", f"{self.called} deleted")
        except AnswerError as refusal:
            if refusal.status not in GONE:
                raise
        self.listing.drop(id_)

    def _write(self, method: str, path: str, arguments: ArgumentsT, *, new: bool) -> Item:
        done = "created" if new else "changed"
        body = self.body(arguments, new=new)
        response = self.connection.write(method, path, f"{self.called} {done}", json=body, repeat=not new)
        item = self.connection.api.json(response)
        if not isinstance(item, dict) or (new and item.get("id") is None):
            raise UnknownOutcomeError(f"{SERVICE} answered {response.status_code}, but not with the {self.called}")
        return item

    def _patched(self, id_: str, arguments: ArgumentsT) -> Item | None:
        """What it is after it was sent all that it is to be; none if it isn't there."""
        try:
            return self._write("PATCH", f"{self.path}/{id_}", arguments, new=False) | {"id": id_}
        except AnswerError as refusal:
            if refusal.status not in GONE:
                raise
            return None

    def _found_again(self, arguments: ArgumentsT, refusal: RefusalError) -> Item:
        """What was made although the answer was lost or wrong; it is never asked for twice."""
        item = self.listing.find(lambda item: self.is_like(arguments, item), just_made=True)
        if item is None:
            raise RefusalError(f"{refusal}; no such {self.called} has appeared since, so run `up` again") from None
        return item

    def _taken_over(self, there: Item, arguments: ArgumentsT) -> Object[ArgumentsT, OutputsT] | None:
        """What is there, made what it is to be; none if it was only still read."""
        self.listing.take(there)
        id_ = str(there["id"])
        # Even where nothing differs, since only a write tells whether it is there.
        item = self._patched(id_, arguments)
        if item is None:
            self.listing.drop(id_)
            return None
        words = f"the {self.called} {id_} was there already and is managed from now on"
        self.connection.runtime.log(words, warning=True)
        self.settle(item, arguments)
        return self._made(item, arguments)

    def _differs(self, item: Item, arguments: ArgumentsT) -> bool:
        found = self.object_of(item, arguments).arguments
        return bool(differences(type(arguments), found.plain(), arguments.plain()))

    def _made(self, item: Item, arguments: ArgumentsT) -> Object[ArgumentsT, OutputsT]:
        """What the state is to hold: what was asked for, which a read may show only later."""
        self.listing.put(item)
        found = self.object_of(item, arguments)
        return Object(str(item["id"]), arguments, found.outputs)


def _may_be_done(refusal: AnswerError) -> bool:
    return refusal.status == httpx.codes.NOT_FOUND or refusal.status >= SERVER_ERROR
