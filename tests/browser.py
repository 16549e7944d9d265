"""A headless Chromium for tests, driven over its debugging pipe (DevTools protocol: one JSON message after the other, each
ended by a zero byte). Needs no driver program, no port and no package."""

from __future__ import annotations

import base64
import json
import os
import select
import shutil
import subprocess
import time
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--hide-scrollbars",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--no-first-run",
    "--remote-debugging-pipe",
)
PATIENCE = 60.0  # seconds for one answer: the machine may be busy


def program() -> str | None:
    """The browser of this machine, or None."""
    return next((found for name in NAMES if (found := shutil.which(name))), None)


class Browser:
    """One page of one browser; ``with Browser(folder) as page``. Keyboard and mouse are real input events."""

    def __init__(self, profile: Path, width: int = 1440, height: int = 900, dark: bool = False):
        down, up = os.pipe(), os.pipe()  # it reads from descriptor 3 and writes to 4
        self._out, self._in = down[1], up[0]

        def wire() -> None:
            reading, writing = os.dup(down[0]), os.dup(up[1])
            os.dup2(reading, 3)
            os.dup2(writing, 4)

        command = [program(), *_FLAGS, f"--user-data-dir={profile}", "about:blank"]
        self._process = subprocess.Popen(
            command, preexec_fn=wire, pass_fds=(3, 4), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        os.close(down[0])
        os.close(up[1])
        self._held, self._number, self.events = b"", 0, []
        target = self._ask("Target.createTarget", {"url": "about:blank"})["targetId"]
        self._session = self._ask("Target.attachToTarget", {"targetId": target, "flatten": True})["sessionId"]
        for domain in ("Page", "Runtime", "Log"):
            self.ask(f"{domain}.enable")
        self.size(width, height)
        self.ask(
            "Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}]}
        )

    def __enter__(self) -> Browser:
        return self

    def __exit__(self, *_) -> None:
        os.close(self._out)
        self._process.terminate()
        self._process.wait(20)
        os.close(self._in)

    def _ask(self, method: str, values: dict | None = None, session: str | None = None) -> dict:
        self._number += 1
        said = {"id": self._number, "method": method, "params": values or {}} | ({"sessionId": session} if session else {})
        os.write(self._out, json.dumps(said).encode() + b"\0")
        end = time.monotonic() + PATIENCE
        while True:
            answer = self._next(end)
            if answer.get("id") == self._number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']['message']}")
                return answer["result"]
            self.events.append(answer)

    def _next(self, end: float) -> dict:
        while b"\0" not in self._held:
            if not select.select([self._in], [], [], max(0.0, end - time.monotonic()))[0]:
                raise TimeoutError("the browser does not answer")
            part = os.read(self._in, 1 << 20)
            if not part:
                raise ConnectionError("the browser has ended")
            self._held += part
        message, _, self._held = self._held.partition(b"\0")
        return json.loads(message)

    # --- for tests --------------------------------------------------------------------------------------------------------
    def ask(self, method: str, values: dict | None = None) -> dict:
        """A command of the protocol to the page."""
        return self._ask(method, values, self._session)

    def size(self, width: int, height: int) -> None:
        self.ask(
            "Emulation.setDeviceMetricsOverride",
            {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600},
        )

    def open(self, address: str) -> None:
        """Go there and wait until the page and its script are done."""
        self.ask("Page.navigate", {"url": address})
        self.wait(f"location.href.split('#')[0] === {json.dumps(address.split('#')[0])} && document.readyState === 'complete'")

    def run(self, script: str):
        """The value of an expression on the page (a promise is awaited)."""
        told = self.ask("Runtime.evaluate", {"expression": script, "returnByValue": True, "awaitPromise": True})
        if "exceptionDetails" in told:
            raise AssertionError(f"{script}: {told['exceptionDetails'].get('exception', {}).get('description')}")
        return told["result"].get("value")

    def wait(self, script: str) -> None:
        """Until an expression is true."""
        end = time.monotonic() + PATIENCE
        while True:
            try:
                if self.run(script):
                    return
            except (RuntimeError, AssertionError):  # between two pages
                pass
            if time.monotonic() > end:
                raise TimeoutError(script)
            time.sleep(0.03)

    def click(self, selector: str) -> None:
        """In the middle of the first line of the first element of a selector, as a mouse does."""
        find = f"const e = document.querySelector({json.dumps(selector)}); e.scrollIntoView({{block: 'nearest'}});"
        find += "const r = e.getClientRects()[0]; return [r.x + r.width / 2, r.y + r.height / 2];"
        x, y = self.run(f"(() => {{ {find} }})()")
        for kind in ("mousePressed", "mouseReleased"):
            self.ask("Input.dispatchMouseEvent", {"type": kind, "x": x, "y": y, "button": "left", "clickCount": 1})

    def type(self, text: str) -> None:
        self.ask("Input.insertText", {"text": text})

    def key(self, key: str) -> None:
        text = {"Enter": "\r"}.get(key, key if len(key) == 1 else "")
        code = {"Enter": 13, "Escape": 27, "ArrowDown": 40}.get(key, ord(key.upper()) if len(key) == 1 else 0)
        down = {"type": "keyDown", "key": key, "windowsVirtualKeyCode": code} | ({"text": text} if text else {})
        self.ask("Input.dispatchKeyEvent", down)
        self.ask("Input.dispatchKeyEvent", {"type": "keyUp", "key": key, "windowsVirtualKeyCode": code})

    def complaints(self) -> list[str]:
        """What the page's script or the policy of the page complained of."""
        said = []
        for event in self.events:
            if event.get("method") == "Runtime.exceptionThrown":
                said.append(event["params"]["exceptionDetails"].get("exception", {}).get("description", "exception"))
            if event.get("method") == "Log.entryAdded":
                entry = event["params"]["entry"]
                if entry["level"] == "error" and entry["source"] != "network":  # answers such as 409 are the network's
                    said.append(entry["text"])
        return said

    def picture(self, file: Path) -> None:
        file.write_bytes(base64.b64decode(self.ask("Page.captureScreenshot", {"format": "png"})["data"]))
