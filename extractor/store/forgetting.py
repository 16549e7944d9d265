"""A document taken out of a store so that no trace of it is left in the store's bytes."""

from __future__ import annotations

from extractor.store.database import Database
from extractor.store.spelling import like, spelled, spelled_key


def forget(store: Database, name: str) -> tuple[list[str], list[str]]:
    """Take a file, or an archive with all in it, out of the store so that no trace is left in the bytes of the store. Returns
    the names forgotten, and the names of further files of the same content, which keep it."""
    inside = spelled(like(name) + "!/%")
    rows = store.db.execute(
        "SELECT name, key, was FROM files WHERE name = CAST(? AS TEXT) OR name LIKE CAST(? AS TEXT) ESCAPE '\\'",
        (spelled(name), inside),
    ).fetchall()
    keys = {k for row in rows for k in row[1:] if k}
    others: set[str] = set()
    with store.together():
        store.db.executemany("DELETE FROM files WHERE name = CAST(? AS TEXT)", [(spelled(row[0]),) for row in rows])
        for key in keys:
            held = [
                r[0]
                for r in store.db.execute("SELECT name FROM files WHERE key = ? OR was = ?", (spelled_key(key), spelled_key(key)))
            ]
            others.update(held)
            if held:  # decisions about the content stay, under a name that is still there
                moved = "UPDATE decisions SET file = CAST(? AS TEXT) || substr(document, 65) WHERE substr(document, 1, 64) = ?"
                store.db.execute(moved, (spelled(held[0]), spelled_key(key)[:64]))
            else:
                store.db.execute("DELETE FROM contents WHERE key = ?", (spelled_key(key),))
                store.db.execute("DELETE FROM decisions WHERE substr(document, 1, 64) = ?", (spelled_key(key)[:64],))
        about = "DELETE FROM decisions WHERE file = CAST(? AS TEXT) OR file LIKE CAST(? AS TEXT) ESCAPE '\\'"
        store.db.executemany(about, [(spelled(row[0]), spelled(like(row[0]) + "#%")) for row in rows])
        store.db.execute("DELETE FROM outputs")
        if rows:  # a file given by name on the command line
            store.db.execute("UPDATE runs SET arguments = '{}'")
    if rows:
        store.db.execute("VACUUM")
        store.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return sorted(row[0] for row in rows), sorted(others)
