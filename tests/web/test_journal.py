"""The log tells what happened and keeps what nobody may read."""

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from buurtcoop.core.log import masked, write_log
from tests.cast import Cast
from tests.visitor import Visitor

TOKEN = "mFCsGcVacmtz3v4LYoVZJhPQAdfPf8NFQaeqjjHpaxg"


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """Where the log of this test goes."""
    stream, before, root = io.StringIO(), structlog.get_config(), list(logging.root.handlers)
    write_log("INFO", stream)
    yield stream
    structlog.configure(**before)
    logging.root.handlers[:] = root


def lines(written: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in written.getvalue().splitlines()]


def test_a_request_is_one_line_with_who_and_when(
    visitor: Visitor, cast: Cast, written: io.StringIO
) -> None:
    visitor.signed_in_as(cast.anna).get("/mijn")

    line = lines(written)[-1]
    assert (line["event"], line["path"], line["status"]) == ("request", "/mijn", 200)
    assert line["actor"] == cast.anna.id
    assert line["at"] == "2027-01-12T07:30:00.000Z"
    assert len(line["request"]) == 16


@pytest.mark.parametrize("path", ["/a/", "/inloggen/", "/mailadres/", "/agenda/", "/financier/"])
def test_the_key_in_an_address_is_not_logged(
    visitor: Visitor, written: io.StringIO, path: str
) -> None:
    visitor.get(f"{path}{TOKEN}{'.ics' if path == '/agenda/' else ''}")

    assert TOKEN not in written.getvalue()
    assert lines(written)[-1]["path"] == f"{path}…"


def test_every_route_with_a_token_is_masked(visitor: Visitor) -> None:
    keyed = [rule for rule in visitor.app.url_map.iter_rules() if "token" in rule.arguments]

    assert keyed
    for rule in keyed:
        built = rule.build({"token": TOKEN})
        assert built is not None
        assert TOKEN not in masked(built[1])


def test_a_line_stays_one_line_whatever_was_typed(written: io.StringIO) -> None:
    structlog.get_logger().info("typed", text='regel\r\n{"event": "forged"}')

    assert len(written.getvalue().splitlines()) == 1
    assert lines(written)[0]["event"] == "typed"


def test_refusals_of_the_door_are_logged(
    visitor: Visitor, cast: Cast, written: io.StringIO
) -> None:
    visitor.signed_in_as(cast.anna).get("/vandaag")

    assert "denied" in {line["event"] for line in lines(written)}


def test_a_form_that_was_not_right_is_logged_by_its_fields(
    visitor: Visitor, written: io.StringIO
) -> None:
    page = visitor.get("/inloggen/wachtwoord")

    visitor.send(page, address="geen adres", password="geheim woord van mij")

    refused = [line for line in lines(written) if line["event"] == "form not accepted"]
    assert [line["fields"] for line in refused] == [["address"]]
    assert "geheim" not in written.getvalue()
