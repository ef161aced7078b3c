"""What the browser does with a file to import, whatever it holds."""

from tests.fixtures.browser import DESKTOP, PHONE


def bring(page, name: str, header: str, row: str) -> None:
    """Give the upload page a CSV of one row and go on to its review."""
    file = {"name": name, "mimeType": "text/csv", "buffer": f"{header}\n{row}\n".encode()}
    page.set_input_files("input[type=file]", file)
    page.get_by_role("button", name="Revisar").click()
    page.get_by_role("heading", level=1, name=name).wait_for()


def look(page, check_axe) -> None:
    """Nothing for axe; on a phone nothing sideways, and no cell of a table cut off."""
    check_axe(page)
    page.set_viewport_size(PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert page.evaluate(
        "[...document.querySelectorAll('td')].every(cell => cell.scrollWidth <= cell.clientWidth + 1)"
    )
    page.set_viewport_size(DESKTOP)
