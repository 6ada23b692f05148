"""Services, and the sites where people use them."""

from fleet.inventory.service import site_host


def test_the_host_of_a_url() -> None:
    assert site_host("https://www.example.org:8443/a?b") == "www.example.org"
