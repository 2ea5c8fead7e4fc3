#include "app/workbench/jobs/LayerAnalyzer.h"

#include <ATen/ATen.h>
#include <c10/core/GradMode.h>

#include <QFileInfo>
#include <QStringList>
#include <algorithm>
#include <cmath>
#include <filesystem>

#include "model/base/ShownText.h"
#include "model/interop/FoundLayers.h"
#include "model/interop/ImportedWeights.h"
#include "model/isometry/JacobianSpectrum.h"
#include "model/isometry/KernelMaps.h"
#include "model/isometry/LayerInspection.h"
#include "model/isometry/SignalMeasure.h"
#include "training/data/catalogue/Catalogue.h"
#include "training/data/images/Dataset.h"
#include "training/engine/checkpoint/LoadedNetwork.h"
#include "widgets/common/PathText.h"

namespace isonet::workbench {

struct LayerAnalyzer::Opened {
    training::LoadedNetwork loaded;
    interop::FoundLayers found;  // of a file without a configuration; there is no network then

    std::vector<model::ConvolutionLayer> layers() const {
        if (loaded.network)
            return loaded.network->convolutions();
        std::vector<model::ConvolutionLayer> all;
        for (const auto& layer : found.layers)
            all.push_back({&layer.plan, layer.weight});
        return all;
    }
    std::vector<model::OffsetLayer> offsets() const {
        return loaded.network ? loaded.network->offsets() : std::vector<model::OffsetLayer>{};
    }
};

namespace {

// The images that signals and Jacobians are measured on. `description` names them for the page.
struct SampleImages {
    at::Tensor images;
    QString description;
};

// The first `count` validation images, or Gaussian noise if the dataset cannot be read or does not fit the network.
SampleImages sampleImages(const config::RunConfig& config, int count) {
    const auto& model = config.model;
    at::Tensor images = at::empty({count, model.channels, model.height, model.width});
    try {
        const auto data = training::openDatasets(config.data, config.model);
        const auto& dataset = *data.validation;
        const auto shape = dataset.shape();
        if (shape.channels == model.channels && shape.height == model.height && shape.width == model.width &&
            dataset.size() >= count) {
            const std::int64_t size = images[0].numel();
            for (int i = 0; i < count; ++i)
                dataset.load(i, 0, training::PixelOrder::Planes, images.data_ptr<float>() + i * size);
            return {images, count == 1 ? LayerAnalyzer::tr("the first validation image")
                                       : LayerAnalyzer::tr("the first %1 validation images").arg(count)};
        }
    } catch (const std::exception&) {
        // The description says that noise is used.
    }
    auto generator = at::detail::createCPUGenerator(1);
    images.normal_(0, 1, generator);
    const QString noise =
        count == 1 ? LayerAnalyzer::tr("1 noise image") : LayerAnalyzer::tr("%1 noise images").arg(count);
    return {images, config::isDetection(config) ? LayerAnalyzer::tr("%1 of the network's input size").arg(noise)
                                                : LayerAnalyzer::tr("%1 (the dataset is not installed)").arg(noise)};
}

// The weights of a file without a configuration; nullopt for runs and this project's checkpoints.
std::optional<interop::ImportedWeights> weightsWithoutNetwork(const QString& path) {
    const std::string file = widgets::pathBytes(path);
    std::error_code error;
    if (std::filesystem::is_directory(file, error))
        return std::nullopt;
    auto weights = interop::importWeights(file);
    if (weights.report.hasConfiguration)
        return std::nullopt;
    return weights;
}

double bytesOf(const widgets::LayerDetail& detail) {
    return double(detail.kernel.size() + detail.residual.size() + detail.sigmaMax.size() + detail.sigmaMin.size()) *
               sizeof(float) +
           double(detail.sigma.size() + detail.offsets.size()) * sizeof(double);
}

// `most` of `count` indices, evenly spaced, including the first and the last.
std::vector<int> spacedFrames(int count, int most) {
    std::vector<int> places;
    for (int i = 0; i < std::min(count, most); ++i)
        places.push_back(most >= count ? i : int(std::lround(double(i) * (count - 1) / (most - 1))));
    return places;
}

QString strideNote(const interop::FoundLayers& found) {
    const bool named =
        std::ranges::any_of(found.layers, [](const auto& layer) { return layer.stride == interop::Origin::Names; });
    return named ? LayerAnalyzer::tr("strides and grids from the names of the layers")
                 : LayerAnalyzer::tr("stride 1 and a grid of 14 x 14 assumed");
}

}  // namespace

LayerAnalyzer::LayerAnalyzer(QObject* parent)
    : QObject(parent),
      opened_(std::make_shared<Opened>()),
      jobs_([this](const QString& message) { Q_EMIT failed(message); }, [this] { Q_EMIT progress({}, 0, 0); }) {}

LayerAnalyzer::~LayerAnalyzer() = default;

void LayerAnalyzer::cancel() {
    jobs_.cancel();
}

void LayerAnalyzer::open(const NetworkSource& source) {
    jobs_.reset();
    jobs_.submit(QStringLiteral("open"), [this, source](std::stop_token stop) {
        jobs_.post([this] { Q_EMIT progress(tr("Loading the network…"), 0, 0); });
        *opened_ = {};
        auto weights = source.config ? std::nullopt : weightsWithoutNetwork(source.path);
        if (weights) {
            openWeights(source.path, *weights);
            measureLayers(stop);
            return;
        }
        if (source.config) {
            opened_->loaded = training::initialNetwork(*source.config);
        } else {
            opened_->loaded = training::loadNetwork(widgets::pathBytes(source.path), true);
        }
        auto& loaded = opened_->loaded;
        const QString title = QString::fromStdString(spec::networkName(loaded.config.model));
        jobs_.post([this, title, step = loaded.step] { Q_EMIT opened(title, step); });
        measureLayers(stop);
    });
}

void LayerAnalyzer::openWeights(const QString& path, interop::ImportedWeights& weights) {
    opened_->found = interop::findLayers(weights.tensors);
    if (opened_->found.layers.empty())
        throw interop::FormatError(base::shownName(widgets::pathBytes(path)) + ": no convolution and no linear layer");
    QStringList parts{QFileInfo(path).fileName()};
    for (const auto& note : weights.report.notes(tr("isonet inspect --weights").toStdString()))
        parts.append(QString::fromStdString(note));
    parts.append(strideNote(opened_->found));
    jobs_.post([this, title = parts.join(QStringLiteral("; "))] { Q_EMIT weightsOpened(title); });
}

void LayerAnalyzer::measureLayers(const std::stop_token& stop) {
    const c10::NoGradGuard noGrad;
    std::vector<widgets::LayerRow> rows;
    const auto layers = opened_->layers();
    const auto offsets = opened_->offsets();
    const auto& loaded = opened_->loaded;
    const spec::PenaltySpec penalty = loaded.network ? config::penaltyInForce(loaded.config) : spec::PenaltySpec{};
    for (std::size_t i = 0; i < layers.size(); ++i) {
        const bool penalized = loaded.network && spec::penalizes(penalty, *layers[i].plan);
        auto report =
            model::inspectLayer(layers[i], penalized, model::offsetAfter(layers[i].plan->name, offsets), stop);
        if (!report)
            return;
        rows.push_back(std::move(*report));
        const bool last = i + 1 == layers.size();
        jobs_.post([this, rows, last, done = int(i) + 1, all = int(layers.size())] {
            Q_EMIT rowsReady(rows, last);
            Q_EMIT progress(tr("Measuring layers"), done, all);
        });
    }
}

void LayerAnalyzer::showLayer(const QString& name) {
    jobs_.submit(QStringLiteral("layer"), [this, name](std::stop_token stop) {
        jobs_.post([this, name] { Q_EMIT progress(tr("Measuring %1").arg(name), 0, 0); });
        const auto offsets = opened_->offsets();
        for (const auto& layer : opened_->layers())
            if (QString::fromStdString(layer.plan->name) == name)
                if (const auto detail = model::layerMaps(layer, model::offsetAfter(layer.plan->name, offsets), stop))
                    jobs_.post([this, detail = *detail] { Q_EMIT layerReady(detail); });
    });
}

void LayerAnalyzer::measureFrames(const QStringList& files, const QString& layer) {
    jobs_.submit(QStringLiteral("frames"), [this, files, layer](std::stop_token stop) {
        const c10::NoGradGuard noGrad;
        const std::string name = layer.toStdString();
        const auto detailOf = [&](int index) -> std::optional<widgets::LayerDetail> {
            const auto loaded = training::loadNetwork(widgets::pathBytes(files[index]));
            const auto offsets = loaded.network->offsets();
            for (const auto& each : loaded.network->convolutions())
                if (each.plan->name == name)
                    return model::layerMaps(each, model::offsetAfter(name, offsets), stop);
            throw interop::FormatError(base::shownName(widgets::pathBytes(files[index])) + ": no layer " + name);
        };
        const int count = int(files.size());
        std::vector<int> places{0};
        for (std::size_t i = 0; i < places.size() && !stop.stop_requested(); ++i) {
            jobs_.post([this, i, all = int(places.size())] {
                Q_EMIT progress(tr("Measuring the saved epochs"), int(i), i == 0 ? 0 : all);
            });
            const auto detail = detailOf(places[i]);
            if (!detail)
                return;
            if (i == 0)
                places = spacedFrames(count, std::max(2, int(frameMemory / std::max(bytesOf(*detail), 1.0))));
            jobs_.post([this, index = places[i], detail = *detail] { Q_EMIT frameReady(index, detail); });
        }
        jobs_.post([this] { Q_EMIT framesDone(); });
    });
}

void LayerAnalyzer::measureSignals(int images) {
    jobs_.submit(QStringLiteral("signals"), [this, images](std::stop_token stop) {
        if (!opened_->loaded.network)
            return;
        const auto [batch, description] = sampleImages(opened_->loaded.config, images);
        model::SignalOptions options;
        options.stop = stop;
        options.progress = [this](int done, int all) {
            jobs_.post([this, done, all] { Q_EMIT progress(tr("Measuring signals"), done, all); });
        };
        const auto report = model::measureSignals(opened_->loaded.network, batch, options);
        if (!report)
            return;
        std::vector<widgets::SignalRow> rows;
        const auto add = [&](const auto& each, bool isActivation) {
            rows.push_back({QString::fromStdString(each.name), each.stage, isActivation, each.forward.gain(),
                            each.forward.deviation, each.backward.gain(), each.backward.deviation});
        };
        for (const auto& each : report->convolutions)
            add(each, false);
        for (const auto& each : report->activations)
            add(each, true);
        jobs_.post([this, rows, description = description] { Q_EMIT signalsReady(rows, description); });
    });
}

void LayerAnalyzer::measureJacobian(int images, bool features) {
    jobs_.submit(QStringLiteral("jacobian"), [this, images, features](std::stop_token stop) {
        if (!opened_->loaded.network)
            return;
        const auto [batch, description] = sampleImages(opened_->loaded.config, images);
        model::JacobianOptions options;
        options.output = features ? model::JacobianOutput::Features : model::JacobianOutput::Logits;
        options.stop = stop;
        options.progress = [this, images](int image, int) {
            jobs_.post([this, image, images] { Q_EMIT progress(tr("Computing Jacobian spectra"), image, images); });
        };
        const auto reports = model::jacobianSpectra(opened_->loaded.network, batch, options);
        if (stop.stop_requested() || reports.empty())
            return;
        widgets::JacobianInfo info;
        info.complete = info.converged = true;
        for (const auto& report : reports) {
            info.values.emplace_back(report.values.begin(), report.values.end());
            info.complete = info.complete && report.complete;
            info.converged = info.converged && report.converged;
            info.rows = int(report.rows);
            info.columns = int(report.columns);
        }
        jobs_.post([this, info, description = description] { Q_EMIT jacobianReady(info, description); });
    });
}

}  // namespace isonet::workbench
