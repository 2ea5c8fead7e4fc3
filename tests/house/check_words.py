#!/usr/bin/python3
"""Refuse British spellings and quaint phrases in the repository's text; the list is tests/house/words.toml.

usage: check_words.py [--root FOLDER] [FILE...]

Prints FILE:LINE: the word; what to write instead. Exit code 1 if there is any, 2 if the list itself is unusable.
"""

import argparse
import bisect
import os
import re
import sys
import tomllib
from pathlib import Path

TEXT = {".h", ".cpp", ".cu", ".cuh", ".inl", ".in", ".md", ".html", ".yaml", ".toml", ".txt", ".cmake", ".py", ".sh", ".json",
        ".xml", ".desktop", ".qss", ".qrc", ".supp", ""}
SKIPPED = {"build", "runs"}
# The list itself, its tests, the license, and data that others made.
EXEMPT = ("tests/house/words.toml", "tests/house/test_gates.py", "LICENSE", "tests/data/")


def text_files(root):
    for folder, folders, names in os.walk(root):
        top = os.path.samefile(folder, root)
        folders[:] = sorted(f for f in folders if f != ".git" and f != ".cache" and not (top and f in SKIPPED))
        for name in sorted(names):
            path = os.path.relpath(os.path.join(folder, name), root)
            if os.path.splitext(name)[1] in TEXT and not path.startswith(EXEMPT):
                yield path


MARKER = re.compile(r"^[ \t]*(?://+|#|\*)?[ \t]*", re.MULTILINE)


class Words:
    def __init__(self, table):
        # Matched against text in lower case and without a leading word boundary: both keep the search fast.
        self.entries = [(re.compile(pattern), advice)
                        for section in ("british", "quaint") for pattern, advice in table[section].items()]
        self.allow = [(entry["file"], re.compile(entry["pattern"])) for entry in table.get("allow", []) if entry["reason"]]

    def allowed(self, path, line):
        return any((path == file or path.startswith(file.rstrip("/") + "/")) and pattern.search(line)
                   for file, pattern in self.allow)

    def problems(self, path, text):
        """FILE:LINE: the word; what to write instead. A phrase that a line break divides is found, too."""
        joined = MARKER.sub("", text).replace("\n", " ")
        lower = joined.lower()
        if len(lower) != len(joined):  # a letter whose lower case is longer
            joined = lower
        lines = None
        for expression, advice in self.entries:
            for match in expression.finditer(lower):
                if not starts_word(joined, match.start()):
                    continue
                if lines is None:
                    lines = text.splitlines()
                    starts = [0]
                    for line in text.split("\n"):
                        starts.append(starts[-1] + len(MARKER.sub("", line)) + 1)
                number = bisect.bisect_right(starts, match.start())
                if not self.allowed(path, lines[number - 1]):
                    yield f'{path}:{number}: "{joined[match.start():match.end()]}"; write: {advice}'


def starts_word(text, at):
    """True at the start of a word, and at a capital within an identifier."""
    return at == 0 or not text[at - 1].isalpha() or (text[at - 1].islower() and text[at].isupper())


def main(arguments=None):
    parser = argparse.ArgumentParser(usage=__doc__.split("\n\n")[1].removeprefix("usage: "))
    parser.add_argument("--root", type=Path, default=Path(__file__).resolve().parents[2])
    parser.add_argument("files", nargs="*")
    arguments = parser.parse_args(arguments)
    try:
        with open(arguments.root / "tests/house/words.toml", "rb") as file:
            words = Words(tomllib.load(file))
    except (OSError, KeyError, re.error, tomllib.TOMLDecodeError) as error:
        print(f"tests/house/words.toml cannot be used: {error}", file=sys.stderr)
        return 2
    found = []
    for path in arguments.files or text_files(arguments.root):
        try:
            text = (arguments.root / path).read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        found += words.problems(path, text)
    print("\n".join(found) if found else "words: none of the list")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
