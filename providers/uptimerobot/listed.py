"""The base of all resources: how an object is created, found again, read, changed and deleted is the same for each."""

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
"""The statuses with which the API answers if an object isn't there."""


class Listed(Resource[ArgumentsT, OutputsT], Generic[ArgumentsT, OutputsT]):
    """An object that is found in the list of its kind, which is read once a run."""

    connection: Account
    path: ClassVar[str]
    """The API's path, below which objects are created and changed."""
    list_path: ClassVar[str] = ""
    """The path of the list, if it is another one."""

    @abstractmethod
    def body(self, arguments: ArgumentsT, *, new: bool) -> dict[str, Any]:
        """The request's body. It has every field, since the API leaves those that are missing as they are."""

    @abstractmethod
    def matches(self, arguments: ArgumentsT, item: Item) -> bool:
        """Whether an existing item is the object that these arguments describe, perhaps with other settings."""

    @abstractmethod
    def to_object(self, item: Item, recorded: ArgumentsT | None) -> Object[ArgumentsT, OutputsT]:
        """An item as arguments and outputs, with recorded values for what the API doesn't return."""

    def after_write(self, item: Item, arguments: ArgumentsT) -> None:
        """Send what needs a request of its own after a create or update, such as pausing a monitor."""

    @property
    def listing(self) -> Listing:
        """The list of all objects of the kind."""
        return self.connection.listing(self.list_path or self.path)

    def create(self, arguments: ArgumentsT) -> Object[ArgumentsT, OutputsT]:
        """Create an object. If it exists already, made by hand or by an interrupted run, adopt it instead."""
        existing = self.listing.find(lambda item: self.matches(arguments, item))
        adopted = self._adopt(existing, arguments) if existing is not None else None
        if adopted is not None:
            return adopted
        try:
            item = self._write("POST", self.path, arguments, new=True)
        except (UnknownOutcomeError, AnswerError) as refusal:
            # The service is known to answer so although it created the object.
            if isinstance(refusal, AnswerError) and not _may_be_created(refusal):
                raise
            created = self._find_created(arguments, refusal)
            self.listing.claim(created)
            if self._differs(created, arguments):
                return self.update(str(created["id"]), arguments, arguments)
            return self._result(created, arguments)
        self.listing.claim(item)
        self.after_write(item, arguments)
        return self._result(item, arguments)

    def read(self, id_: str, recorded: ArgumentsT | None) -> Object[ArgumentsT, OutputsT] | None:
        """The object as the list has it; None if it is gone."""
        item = self.listing.get(id_, lambda item: recorded is None or not self._differs(item, recorded))
        return None if item is None else self.to_object(item, recorded)

    def update(self, id_: str, old: ArgumentsT, arguments: ArgumentsT) -> Object[ArgumentsT, OutputsT]:
        """Send all arguments."""
        del old
        item = self._patch(id_, arguments)
        if item is None:
            reason = f"the {self.noun} {id_} is not there any more; `refresh` forgets it, and `up` then makes it anew"
            raise RefusalError(reason)
        self.after_write(item, arguments)
        return self._result(item, arguments)

    def delete(self, id_: str, old: ArgumentsT) -> None:
        """Delete the object, unless another resource has adopted it. That it is gone already is no error."""
        del old
        if self.listing.is_claimed(id_):
            return
        try:
            self.connection.write("DELETE", f"{self.path}/{id_}", f"{self.noun} deleted")
        except AnswerError as refusal:
            if refusal.status not in GONE:
                raise
        self.listing.drop(id_)

    def _write(self, method: str, path: str, arguments: ArgumentsT, *, new: bool) -> Item:
        done = "created" if new else "changed"
        body = self.body(arguments, new=new)
        response = self.connection.write(method, path, f"{self.noun} {done}", json=body, repeat=not new)
        item = self.connection.api.json(response)
        if not isinstance(item, dict) or (new and item.get("id") is None):
            raise UnknownOutcomeError(f"{SERVICE} answered {response.status_code}, but not with the {self.noun}")
        return item

    def _patch(self, id_: str, arguments: ArgumentsT) -> Item | None:
        """Send all arguments to an existing object. Returns the API's answer; None if the object isn't there."""
        try:
            return self._write("PATCH", f"{self.path}/{id_}", arguments, new=False) | {"id": id_}
        except AnswerError as refusal:
            if refusal.status not in GONE:
                raise
            return None

    def _find_created(self, arguments: ArgumentsT, refusal: RefusalError) -> Item:
        """Find the object that was created although the answer was lost or wrong. The create is never repeated."""
        item = self.listing.find(lambda item: self.matches(arguments, item), just_created=True)
        if item is None:
            raise RefusalError(f"{refusal}; no such {self.noun} has appeared since, so run `up` again") from None
        return item

    def _adopt(self, existing: Item, arguments: ArgumentsT) -> Object[ArgumentsT, OutputsT] | None:
        """Update an existing object to the arguments. None if it was deleted and is only still listed."""
        self.listing.claim(existing)
        id_ = str(existing["id"])
        # Even where nothing differs, since only a write shows whether the object is still there.
        item = self._patch(id_, arguments)
        if item is None:
            self.listing.drop(id_)
            return None
        message = f"the {self.noun} {id_} was there already and is managed from now on"
        self.connection.runtime.log(message, warning=True)
        self.after_write(item, arguments)
        return self._result(item, arguments)

    def _differs(self, item: Item, arguments: ArgumentsT) -> bool:
        current = self.to_object(item, arguments).arguments
        return bool(differences(type(arguments), current.plain(), arguments.plain()))

    def _result(self, item: Item, arguments: ArgumentsT) -> Object[ArgumentsT, OutputsT]:
        """The object for the state, with the arguments that were sent: a read may show them only later."""
        self.listing.put(item)
        return Object(str(item["id"]), arguments, self.to_object(item, arguments).outputs)


def _may_be_created(refusal: AnswerError) -> bool:
    return refusal.status == httpx.codes.NOT_FOUND or refusal.status >= SERVER_ERROR
