from explorer.interface.links.download_link import download_link


def test_the_link_has_what_is_said_meanwhile_beside_it_in_both_languages() -> None:
    html = download_link("download", 'a"b.zip')
    assert 'href="a&quot;b.zip"' in html
    assert html.index("</a>") < html.index('class="preparing" role="status" hidden')
    for said in ("the zip is being prepared", "正在准备 zip", "did not arrive", "下载没有到达"):
        assert said in html
