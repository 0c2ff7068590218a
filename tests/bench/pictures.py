"""Pictures of every page of the demo, wide and narrow, by day and by night, in Chinese and in English; and those of the README.

    python tests/bench/pictures.py --out pictures                 # 8 pages x 8 ways into this folder
    python tests/bench/pictures.py --readme                       # the few in docs/pictures, each below 200 KB

It needs a Chromium, as the browser tests do, and no network.
"""

import argparse
import io
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tests" / "browser"))

from conftest import CHROMIUM, FLAGS, Visit, serving  # noqa: E402

PAGES = ("map", "overview", "planning", "field", "documents", "review", "layers", "record")
SIZES = {1400: 900, 390: 844}
HERE = {"longitude": 106.79, "latitude": 39.45, "accuracy": 8}
README = {  # file: page, width, scheme, locale
    "map": ("map", 1400, "light", "en-US"), "map.zh-CN": ("map", 1400, "light", "zh-CN"), "overview": ("overview", 1400, "light", "zh-CN"),
    "planning": ("planning", 1400, "dark", "zh-CN"), "phone": ("map", 390, "light", "zh-CN"), "field": ("field", 390, "light", "zh-CN"),
    "review": ("review", 1400, "light", "zh-CN"),
}
MOST_BYTES = 200_000


def take(browser, address, page, width, scheme, locale):
    """Return the PNG of a page as it rests; on a map, of its marks too."""
    context = browser.new_context(viewport={"width": width, "height": SIZES[width]}, color_scheme=scheme, locale=locale,
                                  has_touch=width < 500, reduced_motion="reduce", geolocation=HERE, permissions=["geolocation"])
    seen = Visit(context.new_page(), address)
    seen.open("/" if page == "map" else f"/{page}")
    if page in ("map", "planning"):
        seen.frame()
    seen.page.wait_for_timeout(1200)                       # charts and tiles are painted after the script rests
    picture = seen.page.screenshot()
    context.close()
    if seen.outside or seen.complaints:
        raise SystemExit(f"{page} {width} {scheme} {locale}: {seen.outside} {seen.complaints}")
    return picture


def smaller(picture):
    """Return the PNG with 256 colours at most, and refuse one that is still too large for the repository."""
    out = io.BytesIO()
    Image.open(io.BytesIO(picture)).convert("RGB").quantize(256, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    if out.tell() > MOST_BYTES:
        raise SystemExit(f"{out.tell():,} bytes; {MOST_BYTES:,} are the most")
    return out.getvalue()


def main():
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--out", type=Path, help="folder for all pictures")
    ask.add_argument("--readme", action="store_true", help="make those of docs/pictures instead")
    ask.add_argument("--pages", nargs="*", choices=PAGES, default=PAGES)
    ask.add_argument("--at", help="address of a demo that is running already")
    given = ask.parse_args()
    if not given.readme and not given.out:
        ask.error("--out FOLDER or --readme")
    ways = {name: way for name, way in README.items() if way[0] in given.pages} if given.readme else {
        f"{page}-{width}-{scheme}-{locale[:2]}": (page, width, scheme, locale)
        for page in given.pages for width in SIZES for scheme in ("light", "dark") for locale in ("zh-CN", "en-US")}
    out = ROOT / "docs" / "pictures" if given.readme else given.out
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        if given.at:
            shoot(browser, given.at, ways, out, given.readme)
        else:
            with serving(Path(folder)) as address:
                shoot(browser, address, ways, out, given.readme)
        browser.close()


def shoot(browser, address, ways, out, small):
    for name, way in ways.items():
        picture = take(browser, address, *way)
        (out / f"{name}.png").write_bytes(smaller(picture) if small else picture)
        print(f"{name}.png")


if __name__ == "__main__":
    main()
