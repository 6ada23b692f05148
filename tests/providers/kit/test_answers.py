import httpx
import pytest

from providers.kit.http import UnsureError, json_of, text_of


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("plain words", "plain words"),
        ("first\nsecond", "first"),
        ("", "Bad Gateway"),
        ("<html>\n<h1>502</h1>", "Bad Gateway (a page, not an answer of the API)"),
        ("x" * 1000, "x" * 200),
    ],
)
def test_an_answer_in_plain_text_or_html_is_told_in_a_line(body: str, said: str) -> None:
    assert text_of(httpx.Response(502, text=body)) == said


def test_an_answer_that_is_no_json_leaves_open_what_was_done() -> None:
    assert json_of("Echo", httpx.Response(200, json={"a": 1})) == {"a": 1}
    with pytest.raises(UnsureError, match="Echo answered 201, but no JSON: fine"):
        json_of("Echo", httpx.Response(201, text="fine"))
