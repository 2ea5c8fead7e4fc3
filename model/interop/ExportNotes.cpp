#include "model/interop/ExportNotes.h"

#include "model/base/NumberText.h"

namespace isonet::interop {

std::string tupleText(const std::vector<double>& values) {
    std::string text;
    for (const double value : values)
        text += (text.empty() ? "" : ", ") + base::numberText(value);
    return "(" + text + (values.size() == 1 ? ",)" : ")");
}

std::string inputText(const Graph& graph, const ExportNotes& notes) {
    const auto size = std::to_string(graph.image.height) + " x " + std::to_string(graph.image.width);
    std::string text = "Images are float32 of shape (batch, " + std::to_string(graph.image.channels) +
                       ", height, width)" + (graph.image.channels == 3 ? ", channels red, green, blue" : "") + ", " +
                       (graph.fixedSize ? size + " pixels. " : "trained at " + size + " pixels. ");
    if (notes.mean.empty())
        return text + "Pixels are normalized as in training.";
    const auto shown = [](const std::vector<double>& values) {
        return values.size() == 1 ? base::numberText(values.front()) : tupleText(values);
    };
    return text + "Each channel is (pixel - mean) / deviation for pixels from 0 to 1, with mean " + shown(notes.mean) +
           " and deviation " + shown(notes.deviation) + ".";
}

}  // namespace isonet::interop
