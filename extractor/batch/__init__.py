"""An archive, file by file: which files (`walk`), each through all steps (`task`), by an engine (`serial`, `pool`), told to a
person (`report`)."""
