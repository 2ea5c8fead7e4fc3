#!/usr/bin/python3
"""Tests of the gates: violations planted in a small tree of their own are found, and a clean tree passes."""

import contextlib
import io
import tempfile
import unittest
from pathlib import Path

import check_rooms
import check_words

HERE = Path(__file__).resolve().parent

ROOMS = """
[rooms]
"model/base" = []
"model/layers" = ["model/base"]
"widgets/common" = ["model/base"]
"widgets/plot" = ["model/base", "widgets/common"]

[forbidden.LibTorch]
headers = ["torch/", "ATen/"]
rooms = ["model/base", "widgets"]

[forbidden.Qt]
headers = ["Q"]
rooms = ["model"]

[limits]
source_lines = 12
readme_lines = 4
"""

CLEAN = {
    "tests/house/rooms.toml": ROOMS,
    "model/base/README.md": "Base.\n",
    "model/base/CMakeLists.txt": "add_library(base Text.cpp)\n",
    "model/base/Text.h": "#pragma once\n#include <string>\n",
    "model/base/Text.cpp": '#include "model/base/Text.h"\n#include <vector>\n',
    "model/layers/README.md": "Layers.\n",
    "model/layers/CMakeLists.txt": "target_sources(model PRIVATE cpu/Block.cpp)\n",
    "model/layers/Block.h": '#pragma once\n#include <torch/types.h>\n#include "model/base/Text.h"\n',
    "model/layers/cpu/Block.cpp": '#include "model/layers/Block.h"\n',
    "widgets/common/README.md": "Common.\n",
    "widgets/plot/README.md": "Plots.\n",
    "widgets/plot/Axis.h": '#pragma once\n#include <QWidget>\n#include "model/base/Text.h"\n',
    "build/Generated.cpp": '#include "nowhere.h"\n',
}


class GateTest(unittest.TestCase):
    gate = None

    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def run_gate(self, files):
        for name, text in files.items():
            path = Path(self.folder.name) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        output = io.StringIO()
        with contextlib.redirect_stdout(output):
            status = self.gate.main(["--root", self.folder.name])
        return status, output.getvalue().splitlines()

    def assert_found(self, files, *fragments):
        """Exactly one violation is reported, and its line holds every fragment."""
        status, lines = self.run_gate(files)
        self.assertEqual(status, 1, lines)
        self.assertEqual(len(lines), 1, lines)
        for fragment in fragments:
            self.assertIn(fragment, lines[0])


class RoomsTest(GateTest):
    gate = check_rooms

    def test_clean_tree_passes(self):
        self.assertEqual(self.run_gate(CLEAN), (0, ["rooms: no violations"]))

    def test_forbidden_arrow(self):
        self.assert_found(CLEAN | {"widgets/common/Theme.h": '#pragma once\n#include "widgets/plot/Axis.h"\n'},
                          "widgets/common/Theme.h:2:", "widgets/common includes widgets/plot", "allowed: model/base")

    def test_missing_header(self):
        self.assert_found(CLEAN | {"widgets/common/Theme.h": '#include "Axis.h"\n'},
                          "widgets/common/Theme.h:1:", '"Axis.h" does not exist')

    def test_file_outside_the_rooms(self):
        self.assert_found(CLEAN | {"training/Run.h": "#pragma once\n"}, "training/Run.h:1:", "no room")

    def test_torch_reaches_widgets_through_a_header(self):
        table = ROOMS.replace('"widgets/plot" = [', '"widgets/plot" = ["model/layers", ')
        self.assert_found(CLEAN | {"tests/house/rooms.toml": table,
                                   "widgets/plot/Map.h": '#pragma once\n\n#include "model/layers/Block.h"\n'},
                          "widgets/plot/Map.h:3:", "reaches LibTorch", "model/layers/Block.h > <torch/types.h>")

    def test_qt_in_the_engine(self):
        self.assert_found(CLEAN | {"model/layers/Signal.h": "#pragma once\n#include <QString>\n"}, "reaches Qt (<QString>)")

    def test_cycle_in_the_table(self):
        table = ROOMS.replace('"model/base" = []', '"model/base" = ["widgets/common"]')
        self.assert_found(CLEAN | {"tests/house/rooms.toml": table}, "rooms.toml:3: cycle", "model/base -> widgets/common -> model/base")

    def test_unknown_room_in_the_table(self):
        table = ROOMS.replace('"model/base" = []', '"model/base" = ["nowhere"]')
        self.assert_found(CLEAN | {"tests/house/rooms.toml": table}, '"nowhere"', "neither a room nor a folder")

    def test_unlisted_source(self):
        self.assert_found(CLEAN | {"model/layers/cpu/Stage.cpp": "// nothing\n"},
                          "model/layers/cpu/Stage.cpp:1:", "no CMakeLists.txt")

    def test_commented_out_source_is_unlisted(self):
        self.assert_found(CLEAN | {"model/base/CMakeLists.txt": "add_library(base) # Text.cpp\n"}, "no CMakeLists.txt")

    def test_own_header_comes_first(self):
        self.assert_found(CLEAN | {"model/base/Text.cpp": '#include <vector>\n#include "model/base/Text.h"\n'},
                          "model/base/Text.cpp:1:", "its own header")

    def test_long_file(self):
        self.assert_found(CLEAN | {"model/base/Text.h": "#pragma once\n" * 13}, "model/base/Text.h:13:", "13 lines")

    def test_missing_and_long_readme(self):
        files = dict(CLEAN)
        del files["widgets/common/README.md"]
        files["widgets/common/Theme.h"] = "#pragma once\n"
        self.assert_found(files, "widgets/common/README.md:1: is missing")
        self.assert_found(CLEAN | {"model/base/README.md": "x\n" * 5}, "model/base/README.md:5:", "5 lines")


class WordsTest(GateTest):
    gate = check_words

    def setUp(self):
        super().setUp()
        self.table = {"tests/house/words.toml": (HERE / "words.toml").read_text(encoding="utf-8")}

    def test_plain_text_passes(self):
        status, _ = self.run_gate(self.table | {"a.md": "The renewed gradients arrive. Normalization.\n"})
        self.assertEqual(status, 0)

    def test_british_spelling(self):
        self.assert_found(self.table | {"a.h": "\n// The Normalisation of it.\n"}, "a.h:2:", '"Normalisation"')

    def test_word_within_an_identifier(self):
        self.assert_found(self.table | {"a.h": "int lineColour;\n"}, "a.h:1:", '"Colour"', "write: color")

    def test_phrase_over_a_line_break(self):
        self.assert_found(self.table | {"a.h": "int a;\n// The process did not end\n    // by itself.\n"},
                          "a.h:2:", "ended unexpectedly")

    def test_build_folder_is_skipped(self):
        status, _ = self.run_gate(self.table | {"build/a.md": "colour\n"})
        self.assertEqual(status, 0)

    def test_allowed_line(self):
        allow = '\n[[allow]]\nfile = "a.h"\npattern = "oldKey"\nreason = "a key of old files"\n'
        files = {name: text + allow for name, text in self.table.items()}
        self.assert_found(files | {"a.h": 'x("colour");  // oldKey\ny("colour");\n'}, "a.h:2:")


if __name__ == "__main__":
    unittest.main()
