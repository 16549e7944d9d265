"""The steps of cleaning, one module each. They take drafts of lines and return drafts of lines, with what they took out."""
