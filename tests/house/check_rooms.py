#!/usr/bin/python3
"""Check the rooms of the source tree against tests/house/rooms.toml.

usage: check_rooms.py [--root FOLDER] [--graph]

Prints one line for each violation, FILE:LINE: what is wrong; what is allowed. Exit code 1 if there is any, 2 if the
table itself is unusable. --graph prints the includes in use between rooms instead of checking them.
"""

import argparse
import os
import re
import sys
import tomllib
from pathlib import Path, PurePosixPath

SOURCES = {".h", ".cpp", ".cu", ".cuh", ".inl"}
LISTED = {".cpp", ".cu"}
SKIPPED = {"build", "runs"}
TABLE = "tests/house/rooms.toml"
INCLUDE = re.compile(r'\s*#\s*include\s*(?:"([^"]+)"|<([^>]+)>)')


class Tree:
    """The files of a checkout: what each source includes, and the room of each folder."""

    def __init__(self, root, table):
        self.root = root
        self.allowed_entries = table["rooms"]
        self.rooms = set(self.allowed_entries)
        self.files = set()
        self.sources = []
        self.lists = []
        for folder, folders, names in os.walk(root):
            here = PurePosixPath(os.path.relpath(folder, root))
            top = here == PurePosixPath(".")
            folders[:] = sorted(f for f in folders if not f.startswith(".") and not (top and f in SKIPPED))
            for name in sorted(names):
                path = str(here / name)
                self.files.add(path)
                if name == "CMakeLists.txt":
                    self.lists.append(path)
                elif PurePosixPath(name.removesuffix(".in")).suffix in SOURCES:
                    self.sources.append(path)
        self.text = {path: (root / path).read_text(encoding="utf-8") for path in self.sources}
        # path -> [(line, quoted include or None, angle include or None)]
        self.includes = {
            path: [(number, *match.groups())
                   for number, line in enumerate(text.splitlines(), 1) if (match := INCLUDE.match(line))]
            for path, text in self.text.items()}

    def room(self, path):
        for folder in PurePosixPath(path).parents:
            if str(folder) in self.rooms:
                return str(folder)
        return None

    def expand(self, entry):
        """The rooms that an entry of the table stands for."""
        if entry in self.rooms:
            return {entry}
        return {room for room in self.rooms if room.startswith(entry + "/")}

    def allowed(self, room):
        return set().union(*(self.expand(entry) for entry in self.allowed_entries[room]))

    def target(self, path, name):
        """The file that `#include "name"` in `path` means, or None: from the root, or a test's header beside it."""
        if name in self.files:
            return name
        beside = os.path.normpath(PurePosixPath(path).parent / name)
        return beside if path.startswith("tests/") and "/" not in name and beside in self.files else None


def check_table(tree):
    lines = (tree.root / TABLE).read_text(encoding="utf-8").splitlines()

    def at(room):
        return f"{TABLE}:{next((n for n, line in enumerate(lines, 1) if line.startswith(chr(34) + room + chr(34))), 1)}"

    for room in sorted(tree.rooms):
        for entry in tree.allowed_entries[room]:
            if not tree.expand(entry):
                yield f'{at(room)}: "{room}" may include "{entry}", which is neither a room nor a folder of rooms'
        if not (tree.root / room).is_dir():
            yield f'{at(room)}: room "{room}" has no folder; remove it from the table'
    done = set()

    def visit(room, trail):
        if room in trail:
            cycle = trail[trail.index(room):] + [room]
            return [f"{at(room)}: cycle {' -> '.join(cycle)}; allowed: arrows one way"]
        if room in done:
            return []
        found = [problem for other in sorted(tree.allowed(room)) for problem in visit(other, trail + [room])]
        done.add(room)
        return found

    for room in sorted(tree.rooms):
        yield from visit(room, [])


def check_includes(tree):
    for path in tree.sources:
        room = tree.room(path)
        if room is None:
            yield f"{path}:1: belongs to no room; add its folder to tests/house/rooms.toml"
            continue
        allowed = tree.allowed(room) | {room}
        for number, quoted, _ in tree.includes[path]:
            if quoted is None or quoted == PurePosixPath(path).stem + ".moc":
                continue
            target = tree.target(path, quoted)
            if target is None:
                yield f'{path}:{number}: "{quoted}" does not exist; includes are written from the root of the repository'
            elif tree.room(target) not in allowed:
                yield (f"{path}:{number}: {room} includes {tree.room(target)} ({quoted}); allowed: "
                       f"{', '.join(tree.allowed_entries[room]) or 'none'}")


def check_own_header(tree):
    """X.cpp includes X.h first, so that every header is compiled once with nothing before it."""
    for path in tree.sources:
        pure = PurePosixPath(path)
        header = str(pure.with_suffix(".h"))
        if pure.suffix != ".cpp" or header not in tree.files:
            continue
        first = next((include for include in tree.includes[path]), None)
        if first is not None and tree.target(path, first[1] or "") != header:
            yield f'{path}:{first[0]}: the first include is "{first[1] or first[2]}"; allowed: "{header}", its own header'


