"""The store of a run: one SQLite file that knows every file, what was read in it and what became of it.

A run writes down each file the moment it is done, so a run that is killed loses nothing it told of, and the next one goes on
where it stopped. Tables and workbooks are made from the store at the end. Four things are kept apart: a *file* is a path with
its stamp; a *content* is bytes, whatever they are called, with its reading and its records; a *run* is one start of the program;
a *decision* is what a person said of a value. SQLite's write-ahead log lets others read while a run writes.

The store holds people's names and accounts: it is created readable by its owner only.

``database`` opens the file, locks it and says how it is laid out; ``ledger`` is what a run writes and reads; ``figures`` tells
how it stands; ``forgetting`` takes a document out.
"""

from extractor.store.database import StoreError, files_of, now
from extractor.store.ledger import File, Store

__all__ = ["File", "Store", "StoreError", "files_of", "now"]
