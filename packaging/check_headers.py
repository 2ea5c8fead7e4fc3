#!/usr/bin/python3
"""Compile every header by itself, with the options of its library and without precompiled headers.

usage: check_headers.py COMPILE_COMMANDS --cache FOLDER [--jobs N] [--changed FILE...]

COMPILE_COMMANDS is the file of the preset `lint`. A header that passed is remembered in the cache by the content of
its options and of every project header that it includes, so that a second run compiles only what has changed.
--changed checks only headers that are, or include, one of the given files. Exit code 1 if a header fails.
"""

import argparse
import concurrent.futures
import hashlib
import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = ("model", "training", "widgets", "app", "tests")
INCLUDE = re.compile(r'^\s*#\s*include\s*"([^"]+)"', re.MULTILINE)


def options_by_source(file):
    """source -> the compiler and its options, without input and output."""
    options = {}
    for entry in json.loads(Path(file).read_text(encoding="utf-8")):
        source = os.path.relpath(entry["file"], ROOT)
        words = shlex.split(entry["command"])
        while "=" in words[0] or not re.search(r"(c\+\+|g\+\+|clang\+\+)[-.\d]*$", words[0]):
            words.pop(0)  # a compiler launcher
        kept, skip = [], False
        for word in words:
            if skip or word in ("-c", entry["file"]):
                skip = False
            elif word == "-o":
                skip = True
            elif word not in ("-fpch-preprocess",):
                kept.append(word)
        options[source] = kept
    return options


def options_for(header, options, headers):
    """Those of the source of the same name, else of the nearest source that includes it, else of the nearest one."""
    source = str(Path(header).with_suffix(".cpp"))
    if source in options:
        return options[source]
    parts = Path(header).parent.parts

    def distance(other):
        folder = Path(other).parent.parts
        common = len(os.path.commonprefix([parts, folder]))
        return (len(parts) + len(folder) - 2 * common, other)

    near = [s for s in options if s.startswith(parts[0] + "/") and (ROOT / s).is_file()]
    users = [s for s in near if header in headers.included(s)]
    return options[min(users or near, key=distance)]


class Headers:
    def __init__(self):
        self.closures = {}

    def included(self, path):
        """`path` and every project file that it includes."""
        if path not in self.closures:
            self.closures[path] = {path}
            for name in INCLUDE.findall((ROOT / path).read_text(encoding="utf-8")):
                for candidate in (name, os.path.normpath(os.path.join(os.path.dirname(path), name))):
                    if (ROOT / candidate).is_file():
                        self.closures[path] = self.closures[path] | self.included(candidate)
                        break
        return self.closures[path]

    def stamp(self, path, options):
        digest = hashlib.sha256("\0".join([path, *options]).encode())
        for name in sorted(self.included(path)):
            digest.update(name.encode() + b"\0" + (ROOT / name).read_bytes())
        return digest.hexdigest()


def compile_alone(path, options):
    """The compiler's messages; empty where the header passes. Included twice, it must guard itself."""
    source = f'#include "{path}"\n#include "{path}"\n'
    done = subprocess.run([*options, "-O0", "-fsyntax-only", "-x", "c++", "-"], input=source, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False, cwd=ROOT)
    return done.stdout if done.returncode != 0 or "warning:" in done.stdout else ""


def main():
    parser = argparse.ArgumentParser(usage=__doc__.split("\n\n")[1].removeprefix("usage: "))
    parser.add_argument("commands")
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--changed", nargs="*")
    arguments = parser.parse_args()

    options = options_by_source(arguments.commands)
    headers = Headers()
    paths = sorted(os.path.relpath(path, ROOT) for folder in FOLDERS for path in (ROOT / folder).rglob("*.h"))
    if arguments.changed is not None:
        changed = set(arguments.changed)
        paths = [path for path in paths if headers.included(path) & changed]
    arguments.cache.mkdir(parents=True, exist_ok=True)
    chosen = {path: options_for(path, options, headers) for path in paths}
    stamps = {path: arguments.cache / headers.stamp(path, chosen[path]) for path in paths}
    waiting = [path for path in paths if not stamps[path].exists()]

    failed = 0
    with concurrent.futures.ThreadPoolExecutor(arguments.jobs) as pool:
        tasks = {pool.submit(compile_alone, path, chosen[path]): path for path in waiting}
        for count, task in enumerate(concurrent.futures.as_completed(tasks), 1):
            path, messages = tasks[task], task.result()
            print(f"[{count}/{len(waiting)}] {path}", flush=True)
            if messages:
                failed += 1
                print(f"FAILED: {path} does not compile by itself:\n{messages}", flush=True)
            else:
                stamps[path].touch()
    # Stamps of earlier contents.
    if arguments.changed is None:
        kept = set(stamps.values())
        for stamp in arguments.cache.iterdir():
            if stamp not in kept:
                stamp.unlink()
    print(f"headers: {len(paths)} checked, {len(waiting)} compiled, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
