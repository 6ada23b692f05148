import httpx
import pytest

from providers.kit.http import Api, ApiConventions, UnknownOutcomeError, text_message
from tests.providers.clock import Clock


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
    assert text_message(httpx.Response(502, text=body)) == said


def api(*credentials: str) -> Api:
    return Api(httpx.Client(), ApiConventions("Echo", message, lambda _: None, credentials), Clock())


def message(response: httpx.Response) -> str:
    try:
        return str(response.json()["message"])
    except ValueError:
        return text_message(response)


def test_an_answer_that_is_no_json_leaves_open_what_was_done() -> None:
    assert api().json(httpx.Response(200, json={"a": 1})) == {"a": 1}
    with pytest.raises(UnknownOutcomeError, match="Echo answered 201, but no JSON: fine; check the address"):
        api().json(httpx.Response(201, text="fine"))


@pytest.mark.parametrize(
    "text",
    ["you are open sesame", "x" * 195 + "open sesame", '{"message": "open s\\u0065same"}', "sesame, open sesame"],
)
def test_nothing_that_is_said_of_an_answer_has_a_credential_or_a_part_of_one(text: str) -> None:
    said = api("sesame", "open sesame").message(httpx.Response(200, text=text))
    assert not [part for part in ("open", "sesame") if part in said]
