"""Who is notified, and who can't be."""

from typing import Any

import pytest
from pydantic import ValidationError

from fleet.inventory.contacts import Contact


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({}, "it has neither email nor email_missing; write the address, or say why there is none"),
        (
            {"email": "code@example.org", "email_missing": "none"},
            "it has both email and email_missing; keep one of them",
        ),
    ],
)
def test_a_contact_has_an_address_or_a_reason(row: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError) as caught:
        Contact(name="ODS", **row)
    assert [error["msg"] for error in caught.value.errors()] == [said]
    assert Contact(name="ODS", email="code@example.org").email_missing is None
