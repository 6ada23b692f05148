"""The page of all fields follows from the models."""

from pathlib import Path

from fleet.inventory.host import HostRow
from fleet.inventory.model import fleet_model
from fleet.registry import hostings
from fleet.render.fields import fields_page, row_models
from tests.cli.test_app import fleet as run

PAGE = Path(__file__).parents[3] / "docs" / "fields.md"


def test_the_committed_page_is_the_models() -> None:
    assert run("schema", "--markdown").stdout == fields_page() == PAGE.read_text("utf-8")


def test_every_field_of_every_row_says_what_it_is_for() -> None:
    hosts = [provider.host for provider in hostings().values() if provider.host]
    models = [fleet_model(), *row_models(fleet_model()), *hosts]
    assert [(m.__name__, name) for m in models for name, field in m.model_fields.items() if not field.description] == []


def test_a_provider_has_a_table_of_its_own_fields_with_what_changes_do() -> None:
    page = fields_page()
    linode = page[page.index("(`linode`)") :].partition("\n## ")[0]
    assert "| `size` |" in linode
    assert "warm migration" in linode
    assert "| `manager` |" not in linode
    every = page[page.index("## Every host") :].partition("\n## ")[0]
    assert all(f"| `{name}` |" in every for name in HostRow.model_fields)
