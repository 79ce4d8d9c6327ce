"""KakaoTalk's skill: five seconds, then the one-use callback, against a stand-in for its servers."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from channels import kakaotalk
from tests.channels.conftest import FakeRasa, served
from tests.channels.observing import entries, settled, wait_for

SECRET = {"X-Skill-Secret": "the-secret"}


class Kakao:
    """The callbacks' side of the platform: each address works once."""

    def __init__(self) -> None:
        self.url = ""
        self.called: dict[str, dict[str, Any]] = {}
        self.faults: list[int] = []  # statuses of the next calls

    async def callback(self, request: Request) -> Response:
        path = request.url.path
        if self.faults:
            return JSONResponse({"status": "FAIL"}, self.faults.pop(0))
        if path in self.called:
            return JSONResponse({"status": "FAIL"}, 400)
        self.called[path] = await request.json()
        return JSONResponse({"status": "SUCCESS"})

    def app(self) -> Starlette:
        return Starlette(routes=[Route("/callback/{token}", self.callback, methods=["POST"])])


@pytest.fixture(autouse=True)
def short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """The platform's seconds, shortened."""
    monkeypatch.setattr(kakaotalk, "_WAIT_WITH_CALLBACK", 0.2)


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A platform whose five seconds are over at once."""
    monkeypatch.setattr(kakaotalk, "_WAIT", 0.3)


@pytest.fixture
def kakao() -> Iterator[Kakao]:
    platform = Kakao()
    with served(platform.app()) as url:
        platform.url = url
        yield platform


@pytest.fixture
def skill(serve: Any, kakao: Kakao) -> Any:
    def start(**options: Any) -> Any:
        settings = {
            "KAKAO_SECRET": "the-secret", "KAKAO_BOT_ID": "bot", "KAKAO_CALLBACK_URL": f"{kakao.url}/",
        }  # fmt: skip
        return serve(**{**settings, **options})

    return start


def content(text: str, callback: str | None = None, bot: str = "bot", user: str = "u1") -> dict[str, Any]:
    asked = {"utterance": text, "user": {"id": user}, "callbackUrl": callback}
    return {"bot": {"id": bot}, "userRequest": {key: value for key, value in asked.items() if value}}


def ask(url: str, text: str, callback: str | None = None, bot: str = "bot", **options: Any) -> httpx.Response:
    asked = content(text, callback, bot)
    return httpx.post(f"{url}/kakaotalk", json=asked, timeout=10, trust_env=False, **{"headers": SECRET, **options})


def test_an_answer_comes_in_the_reply_with_quick_replies_that_work(skill: Any, rasa: FakeRasa) -> None:
    with skill() as url:
        template = ask(url, "hello").json()["template"]
        assert template["outputs"][0]["simpleText"]["text"].startswith("Answer to: hello")
        assert [each["label"] for each in template["quickReplies"]] == ["Fees", "Routes"]
        settled(rasa)
        ask(url, template["quickReplies"][1]["messageText"])
    assert rasa.asked[-1]["message"] == "/list_routes"


def test_a_slow_answer_goes_to_the_callback_once(skill: Any, rasa: FakeRasa, kakao: Kakao) -> None:
    rasa.seconds = 0.6
    with skill() as url:
        response = ask(url, "hello", f"{kakao.url}/callback/1").json()
        assert response == {"version": "2.0", "useCallback": True}
        wait_for(lambda: kakao.called)
        assert settled(rasa) == [("answered", "")]
    [content] = kakao.called.values()
    assert content["template"]["outputs"][0]["simpleText"]["text"].startswith("Answer to: hello")
    assert len(rasa.asked) == 1


def test_a_callback_survives_a_restart(skill: Any, rasa: FakeRasa, kakao: Kakao) -> None:
    rasa.seconds = 30.0
    with skill() as url:
        ask(url, "hello", f"{kakao.url}/callback/1")
    rasa.seconds = 0.0
    with skill():
        wait_for(lambda: kakao.called)


@pytest.mark.usefixtures("impatient")
def test_without_a_callback_the_person_is_told_and_staff_see_it(skill: Any, rasa: FakeRasa) -> None:
    rasa.seconds = 0.8
    with skill() as url:
        started = time.monotonic()
        response = ask(url, "hello").json()
        assert time.monotonic() - started < 5
        [(status, error)] = settled(rasa)
    assert response["template"]["outputs"][0]["simpleText"]["text"]
    assert (status, "five seconds" in error) == ("failed", True)


@pytest.mark.usefixtures("impatient")
def test_an_address_of_somebody_else_is_not_called(skill: Any, rasa: FakeRasa, kakao: Kakao) -> None:
    rasa.seconds = 0.8
    with skill(KAKAO_CALLBACK_URL="https://bot-api.kakao.com/") as url:
        assert "template" in ask(url, "hello", f"{kakao.url}/callback/1").json()
        settled(rasa)
    assert kakao.called == {}


def test_what_is_not_genuine_is_refused(skill: Any, rasa: FakeRasa) -> None:
    with skill() as url:
        assert ask(url, "hello", headers={}).status_code == 403
        assert ask(url, "hello", headers={"X-Skill-Secret": "x"}).status_code == 403
        assert ask(url, "hello", bot="other").status_code == 403
        assert ask(url, "").status_code == 400
    assert entries(rasa) == []


def test_a_request_of_another_form_is_refused(skill: Any, rasa: FakeRasa) -> None:
    with skill() as url:
        for body in (b"", b"{", b"[]", b"\xff\xfe", b"null", b"[" * 100_000, b'"text"', b'{"bot": {"id": "bot"}}'):
            response = httpx.post(f"{url}/kakaotalk", content=body, headers=SECRET, trust_env=False)
            assert response.status_code == 400, body[:40]
        assert ask(url, "x" * 2**20).status_code == 413
    assert entries(rasa) == []


def test_the_same_request_again_is_answered_once(skill: Any, rasa: FakeRasa, kakao: Kakao) -> None:
    rasa.seconds = 3.0  # long enough that none of the three, however slow the machine, gets the answer itself
    with skill() as url:
        for _ in range(3):
            assert ask(url, "hello", f"{kakao.url}/callback/1").status_code == 200
        assert settled(rasa) == [("answered", "")]
        wait_for(lambda: kakao.called)
    assert len(rasa.asked) == len(kakao.called) == 1


def test_a_busy_callback_is_called_again(skill: Any, rasa: FakeRasa, kakao: Kakao) -> None:
    rasa.seconds = 0.6
    kakao.faults = [500, 429]
    with skill() as url:
        ask(url, "hello", f"{kakao.url}/callback/1")
        assert settled(rasa) == [("answered", "")]
    assert len(rasa.asked) == len(kakao.called) == 1


def test_a_callback_that_is_used_up_is_explained_to_staff(skill: Any, rasa: FakeRasa, kakao: Kakao) -> None:
    rasa.seconds = 0.6
    kakao.faults = [400]
    with skill() as url:
        ask(url, "hello", f"{kakao.url}/callback/1")
        [(status, error)] = settled(rasa)
    assert (status, "does not take the answer at its callback" in error) == ("failed", True)


def test_after_its_minute_a_callback_is_not_called_any_more(
    skill: Any, rasa: FakeRasa, kakao: Kakao, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kakaotalk, "_CALLBACK_LIFE", timedelta(seconds=0.3))
    rasa.seconds = 0.8
    with skill() as url:
        ask(url, "hello", f"{kakao.url}/callback/1")
        [(status, error)] = settled(rasa)
    assert (status, "five seconds" in error) == ("failed", True)
    assert kakao.called == {}


@pytest.mark.parametrize("people", [40, pytest.param(200, marks=pytest.mark.journey)])
def test_many_people_at_once_are_each_answered_once(skill: Any, rasa: FakeRasa, kakao: Kakao, people: int) -> None:
    async def all_of_them(url: str) -> dict[int, dict[str, Any]]:
        limits = httpx.Limits(max_connections=people)
        async with httpx.AsyncClient(timeout=120, trust_env=False, limits=limits) as client:

            async def one(number: int) -> tuple[int, dict[str, Any]]:
                asked = content(f"question {number}.", f"{kakao.url}/callback/{number}", user=f"u{number}")
                response = await client.post(f"{url}/kakaotalk", json=asked, headers=SECRET)
                assert response.status_code == 200
                return number, response.json()

            return dict(await asyncio.gather(*(one(number) for number in range(people))))

    with skill() as url:
        at_once = {number: said for number, said in asyncio.run(all_of_them(url)).items() if "template" in said}
        wait_for(lambda: [status for status, _ in entries(rasa)] == ["answered"] * people, seconds=120)
    later = {int(path.rpartition("/")[2]): said for path, said in kakao.called.items()}
    assert not set(at_once) & set(later)
    for number, said in {**at_once, **later}.items():
        assert said["template"]["outputs"][0]["simpleText"]["text"].startswith(f"Answer to: question {number}.")
    assert len(at_once) + len(later) == people
