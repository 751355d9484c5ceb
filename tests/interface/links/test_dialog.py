"""The dialog says what a link cannot hold, and offers this machine's address where it answers."""

import ipaddress

import pytest

from explorer.interface.links.dialog import LEFT_OUT, dialog_html, in_network
from explorer.words.languages import LANGUAGES


def test_whatever_is_left_out_has_its_words() -> None:
    html = dialog_html("")
    for each in LEFT_OUT:
        assert html.count(f'data-left="{each}"') == 1


def test_a_doubt_has_a_place_for_each_value_in_each_language() -> None:
    html = dialog_html("").partition("<template>")[2]
    for name in ("name", "value", "allowed"):
        assert html.count(f'data-value="{name}"') == len(LANGUAGES)


def test_the_machines_address_is_escaped() -> None:
    assert '"><' not in dialog_html('"><script>').partition("aria-labelledby")[0][7:]


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "192.168.1.7"])
def test_a_page_that_listens_to_itself_alone_offers_nothing(host: str) -> None:
    assert in_network(host) == ""


@pytest.mark.parametrize("host", ["0.0.0.0", "::"])
def test_a_page_that_listens_everywhere_offers_an_address_of_this_machine(host: str) -> None:
    found = in_network(host)
    if not found:
        pytest.skip("this machine is in no network")
    assert not ipaddress.ip_address(found).is_loopback
