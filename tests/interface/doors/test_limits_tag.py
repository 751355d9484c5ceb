import json
import re

from explorer.interface.doors.ledger import limit_of
from explorer.interface.doors.limits_tag import limits_tag


def test_the_script_knows_the_servers_limits_and_says_them_in_every_language() -> None:
    found = re.search('id="explorer-uploads">(.*?)</script>', limits_tag())
    assert found
    limits = json.loads(found[1])
    assert ".jpg" in limits["pictures"]
    for each in limits["pictures"]:
        assert limit_of(f"a{each}", b"PK\x03\x04") == limits["photograph"]["bytes"]
    assert limit_of("a.pth", b"PK\x03\x04") == limits["other"]["bytes"]
    for kind in ("photograph", "other"):
        assert {*limits[kind]["text"]} == {"en", "zh"}
