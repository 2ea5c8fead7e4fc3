// isonet predict: the most likely classes of image files.
#include <ATen/ATen.h>

#include <algorithm>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>

#include "app/cli/Commands.h"
#include "app/cli/ExitCode.h"
#include "app/cli/Interrupt.h"
#include "app/cli/Sources.h"
#include "app/cli/Table.h"
#include "model/base/JsonText.h"
#include "model/base/ShownText.h"
#include "model/kernels/CudaPlugin.h"
#include "training/data/images/ImageDecoder.h"
#include "training/data/images/ImageTransform.h"
#include "training/engine/checkpoint/LoadedNetwork.h"
#include "training/engine/runtime/Precision.h"

namespace isonet::cli {

namespace {

constexpr std::size_t batchSize = 32;

struct PredictOptions {
    std::string source, device = "auto";
    std::vector<std::string> images;
    int top = 5;
    bool latest = false, json = false;
};

struct Prediction {
    std::string file, error;
    std::vector<std::pair<std::int64_t, double>> classes;  // with probabilities, highest first
};

// Predicts one batch of images from `first` on; images that cannot be decoded get an error.
void predictBatch(training::LoadedNetwork& loaded, const training::ImageTransform& transform, const at::Device& device,
                  int top, std::vector<Prediction>& all, std::size_t first) {
    const std::size_t last = std::min(first + batchSize, all.size());
    const auto shape = transform.shape();
    const auto count = static_cast<std::int64_t>(last - first);
    const at::Tensor images = at::zeros({count, shape.channels, shape.height, shape.width}, at::kFloat)
                                  .contiguous(at::MemoryFormat::ChannelsLast);
    // With one channel both orders have the same memory layout.
    const std::int64_t size = std::int64_t{shape.channels} * shape.height * shape.width;
    for (std::size_t i = first; i < last; ++i) {
        try {
            transform.load(all[i].file, 0, training::PixelOrder::Interleaved,
                           images.data_ptr<float>() + static_cast<std::int64_t>(i - first) * size);
        } catch (const training::ImageError& error) {
            all[i].error = error.what();
        }
    }
    at::Tensor logits;
    {
        const training::PrecisionScope scope(loaded.config.run.precision, device);
        logits = loaded.network->forward(images.to(device));
    }
    const at::Tensor probabilities = logits.to(at::kFloat).softmax(1).cpu();
    const auto [values, indices] = probabilities.topk(std::min<std::int64_t>(top, probabilities.size(1)), 1);
    for (std::size_t i = first; i < last; ++i)
        for (std::int64_t k = 0; all[i].error.empty() && k < values.size(1); ++k) {
            const auto row = static_cast<std::int64_t>(i - first);
            all[i].classes.emplace_back(indices[row][k].item<std::int64_t>(), values[row][k].item<double>());
        }
}

void print(const PredictOptions& options, const std::vector<Prediction>& all, const std::vector<std::string>& names) {
    if (options.json) {
        auto rows = nlohmann::ordered_json::array();
        for (const Prediction& one : all) {
            nlohmann::ordered_json row{{"file", one.file}};
            if (!one.error.empty())
                row["error"] = one.error;
            row["predictions"] = nlohmann::ordered_json::array();
            for (const auto& [index, probability] : one.classes)
                row["predictions"].push_back({{"class", names[static_cast<std::size_t>(index)]},
                                              {"index", index},
                                              {"probability", probability}});
            rows.push_back(std::move(row));
        }
        std::cout << base::jsonText(rows) << '\n';
        return;
    }
    for (const Prediction& one : all) {
        if (!one.error.empty())
            continue;  // already on stderr
        std::cout << base::shownName(one.file) << '\n';
        for (const auto& [index, probability] : one.classes) {
            const std::string percent = fixed(100 * probability, 2);
            std::cout << std::string(percent.size() < 8 ? 8 - percent.size() : 0, ' ') << percent << " %  "
                      << base::shownName(names[static_cast<std::size_t>(index)]) << '\n';
        }
    }
}

int run(const PredictOptions& options) {
    if (options.top < 1)
        throw std::invalid_argument("--top is " + std::to_string(options.top) + "; accepted: 1 or more");
    Interrupt interrupt(Interrupt::Stop::AtOnce);
    const at::Device device(model::resolveDevice(options.device));
    auto loaded = training::loadNetwork(options.source, options.latest);
    requireClassifier(loaded.config, options.source);
    training::requireFiniteWeights(loaded, options.source);
    const training::ImageTransform transform(loaded.config.data, loaded.config.model);
    loaded.network->to(device);
    loaded.network->eval();
    const at::NoGradGuard noGrad;
    std::vector<Prediction> all;
    for (const std::string& file : options.images)
        all.push_back({file, {}, {}});
    for (std::size_t first = 0; first < all.size() && !interrupt.token().stop_requested(); first += batchSize)
        predictBatch(loaded, transform, device, options.top, all, first);
    print(options, all, loaded.classNames);
    bool failed = false;
    for (const Prediction& one : all)
        if (!one.error.empty()) {
            std::cerr << "isonet: " << base::shownText(one.error) << '\n';
            failed = true;
        }
    return interrupt.token().stop_requested() ? Interrupted : failed ? Storage : Done;
}

}  // namespace

void addPredict(Verb app) {
    auto options = std::make_shared<PredictOptions>();
    Verb verb = app.verb("predict", "Predict the most likely classes of image files");
    addCheckpointSource(verb, "RUN", options->source, options->latest);
    verb.option("IMAGE", options->images, "Image files: JPEG, PNG, WebP, GIF, BMP, TIFF").required();
    verb.option("--top", options->top, "Classes per image");
    verb.option("--device", options->device, "auto, cpu, cuda or cuda:N");
    verb.flag("--json", options->json, "Print JSON to stdout");
    verb.runs([options] { return run(*options); });
}

}  // namespace isonet::cli
