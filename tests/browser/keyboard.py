"""Whether a page can be used without a mouse: everything is reached by Tab, and one sees where one is."""

from playwright.sync_api import Page

MOST_STOPS = 600

# Finds what is there to be used. Of radio buttons under one name, Tab reaches one.
LIST_STOPS = """() => {
  const usable = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']";
  const radios = new Set();
  window.stops = Array.from(document.querySelectorAll(usable)).filter((element) => {
    if (element.disabled || element.tabIndex < 0) return false;
    if (!element.checkVisibility({ visibilityProperty: true })) return false;
    if (element.type !== "radio") return true;
    const group = Array.from(document.getElementsByName(element.name));
    return element === (group.find((radio) => radio.checked) || group[0]);
  });
  document.activeElement.blur();
  return window.stops.map((element) => {
    const words = element.innerText || element.ariaLabel || element.name || element.className;
    return `${element.localName} "${words.trim().replace(/\\s+/g, " ").slice(0, 60)}"`;
  });
}"""

# Says which of them has the focus, and what keeps a reader from seeing that. A card may show the focus
# of what is in it; the button inside a date field, which is the browser's own, shows its focus itself.
LOOK = """() => {
  const element = document.activeElement;
  const isMarked = (one) => {
    const style = getComputedStyle(one);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1;
  };
  const ancestors = [];
  for (let one = element; one && one !== document.body; one = one.parentElement) ancestors.push(one);
  const box = element.getClientRects()[0] || element.getBoundingClientRect();
  const [left, right] = [Math.max(box.left, 0), Math.min(box.right, innerWidth)];
  const [top, bottom] = [Math.max(box.top, 0), Math.min(box.bottom, innerHeight)];
  const isItself = (x, y) => {
    const onTop = document.elementFromPoint(x, y);
    return onTop && (element.contains(onTop) || onTop.contains(element) ||
      Array.from(element.labels || []).some((label) => label.contains(onTop)));
  };
  const parts = [0.1, 0.5, 0.9];
  const isUncovered = parts.some((part) =>
    parts.some((other) => isItself(left + (right - left) * part, top + (bottom - top) * other)));
  const faults = [];
  if (element.matches(":focus") && !ancestors.some(isMarked)) faults.push("no visible focus");
  if (left >= right || top >= bottom) faults.push("outside the window");
  else if (!isUncovered) faults.push("covered");
  return [window.stops.indexOf(element), faults.join(", ")];
}"""


def what_the_keyboard_misses(page: Page) -> list[str]:
    """What Tab does not reach, or reaches unseen, from the top of the page to its end."""
    names: list[str] = page.evaluate(LIST_STOPS)
    unreached = dict(enumerate(names))
    faults = [] if "Skip to" in names[0] else ["does not begin with a link that skips the head of the page"]
    for _press in range(MOST_STOPS):
        page.keyboard.press("Tab")
        index, fault = page.evaluate(LOOK)
        if index == len(names) - 1 or (index == -1 and len(unreached) < len(names)):
            unreached.pop(index, None)
            break
        unreached.pop(index, None)
        if fault:
            faults.append(f"{names[index] if index >= 0 else 'something else'}: {fault}")
    return faults + [f"{name}: not reached" for name in unreached.values()]
