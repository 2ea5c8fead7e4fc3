#include "model/interop/PythonModule.h"

#include <algorithm>
#include <cctype>
#include <map>
#include <utility>
#include <vector>

#include "model/base/OutputFile.h"
#include "model/interop/PythonHelpers.h"
#include "model/interop/PythonSection.h"

namespace isonet::interop {

namespace {

constexpr char stageText[] = R"py(def stage(*blocks):
    """Blocks in sequence, named b1, b2, ..."""
    return nn.Sequential(OrderedDict((f"b{i}", block) for i, block in enumerate(blocks, 1)))
)py";

constexpr char loadText[] = R"py(def load(file):
    """The network with the weights of a state dict (.pt, .pth or .safetensors), in evaluation mode."""
    if str(file).endswith(".safetensors"):
        from safetensors.torch import load_file

        state = load_file(file)
    else:
        state = torch.load(file, map_location="cpu", weights_only=True)
    network = Network()
    network.load_state_dict(state)
    return network.eval()
)py";

// "Bottleneck block with projection" -> "BottleneckBlockWithProjection"
std::string className(const std::string& title) {
    std::string name;
    bool upper = true;
    for (const char c : title) {
        if (c != ' ')
            name += upper ? static_cast<char>(std::toupper(static_cast<unsigned char>(c))) : c;
        upper = c == ' ';
    }
    return name;
}

struct Instance {
    std::string name;  // "s1.b1"
    std::size_t kind = 0, number = 0;
    std::string call;  // "BasicBlock(channels=16)"
};

class ModuleWriter {
public:
    explicit ModuleWriter(const Graph& graph) : graph_(graph) {
        for (const Section& section : graph.sections) {
            PythonSection lines = pythonSection(section);
            auto kind = std::ranges::find_if(kinds_, [&](const PythonClass& each) {
                return each.accepts(section.title, lines.forward, lines.constructor);
            });
            if (kind == kinds_.end()) {
                kinds_.emplace_back(newName(className(section.title)), section.title, lines.forward);
                kind = kinds_.end() - 1;
            }
            instances_.push_back({section.name,
                                  static_cast<std::size_t>(kind - kinds_.begin()),
                                  kind->add(std::move(lines.constructor)),
                                  {}});
        }
        std::vector<std::vector<std::string>> calls;
        for (const PythonClass& kind : kinds_)
            calls.push_back(kind.calls());
        for (Instance& each : instances_)
            each.call = std::move(calls[each.kind][each.number]);
    }

    std::string classes() const {
        std::string text;
        for (const PythonClass& each : kinds_)
            text += each.definition() + "\n\n";
        return text;
    }

    std::string network() const {
        std::string made, forward = "        x = self.stem(images)\n";
        made = "        self.stem = " + instances_.front().call + "\n";
        for (std::size_t i = 1; i + 1 < instances_.size();) {
            const std::string stage = instances_[i].name.substr(0, instances_[i].name.find('.'));
            made += "        self." + stage + " = stage(\n";
            while (i + 1 < instances_.size() && instances_[i].name.starts_with(stage + "."))
                made += repeated(stage, i);
            made += "        )\n";
            forward += "        x = self." + stage + "(x)\n";
        }
        made += "        self.head = " + instances_.back().call + "\n";
        const auto& image = graph_.image;
        return "class Network(nn.Module):\n    \"\"\"" + graph_.name + ": images (N, " +
               std::to_string(image.channels) + ", " + std::to_string(image.height) + ", " +
               std::to_string(image.width) + ") -> logits (N, " + std::to_string(graph_.classes) +
               ").\"\"\"\n\n    def __init__(self):\n        super().__init__()\n" + made +
               "\n    def forward(self, images):\n" + forward + "        return self.head(x)\n";
    }

private:
    // The name itself for the first class, then with 2, 3, ...
    std::string newName(const std::string& base) {
        const int number = ++named_[base];
        return number == 1 ? base : base + std::to_string(number);
    }

    // The line of the block `i` and those after it that are made by the same call; moves `i` behind them.
    std::string repeated(const std::string& stage, std::size_t& i) const {
        const std::string& one = instances_[i].call;
        int count = 0;
        for (; i + 1 < instances_.size() && instances_[i].name.starts_with(stage + ".") && instances_[i].call == one;
             ++i)
            ++count;
        const std::string line = count == 1 ? one : "*(" + one + " for _ in range(" + std::to_string(count) + "))";
        return "            " + line + ",\n";
    }

    const Graph& graph_;
    std::map<std::string, int> named_;
    std::vector<PythonClass> kinds_;
    std::vector<Instance> instances_;
};

// Words in lines of at most `width` characters.
std::string wrapped(const std::string& text, std::size_t width) {
    std::string out, line, word;
    for (std::size_t i = 0; i <= text.size(); ++i) {
        if (i < text.size() && text[i] != ' ') {
            word += text[i];
            continue;
        }
        if (!line.empty() && line.size() + 1 + word.size() > width) {
            out += line + "\n";
            line.clear();
        }
        line += (line.empty() ? "" : " ") + word;
        word.clear();
    }
    return out + line;
}

}  // namespace

std::string pythonModule(const Graph& graph, const ExportNotes& notes) {
    const ModuleWriter writer(graph);
    std::string text = "\"\"\"" + graph.name + ", written by " + exportProducer +
                       (notes.version.empty() ? "" : " " + notes.version) + ".\n\n" +
                       wrapped(inputText(graph, notes), 100) +
                       "\nload(\"net.pt\") reads the weights that `isonet export RUN net.pt` writes.\n\"\"\"\n"
                       "from collections import OrderedDict\n\nimport torch\nimport torch.nn.functional as F\n"
                       "from torch import nn\n\n";
    if (!notes.mean.empty())
        text += "MEAN = " + tupleText(notes.mean) + "\nDEVIATION = " + tupleText(notes.deviation) + "\n";
    return text + "\n\n" + pythonHelpers(graph) + stageText + "\n\n" + writer.classes() + writer.network() + "\n\n" +
           loadText;
}

void writePythonModule(const Graph& graph, const ExportNotes& notes, const std::filesystem::path& file) {
    base::OutputFile output(file);
    output.write(pythonModule(graph, notes));
    output.commit();
}

}  // namespace isonet::interop
