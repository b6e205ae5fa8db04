"""What answers at which address."""

from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

PAGE = "<!doctype html><title>贵客</title>"


@pytest.fixture
def built(tmp_path: Path, settings: Settings) -> None:
    """A browser client as after `make web`."""
    (tmp_path / "index.html").write_text(PAGE)
    settings.WEB_DIST = tmp_path


@pytest.mark.parametrize("address", ["/", "/lead", "/lead/42", "/apiary", "/settings/roles"])
def test_the_browser_client_routes_the_rest(built: None, address: str) -> None:
    answer = Client().get(address)
    assert (answer.status_code, answer.content.decode()) == (200, PAGE)
    assert answer["Cache-Control"] == "no-cache"
    assert "csrftoken" in answer.cookies
    assert not answer.cookies["csrftoken"]["httponly"]


def test_without_a_build_it_says_so(tmp_path: Path, settings: Settings) -> None:
    settings.WEB_DIST = tmp_path
    answer = Client().get("/")
    assert (answer.status_code, answer.content) == (404, b"The browser client is not built: run make web.\n")


@pytest.mark.parametrize(
    "address", ["/api", "/api/", "/api/v2/x", "/api/v1/records/lead/null,null", "/api/v1/x/y/z"]
)
@pytest.mark.parametrize("method", ["get", "post", "delete"])
def test_an_unknown_address_of_the_api_is_a_problem(built: None, address: str, method: str) -> None:
    client = Client(enforce_csrf_checks=True)
    answer = getattr(client, method)(address, headers={"Accept-Language": "en"})
    assert answer.status_code == 404
    assert answer["Content-Type"] == "application/problem+json; charset=utf-8"
    assert answer.json()["code"] == "not_found"
    assert answer.json()["title"] == "Not found"


@pytest.mark.parametrize("address", ["/assets/gone.js", "/static/gone.css"])
def test_a_file_that_is_gone_is_not_the_page(built: None, address: str) -> None:
    assert Client().get(address).status_code == 404


def test_pages_are_only_read(built: None) -> None:
    assert Client().post("/lead").status_code == 405
