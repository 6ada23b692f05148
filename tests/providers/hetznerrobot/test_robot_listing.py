"""A list that is read once a run."""

from typing import Any

import pytest

from providers.hetznerrobot.listing import Listing
from providers.kit.http import AnswerError
from providers.kit.resource import RefusalError


class Service:
    """Answers with what it was given last, and counts."""

    def __init__(self, answer: Any) -> None:
        self.answer, self.asked = answer, 0

    def __call__(self, method: str, path: str) -> Any:
        assert (method, path) == ("GET", "/key")
        self.asked += 1
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


def listing(service: Service) -> Listing:
    return Listing(service, "/key", "key", "fingerprint", str.lower)


def key(id_: str) -> dict[str, Any]:
    return {"key": {"fingerprint": id_, "name": "me"}}


def test_it_is_read_once_and_has_what_this_run_wrote_and_not_what_it_deleted() -> None:
    service = Service([key("AA"), key("BB")])
    found = listing(service)
    found.put(key("CC"))
    found.drop("aa")
    assert [item["fingerprint"] for item in found.all()] == ["BB", "CC"]
    assert (found.get("cc"), found.get("aa")) == (key("CC")["key"], None)
    assert service.asked == 1
    found.forget()
    assert found.get("aa") == key("AA")["key"]
    assert service.asked == 2


def test_not_found_is_an_empty_list_and_other_refusals_are_told() -> None:
    assert listing(Service(AnswerError("Robot", 404, "no keys"))).all() == []
    with pytest.raises(AnswerError):
        listing(Service(AnswerError("Robot", 403, "no"))).all()


@pytest.mark.parametrize("answer", [{}, None, [1], [{"key": {}}], [{"server": {}}]])
def test_what_is_no_list_of_the_kind_is_told(answer: Any) -> None:
    with pytest.raises(RefusalError, match="try again"):
        listing(Service(answer)).all()
