"""The manual in the product: every file is a page, every link and picture leads somewhere, nothing in it is obeyed."""

import re

import pytest

from cauce.web import guides

ALL = guides.guides()


def test_the_cover_comes_first():
    assert ALL[0].name == "README"
    assert len(ALL) > 7


@pytest.mark.parametrize("guide", ALL, ids=lambda guide: guide.name)
def test_every_file_is_a_page_whose_links_and_pictures_exist(guide, client, db):
    page = client.get(guide.url).content.decode()
    assert f"<h1>{guide.title}</h1>" in re.sub(r"<h1[^>]*>", "<h1>", page)
    inside = page[page.index("prose manual") : page.index("</main>")]
    for address in re.findall(r'(?:src|href)="(/ayuda/[^"#]+)', inside):
        assert client.get(address).status_code == 200, address
    assert ".md" not in re.sub(r"<code>.*?</code>", "", inside)


def test_the_help_page_lists_the_manual(client, db):
    page = client.get("/ayuda/").content.decode()
    assert all(guide.url in page for guide in ALL)


@pytest.mark.parametrize("name", ["no-hay", "README.md", "..%2f..%2fREADME"])
def test_what_is_not_a_guide_is_not_found(client, db, name):
    assert client.get(f"/ayuda/manual/{name}/").status_code == 404
    assert client.get(f"/ayuda/manual/{name}.png").status_code == 404


def test_html_in_a_guide_is_shown_not_obeyed():
    assert "&lt;script&gt;" in guides.html("Un <script>alert(1)</script> texto")
    assert 'href="javascript' not in guides.html("[x](javascript:alert(1))")


def test_without_the_folder_the_help_works(client, db, settings, tmp_path):
    settings.CAUCE_MANUAL_DIR = tmp_path / "none"
    assert client.get("/ayuda/").status_code == 200
    assert client.get("/ayuda/manual/").status_code == 404
