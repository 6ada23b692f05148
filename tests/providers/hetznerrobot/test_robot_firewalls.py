"""How long a firewall is waited for."""

from providers.hetznerrobot.firewalls import LONGEST_PAUSE, MAX_WAIT_SECONDS, _pauses


def test_pauses_double_up_to_the_longest_and_end_where_patience_does() -> None:
    pauses = list(_pauses())
    assert pauses[:5] == [1, 2, 4, 8, 10]
    assert max(pauses) == LONGEST_PAUSE
    assert sum(pauses) == MAX_WAIT_SECONDS
