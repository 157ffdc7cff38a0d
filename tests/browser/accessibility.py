"""What axe finds wrong with a page for people who do not see it, or not well."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page


def axe_violations(page: Page) -> list[str]:
    # Of a page that a click has just begun to open there is nothing yet.
    page.wait_for_load_state()
    # A colour that is still on its way to another is nobody's contrast.
    page.evaluate("Promise.allSettled(document.getAnimations().map(animation => animation.finished))")
    # Not preloaded: axe would ask for imported style sheets beside the page instead of beside their own.
    found = Axe().run(page, options={"resultTypes": ["violations"], "preload": False}).response["violations"]
    return [
        f"{violation['id']}: {node['html'][:200]}: {node['failureSummary']}"
        for violation in found
        for node in violation["nodes"][:3]
    ]