def check_forbidden(tree, table):
    for name, rule in table.get("forbidden", {}).items():
        bans = tuple(rule["headers"])
        # A bare prefix such as "Q" means the library's class headers (<QWidget>), not every header with that letter.
        direct = {}
        for path in tree.sources:
            for number, _, angle in tree.includes[path]:
                if angle and any(angle.startswith(ban) and (ban.endswith("/") or angle[len(ban):len(ban) + 1].isupper()
                                                            or angle.startswith("Qt")) for ban in bans):
                    direct.setdefault(path, (number, f"<{angle}>"))
        exempt = set().union(*(tree.expand(entry) for entry in rule.get("except", [])))
        rooms = set().union(*(tree.expand(entry) for entry in rule["rooms"])) - exempt
        reach = {}

        def reached(path, direct=direct, reach=reach):
            """(line, chain) of how `path` reaches a forbidden header, or None."""
            if path not in reach:
                reach[path] = None
                if path in direct:
                    reach[path] = (direct[path][0], [direct[path][1]])
                else:
                    for number, quoted, _ in tree.includes.get(path, []):
                        target = quoted and tree.target(path, quoted)
                        if target and (below := reached(target)):
                            reach[path] = (number, [target, *below[1]])
                            break
            return reach[path]

        for path in tree.sources:
            if tree.room(path) in rooms and (found := reached(path)):
                yield f"{path}:{found[0]}: reaches {name} ({' > '.join(found[1])}); allowed: none in {tree.room(path)}"


def check_lists(tree):
    listed = set()
    for path in tree.lists:
        folder = PurePosixPath(path).parent
        text = re.sub(r"#.*", "", (tree.root / path).read_text(encoding="utf-8"))
        for token in re.findall(r"[\w$<>{}./+-]+", text):
            token = re.sub(r"^\$\{\w+\}/", "", token)
            for name in (token, token + ".cpp"):  # isonet_test(tst_x) means tst_x.cpp
                listed.add(os.path.normpath(folder / name))
    for path in tree.sources:
        if PurePosixPath(path).suffix in LISTED and path not in listed:
            yield f"{path}:1: is in no CMakeLists.txt; add it to the list of {tree.room(path)}"


def check_limits(tree, table):
    limit = table["limits"]["source_lines"]
    for path in tree.sources:
        count = tree.text[path].count("\n")
        if count > limit:
            yield f"{path}:{limit + 1}: has {count} lines; allowed: {limit}"
    limit = table["limits"]["readme_lines"]
    for room in sorted(tree.rooms):
        readme = f"{room}/README.md"
        if readme not in tree.files:
            if not room.startswith("tests/") and (tree.root / room).is_dir():
                yield f"{readme}:1: is missing; say what lives in the room, what it may include, how to add one more"
            continue
        count = (tree.root / readme).read_text(encoding="utf-8").count("\n")
        if count > limit:
            yield f"{readme}:{limit + 1}: has {count} lines; allowed: {limit}"


def graph(tree):
    used = {}
    for path in tree.sources:
        for _, quoted, _ in tree.includes[path]:
            target = quoted and tree.target(path, quoted)
            if target and tree.room(target) != tree.room(path):
                used.setdefault(tree.room(path) or "-", set()).add(tree.room(target) or "-")
    for room in sorted(used):
        unused = sorted(tree.allowed(room) - used[room]) if room in tree.rooms else []
        print(f"{room} -> {' '.join(sorted(used[room]))}" + (f"   (allowed, unused: {' '.join(unused)})" if unused else ""))


def problems(root, table):
    tree = Tree(root, table)
    yield from check_table(tree)
    yield from check_includes(tree)
    yield from check_own_header(tree)
    yield from check_forbidden(tree, table)
    yield from check_lists(tree)
    yield from check_limits(tree, table)


def main(arguments=None):
    parser = argparse.ArgumentParser(usage=__doc__.split("\n\n")[1].removeprefix("usage: "))
    parser.add_argument("--root", type=Path, default=Path(__file__).resolve().parents[2])
    parser.add_argument("--graph", action="store_true")
    arguments = parser.parse_args(arguments)
    try:
        with open(arguments.root / TABLE, "rb") as file:
            table = tomllib.load(file)
        table["rooms"], table["limits"]["source_lines"], table["limits"]["readme_lines"]
    except (OSError, KeyError, tomllib.TOMLDecodeError) as error:
        print(f"{TABLE} cannot be used: {error}", file=sys.stderr)
        return 2
    if arguments.graph:
        graph(Tree(arguments.root, table))
        return 0
    found = list(problems(arguments.root, table))
    print("\n".join(found) if found else "rooms: no violations")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
