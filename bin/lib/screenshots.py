"""Takes the pictures in docs/images of a demo that runs, whose address is the argument.

For the page on which agendas are published, a session of the demo is moved in the draft.
"""

import os
import shutil
import sys
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

IMAGES = Path(__file__).resolve().parents[2] / "docs" / "images"
COMMANDS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
EVENT, SLUG = "Space Industry Dialogue", "space-industry-dialogue"
DELEGATION = "Federal Office for Orbital Services"
MOVED = "Signing of the Asanagi Memorandum"
WIDE: ViewportSize = {"width": 1400, "height": 1050}
LONG: ViewportSize = {"width": 1400, "height": 1960}
PHONE: ViewportSize = {"width": 390, "height": 844}
COLOURS = 256


def take(page: Page, name: str) -> None:
    """Keep what the window shows, in a palette that also has the colours of small marks."""
    path = IMAGES / f"{name}.png"
    page.screenshot(path=path)
    picture = Image.open(path).convert("RGB")
    picture.quantize(COLOURS, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).save(
        path, optimize=True
    )
    print(f"{path.name}: {path.stat().st_size // 1024} kB")


def agenda(browser: Browser, **options: Any) -> None:
    """The agenda in each language, on a desk and on a phone, in light and in dark."""
    screens: dict[str, dict[str, Any]] = {
        "wide": {"viewport": LONG},
        "phone": {"viewport": PHONE, "device_scale_factor": 2},
    }
    for language, prefix in (("en", ""), ("ja", "/ja")):
        for screen, size in screens.items():
            for scheme in ("light", "dark"):
                page = browser.new_page(color_scheme=scheme, **size, **options)
                page.goto(f"{prefix}/events/{SLUG}/agenda/{'#day-1' if screen == 'phone' else ''}")
                take(page, f"agenda-{language}-{screen}-{scheme}")
                page.close()


def public_pages(browser: Browser, **options: Any) -> None:
    page = browser.new_page(viewport=LONG, **options)
    page.goto(f"/events/{SLUG}/agenda/?as=grid")
    page.locator(".time-grid").first.evaluate("grid => grid.scrollIntoView()")
    page.set_viewport_size(WIDE)
    take(page, "agenda-grid")
    page.goto(f"/events/{SLUG}/register/")
    take(page, "registration")
    phone = browser.new_page(viewport=PHONE, device_scale_factor=2, **options)
    phone.goto(f"/events/{SLUG}/agenda/?q=orbit#results")
    take(phone, "agenda-search")


def staff_pages(browser: Browser, **options: Any) -> None:
    page = browser.new_page(viewport=WIDE, **options)
    page.goto("/admin/")
    page.locator("[name=login]").fill("organizer@example.org")
    page.locator("[name=password]").fill("plenary-demo")
    page.locator("[name=password]").press("Enter")
    page.get_by_role("link", name=EVENT).click()
    page.wait_for_url("**/admin/events/event/*/")
    take(page, "admin")
    page.get_by_role("link", name=MOVED).click()
    page.get_by_label("Room", exact=True).select_option(label="Seminar Room")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("navigation").get_by_role("link", name="Publish agenda").click()
    page.wait_for_url("**/publish/")
    take(page, "publish")
    page.goto(f"/staff/{SLUG}/attendees/")
    take(page, "desk")
    page.goto(f"/staff/{SLUG}/review/")
    page.get_by_role("link", name="Host", exact=True).click()
    take(page, "review")
    page.goto(f"/staff/{SLUG}/delegations/")
    page.get_by_role("link", name=DELEGATION).click()
    take(page, "delegation")


def main() -> None:
    chromium = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, COMMANDS)), None)
    flags = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=flags)
        options = {"base_url": sys.argv[1], "locale": "en-GB", "timezone_id": "Europe/Paris"}
        agenda(browser, **options)
        public_pages(browser, **options)
        staff_pages(browser, base_url=sys.argv[1], locale="en-GB")
        browser.close()


if __name__ == "__main__":
    main()
