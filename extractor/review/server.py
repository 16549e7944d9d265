"""The review served to this machine only: an address with a token, no other name of the host, a strict policy for what the
pages may load, decisions only from the pages."""

from __future__ import annotations

import hmac
import re
import secrets
import threading
from collections.abc import Callable

from flask import Flask, Response, abort, request
from werkzeug.exceptions import HTTPException

from extractor import decisions
from extractor.anchors import record_id
from extractor.review import summary
from extractor.review.archive import Archive
from extractor.review.pictures import Pictures, file_of, original
from extractor.review.site import ASSETS, CSP, Neighbours, Site
from extractor.review.typed import Untrue, typed
from extractor.store import StoreError

_HEADERS = {
    "Content-Security-Policy": CSP.format(own="'self'") + "; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
_ID = re.compile(r"[0-9a-f]{16}")
_LARGEST = 64 * 1024  # bytes of a request


def token() -> str:
    return secrets.token_urlsafe(24)


def application(archive: Archive, site: Site, secret: str, pictures: Pictures, port: int) -> Flask:
    """The pages of an archive under ``/<secret>/``. `port`: the one it is reached at."""
    app = Flask(__name__, static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = _LARGEST
    hosts = {f"{name}:{port}" for name in ("127.0.0.1", "localhost")}
    shelf = _Shelf(archive, site)

    @app.before_request
    def only_from_here() -> None:
        """A page elsewhere that makes this machine's name its own (DNS rebinding) does not know the host's name nor the token."""
        if request.host not in hosts:
            abort(421)
        given = request.path.split("/")[1]
        if not hmac.compare_digest(given.encode("utf-8", "replace"), secret.encode()):
            abort(404)
        if request.method not in ("GET", "HEAD") and request.headers.get("Origin") != f"http://{request.host}":
            abort(403)

    @app.after_request
    def guarded(response: Response) -> Response:
        response.headers.update(_HEADERS)
        return response

    @app.errorhandler(HTTPException)
    def plain(error: HTTPException) -> Response:
        return Response(f"{error.code} {error.name}\n", error.code, mimetype="text/plain")

    @app.get(f"/{secret}/")
    @app.get(f"/{secret}/index.html")
    def index() -> str:
        return site.list_page(shelf.lines())

    @app.get(f"/{secret}/<name>.html")
    def agreement(name: str) -> str:
        record = _known(archive, name)
        return site.agreement(record, pictures.sizes(record), shelf.neighbours(name))

    @app.get(f"/{secret}/assets/<name>")
    def asset(name: str) -> Response:
        files = {file.name: file for file in ASSETS.iterdir()}  # a name is looked up, never joined to a path
        if name not in files:
            abort(404)
        return Response(files[name].read_bytes(), mimetype=_TYPES[files[name].suffix])

    @app.get(f"/{secret}/pages/<name>-<int:number>.png")
    def picture(name: str, number: int) -> Response:
        drawn = pictures.page(_known(archive, name), number)
        return Response(drawn, mimetype="image/png") if drawn else abort(404)

    @app.get(f"/{secret}/file/<name>")
    def file(name: str) -> Response:
        document = _known(archive, name)["document"]
        try:
            data = original(file_of(document["source"]), document["sha256"])
        except Exception:  # it has gone or is another one now
            abort(404)
        response = Response(data, mimetype="application/octet-stream")
        response.headers.set(
            "Content-Disposition", "attachment", filename=file_of(document["source"]).replace("\\", "/").rpartition("/")[2]
        )
        return response

    @app.post(f"/{secret}/decide")
    def decide() -> Response | tuple[dict, int] | dict:
        asked = request.get_json()
        if not isinstance(asked, dict) or not all(isinstance(asked.get(k), str) for k in ("record", "item", "verdict")):
            abort(400)
        record = _known(archive, asked["record"])
        target = _target(record, asked["item"])
        if target is None or asked["verdict"] not in decisions.VERDICTS:
            abort(400)
        try:
            value = typed(target.field, asked.get("value"), site.lang) if asked["verdict"] == "correct" else None
            archive.decide(record, target, asked["verdict"], value)
        except (Untrue, StoreError) as error:
            return {"error": str(error)}, 409
        fresh = archive.record(asked["record"])
        shelf.changed(fresh)
        return site.decisions(fresh)

    return app


def _known(archive: Archive, name: str) -> dict:
    """The record of an id. Answers 404 where there is none."""
    record = archive.record(name) if _ID.fullmatch(name) else None
    return record if record is not None else abort(404)


def _target(record: dict, item: str) -> decisions.Target | None:
    if item.startswith("x-"):
        return decisions.whole(record, item[2:])
    return next((t for t in decisions.targets(record) if t.item == item), None)


class _Shelf:
    """The lines of the list, made again when another run wrote to the store; a decision makes one of them anew."""

    def __init__(self, archive: Archive, site: Site):
        self._site, self._archive, self._lock = site, archive, threading.Lock()
        self._stamp, self._lines, self._order = "", {}, []
        self.lines()

    def lines(self) -> list[dict]:
        with self._lock:
            stamp = self._archive.stamp()
            if stamp != self._stamp:
                lines = (summary.line(r, self._site.words, self._site.lang) for r in self._archive.records())
                self._lines = {line["id"]: line for line in lines}
                self._stamp, self._order = stamp, list(self._lines)
            return list(self._lines.values())

    def changed(self, record: dict) -> None:
        with self._lock:
            self._lines[record_id(record["document"]["source"])] = summary.line(record, self._site.words, self._site.lang)

    def neighbours(self, name: str) -> Neighbours:
        if name not in self._order:
            return Neighbours()
        at = self._order.index(name)
        before = self._order[at - 1] if at else None
        after = self._order[at + 1] if at + 1 < len(self._order) else None
        return Neighbours(before, after, at + 1, len(self._order))


def serve(archive: Archive, site: Site, port: int, tell: Callable[[str], None]) -> None:
    """Serve until interrupted; `tell` is given the address. Raises OSError where the port is taken."""
    from waitress import create_server

    secret = token()
    with Pictures() as pictures:
        holder: list[Flask] = []  # the port is known only when the server is bound to it
        server = create_server(
            lambda environ, start: holder[0](environ, start), host="127.0.0.1", port=port, threads=6, ident=None
        )
        try:
            holder.append(application(archive, site, secret, pictures, server.effective_port))
            tell(f"http://127.0.0.1:{server.effective_port}/{secret}/")
            server.run()
        finally:
            server.close()
