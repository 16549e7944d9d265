"""The review in the browser: a list of agreements, and each of them with its values beside the text and the page.

`archive` gives records of a store or a ``.jsonl``; `groups` makes values of a record, `words` of its text, `pictures` of its
pages; `site` puts them on pages, which `server` serves to this machine only and `static` writes into a folder.
"""
