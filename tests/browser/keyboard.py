"""A reader with nothing but a keyboard: every place where the focus comes to rest is looked at."""

import re

import pytest

# What is wrong with the place where the focus is, in words, or null; and whether that is `target`.
LOOK = """(target) => {
  const rings = (element) => {
    const look = getComputedStyle(element);
    return look.outlineStyle !== "none" && parseFloat(look.outlineWidth) >= 2;
  };
  const channels = (colour) => (colour.match(/[\\d.]+/g) || []).map(Number);
  const luminance = (colour) => {
    const [r, g, b] = channels(colour).map((c) => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = getComputedStyle(at).backgroundColor;
      const [, , , alpha = 1] = channels(colour);
      if (alpha === 1) return colour;
    }
    return "rgb(255, 255, 255)";
  };

  const element = document.activeElement;
  const here = element === target;
  if (!element || element === document.body || element.matches("main")) return { here };
  const name = `${element.tagName.toLowerCase()} “${(element.innerText || element.name || element.id).trim()}”`;
  // A transparent radio lies over its star: the star has the ring.
  const shown = [element, element.closest("label")].find((one) => one && rings(one));
  if (!shown) return { here, fault: `${name} has no focus ring` };
  const [light, dark] = [luminance(getComputedStyle(shown).outlineColor), luminance(ground(shown.parentElement))]
    .sort((a, b) => b - a);
  if ((light + 0.05) / (dark + 0.05) < 3) return { here, fault: `${name} has a ring that does not stand out` };

  const box = shown.getBoundingClientRect();
  if (!box.width || !box.height) return { here, fault: `${name} has no room` };
  if (box.left < 0 || box.right > innerWidth + 1) return { here, fault: `${name} lies beside the window` };
  const high = box.height > innerHeight;
  if (high ? box.bottom < 0 || box.top > innerHeight : box.top < -1 || box.bottom > innerHeight + 1) {
    return { here, fault: `${name} lies above or below the window: ${box.top}…${box.bottom} of ${innerHeight}` };
  }
  for (const line of shown.getClientRects()) {
    const [x, y] = [line.left + line.width / 2, line.top + line.height / 2];
    if (y < 0 || y > innerHeight) continue;
    const on_top = document.elementFromPoint(x, y);
    if (on_top && !shown.contains(on_top) && !on_top.contains(shown)) {
      return { here, fault: `${name} is covered by ${on_top.tagName.toLowerCase()}.${on_top.className}` };
    }
  }
  return { here };
}"""

# All that the Tab key must come to, in order; a group of radio buttons is one stop.
STOPS = """() => {
  const groups = new Set();
  const all = document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex]");
  window.stopsOfTest = [...all].filter((one) => {
    if (one.tabIndex < 0 || one.disabled || one.type === "hidden") return false;
    if (!one.checkVisibility({ visibilityProperty: true })) return false;
    return one.type !== "radio" || (!groups.has(one.name) && groups.add(one.name));
  });
  return window.stopsOfTest.length;
}"""

# Which of those stops has the focus: its place, -1 for none of them (a box that scrolls), null for none at all.
PLACE = """() => {
  const element = document.activeElement;
  if (!element || element === document.body) return null;
  return window.stopsOfTest.findIndex(
    (one) => one === element || (one.type === "radio" && element.type === "radio" && one.name === element.name),
  );
}"""

MOST_STOPS = 200


class Keyboard:
    """Presses the keys of `page`, and fails at the first place where a reader would not see where they are."""

    def __init__(self, page):
        self.page = page

    def press(self, *keys, target=None):
        """Presses keys, looks where the focus is then, and says whether that is `target`, an element."""
        for key in keys:
            self.page.keyboard.press(key)
        seen = self.page.evaluate(LOOK, target)
        assert "fault" not in seen, f"{self.page.url}: {seen['fault']}"
        return seen["here"]

    def type(self, words):
        self.page.keyboard.type(words)

    def reach(self, target, key="Tab"):
        """Presses Tab until `target`, a locator, has the focus."""
        element = target.element_handle()
        for _ in range(MOST_STOPS):
            if self.press(key, target=element):
                return
        pytest.fail(f"{self.page.url}: the keyboard does not reach {target}")

    def follow(self, target, address):
        """Reaches a link or button, presses Enter, and waits for the page at `address`, a regular expression."""
        self.reach(target)
        self.page.keyboard.press("Enter")
        self.page.wait_for_url(re.compile(address))
        self.page.wait_for_load_state()

    def walk(self):
        """Loads the page again and goes once around it: each stop once, in the order of the page, and out of it."""
        self.page.goto(self.page.url.partition("#")[0])
        count = self.page.evaluate(STOPS)
        assert count > 20
        ringed = self.page.evaluate(
            """() => window.stopsOfTest.filter((one) => getComputedStyle(one).outlineStyle !== "none").length"""
        )
        assert not ringed, "a ring that is always there shows nothing"
        seen = []
        for _ in range(MOST_STOPS):
            self.press("Tab")
            place = self.page.evaluate(PLACE)
            if place is None or (seen and place == seen[0]):
                break
            if place >= 0:
                seen.append(place)
        assert seen == list(range(count)), f"{self.page.url}: of {count} stops {seen}"
