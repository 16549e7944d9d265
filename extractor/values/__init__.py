"""String → typed value. One file here is one value type: ``find(folded)`` yields (start, end, value) in order, ``parse(text)`` reads one value or gives
None, ``show(value)`` writes its normal form. Pure functions over folded text (see `extractor.fold`); offsets are code points. Nothing is guessed:
what cannot be read exactly is None.
"""
