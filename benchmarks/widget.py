"""The website chat beside two others: how many bytes it is, and when a person on a slow phone can write.

`python -m benchmarks.widget [--packages FOLDER] [--runs 5]`. FOLDER is where `npm install deep-chat rasa-webchat` was run;
without it only ours is measured. All are served gzipped from the loopback to Debian's Chromium, with an empty cache, over a
line of 400 kbit/s both ways and 400 ms latency; requests to other hosts are counted and stopped. The processor is not slowed.
"""

from __future__ import annotations

import argparse
import gzip
import statistics
import sys
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from channels.widget_files import FOLDER, ROUTES
from tests.channels.conftest import served

LINE = {"offline": False, "latency": 400, "downloadThroughput": 400_000 / 8, "uploadThroughput": 400_000 / 8}
PATIENCE = 90_000  # milliseconds

PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A college</title>
<meta name="viewport" content="width=device-width, initial-scale=1"></head><body><h1>A college</h1>{body}</body></html>"""

# Milliseconds since the page was asked for, when the element (in whichever shadow root) is shown, or only built.
USABLE = """async ([selector, shown]) => {
  const find = (root) => root.querySelector(selector) ??
    [...root.querySelectorAll('*')].filter((each) => each.shadowRoot).map((each) => find(each.shadowRoot)).find(Boolean);
  for (;;) {
    const field = find(document);
    if (field && (!shown || (field.checkVisibility() && !field.disabled))) return performance.now();
    await new Promise(requestAnimationFrame);
  }
}"""


@dataclass
class Candidate:
    """One chat: what a page says to have it inside, which element is written in, and its file."""

    name: str
    body: str
    selector: str
    file: Path
    shown: bool = True  # False: what counts is that the element has been built
    milliseconds: list[float] = field(default_factory=list)
    transferred: int = 0  # bytes of bodies as sent, all files that it asks for
    requests: int = 0
    foreign: set[str] = field(default_factory=set)

    @property
    def packed(self) -> int:
        """Bytes of the script alone, gzipped as well as gzip can."""
        return len(gzip.compress(self.file.read_bytes(), 9))


def ours() -> list[Candidate]:
    """Inside the page, as the others are measured; and as a page usually has it, by a button."""
    file = FOLDER / "widget.js"
    return [
        Candidate(
            "ours, in the page",
            '<admissions-chat mode="inline" lang="en"></admissions-chat><script async src="/widget.js"></script>',
            "textarea",
            file,
        ),
        Candidate("ours, its button", '<script async src="/widget.js"></script>', ".launcher span:not(.hidden)", file),
    ]


def others(packages: Path) -> list[Candidate]:
    """The bundles that the packages publish, in their smallest use: a field to write in, and no greeting."""
    modules = packages / "node_modules"
    return [
        Candidate(
            "deep-chat, in the page",
            '<deep-chat demo="true"></deep-chat><script type="module" src="/file/deep-chat"></script>',
            "#text-input",
            modules / "deep-chat/dist/deepChat.bundle.js",
        ),
        Candidate(
            "rasa-webchat, its button built",
            """<script src="/file/rasa-webchat"></script>
               <script>WebChat.default({socketUrl: location.origin, hideWhenNotConnected: false}, null)</script>""",
            ".rw-launcher",
            modules / "rasa-webchat/lib/index.js",
            shown=False,  # it shows nothing before a socket.io server has answered; that time is given to it
        ),
    ]


def college(candidates: list[Candidate]) -> Starlette:
    """A page for each candidate, and the files."""
    files = {each.name.split(",")[0]: gzip.compress(each.file.read_bytes(), 9) for each in candidates}

    def page(request: Request) -> Response:
        return HTMLResponse(PAGE.format(body=candidates[request.path_params["number"]].body))

    def file(request: Request) -> Response:
        body = files[request.path_params["name"]]
        return Response(body, media_type="text/javascript", headers={"Content-Encoding": "gzip"})

    def nothing(_request: Request) -> Response:
        return Response(status_code=204)

    addresses = [Route("/page/{number:int}", page), Route("/file/{name}", file), Route("/favicon.ico", nothing)]
    return Starlette(routes=[*addresses, *ROUTES])


def visit(browser: Browser, candidate: Candidate, url: str) -> None:
    """One page load over the slow line."""
    context = browser.new_context(viewport={"width": 360, "height": 640})
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", LINE)
    host = "/".join(url.split("/")[:3])
    sizes: list[int] = []
    session.on("Network.loadingFinished", lambda event: sizes.append(int(event["encodedDataLength"])))
    page.on("request", lambda request: None if request.url.startswith(host) else candidate.foreign.add(request.url))
    page.set_default_timeout(PATIENCE)
    page.goto(url, wait_until="commit")
    candidate.milliseconds.append(page.evaluate(USABLE, [candidate.selector, candidate.shown]))
    candidate.transferred, candidate.requests = sum(sizes), len(sizes)
    context.close()


def table(candidates: list[Candidate]) -> str:
    """The figures as a Markdown table."""
    rows = [
        "| chat | script, gzip | all that came, with headers | requests | usable after (median; fastest, slowest) | other hosts |",
        "|---|---|---|---|---|---|",
    ]
    for each in candidates:
        times = sorted(each.milliseconds)
        rows.append(
            f"| {each.name} | {each.packed:,} B | {each.transferred:,} B | {each.requests} "
            f"| {statistics.median(times) / 1000:.2f} s ({times[0] / 1000:.2f}, {times[-1] / 1000:.2f}) "
            f"| {', '.join(sorted(each.foreign)) or 'none'} |"
        )
    return "\n".join(rows) + "\n"


def main() -> int:
    """Print the table; 1 when ours asks another host for something or is 15,000 bytes or more."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--packages", type=Path)
    parser.add_argument("--runs", type=int, default=5)
    asked = parser.parse_args()
    candidates = ours() + (others(asked.packages) if asked.packages else [])
    with served(college(candidates)) as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        for _ in range(asked.runs):
            for number, candidate in enumerate(candidates):  # in turn, so that a busy moment meets all alike
                visit(browser, candidate, f"{url}/page/{number}")
        browser.close()
    sys.stdout.write(table(candidates))
    return int(any(each.foreign or each.packed >= 15_000 for each in candidates[:2]))


if __name__ == "__main__":
    sys.exit(main())
