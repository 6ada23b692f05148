"""What rows may change of alerts."""

from typing import get_args

import pytest
from pydantic import TypeAdapter, ValidationError

from fleet.alerts.alert import Subject
from fleet.alerts.catalogue import names_about
from fleet.inventory.alerting import AlertException, HostAlert, SiteAlert

NAMES: dict[Subject, TypeAdapter[str]] = {"host": TypeAdapter(HostAlert), "site": TypeAdapter(SiteAlert)}


@pytest.mark.parametrize("threshold", [0, 0.5, 90])
def test_a_threshold_is_any_number_from_zero(threshold: float) -> None:
    assert AlertException(threshold=threshold, why="a").threshold == threshold


@pytest.mark.parametrize("subject", sorted(NAMES))
def test_a_row_may_write_the_alerts_about_it_and_no_others(subject: Subject) -> None:
    for other in get_args(Subject):
        for name in names_about(other):
            if other == subject:
                assert NAMES[subject].validate_python(name) == name
            else:
                with pytest.raises(ValidationError, match="literal_error"):
                    NAMES[subject].validate_python(name)


@pytest.mark.parametrize("subject", sorted(NAMES))
@pytest.mark.parametrize("value", [None, 5, True, "", "hostdown", ["HostDown"]])
def test_nothing_else_is_the_name_of_an_alert(subject: Subject, value: object) -> None:
    with pytest.raises(ValidationError, match="literal_error"):
        NAMES[subject].validate_python(value)


@pytest.mark.parametrize("subject", sorted(NAMES))
def test_the_schema_lists_the_names(subject: Subject) -> None:
    assert NAMES[subject].json_schema() == {"type": "string", "enum": names_about(subject)}
