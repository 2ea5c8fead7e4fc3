#include "app/workbench/LayerLab.h"

#include <ATen/ATen.h>
#include <c10/core/GradMode.h>

#include <algorithm>
#include <cmath>

#include "app/workbench/LayerMeasures.h"
#include "model/isometry/JacobianSpectrum.h"
#include "model/isometry/SignalMeasure.h"
#include "model/layers/RandomNumbers.h"
#include "training/data/Dataset.h"
#include "training/engine/Evaluation.h"

namespace isonet::workbench {

struct LayerLab::Opened {
    training::LoadedNetwork loaded;
};

namespace {

// Validation images, or noise where the data set is not there; `words` says which.
at::Tensor someImages(const config::RunConfig& config, int count, QString& words) {
    const auto& model = config.model;
    at::Tensor images = at::empty({count, model.channels, model.height, model.width});
    try {
        const auto data = training::openDatasets(config.data, config.model);
        const auto& set = *data.validation;
        const auto shape = set.shape();
        if (shape.channels == model.channels && shape.height == model.height && shape.width == model.width &&
            set.size() >= count) {
            const std::int64_t size = images[0].numel();
            for (int i = 0; i < count; ++i)
                set.load(i, 0, training::PixelOrder::Planes, images.data_ptr<float>() + i * size);
            words = QStringLiteral("the first %1 validation images").arg(count);
            return images;
        }
    } catch (const std::exception&) {
        // Said below: noise serves.
    }
    words = config::isDetection(config)
                ? QStringLiteral("%1 images of noise of the network's own size").arg(count)
                : QStringLiteral("%1 images of noise (the data set is not installed)").arg(count);
    auto generator = at::detail::createCPUGenerator(1);
    return images.normal_(0, 1, generator);
}

at::Tensor offsetAfter(const std::vector<model::OffsetLayer>& offsets, const std::string& convolution) {
    // "s1.b1.f.a" has "s1.b1.f.a_relu"; the last one of a block has the block's "s1.b1.relu"; the stem "stem.relu".
    const std::string block = convolution.substr(0, convolution.find(".f."));
    const std::string own = convolution + "_relu";
    const std::string closing = convolution == "stem.conv" ? "stem.relu" : block + ".relu";
    for (const auto* name : {&own, &closing})
        for (const auto& offset : offsets)
            if (offset.plan->name == *name)
                return convolution.ends_with(".proj") ? at::Tensor() : offset.offset;
    return {};
}

}  // namespace

LayerLab::LayerLab(QObject* parent)
    : QObject(parent),
      opened_(std::make_shared<Opened>()),
      jobs_(
          this, [this](const QString& text) { Q_EMIT failed(text); }, [this] { Q_EMIT progress({}, 0, 0); }) {}

LayerLab::~LayerLab() = default;

void LayerLab::cancel() {
    jobs_.cancel();
}

void LayerLab::open(const NetworkSource& source) {
    jobs_.startAnew();
    jobs_.ask(QStringLiteral("open"), [this, source](std::stop_token stop) {
        jobs_.tell([this] { Q_EMIT progress(QStringLiteral("Opening the network"), 0, 0); });
        *opened_ = {};
        if (source.config) {
            const model::OwnRandomNumbers random(source.config->run.seed);
            opened_->loaded.config = *source.config;
            opened_->loaded.network = model::Network(config::networkSpec(*source.config));
        } else {
            opened_->loaded = training::loadNetwork(source.path.toStdString(), true);
        }
        auto& loaded = opened_->loaded;
        const QString title = QString::fromStdString(spec::networkName(loaded.config.model));
        jobs_.tell([this, title, step = loaded.step] { Q_EMIT opened(title, step); });
        const c10::NoGradGuard quiet;
        std::vector<widgets::LayerRow> rows;
        const auto layers = loaded.network->convolutions();
        const auto offsets = loaded.network->offsets();
        for (std::size_t i = 0; i < layers.size(); ++i) {
            const bool penalized = spec::penalizes(loaded.config.penalty, *layers[i].plan);
            const auto report =
                model::inspectLayer(layers[i], penalized, offsetAfter(offsets, layers[i].plan->name), stop);
            if (!report)
                return;
            rows.push_back(rowOf(*report));
            const bool last = i + 1 == layers.size();
            jobs_.tell([this, rows, last, done = int(i) + 1, all = int(layers.size())] {
                Q_EMIT rowsReady(rows, last);
                Q_EMIT progress(QStringLiteral("Measuring the layers"), done, all);
            });
        }
    });
}

void LayerLab::showLayer(const QString& name) {
    jobs_.ask(QStringLiteral("layer"), [this, name](std::stop_token stop) {
        if (!opened_->loaded.network)
            return;
        jobs_.tell([this, name] { Q_EMIT progress(QStringLiteral("Measuring ") + name, 0, 0); });
        const auto offsets = opened_->loaded.network->offsets();
        for (const auto& layer : opened_->loaded.network->convolutions())
            if (QString::fromStdString(layer.plan->name) == name)
                if (const auto detail = detailOf(layer, offsetAfter(offsets, layer.plan->name), stop))
                    jobs_.tell([this, detail = *detail] { Q_EMIT layerReady(detail); });
    });
}

void LayerLab::measureSignals(int images) {
    jobs_.ask(QStringLiteral("signals"), [this, images](std::stop_token stop) {
        if (!opened_->loaded.network)
            return;
        QString words;
        const auto batch = someImages(opened_->loaded.config, images, words);
        model::SignalOptions options;
        options.stop = stop;
        options.progress = [this](int done, int all) {
            jobs_.tell([this, done, all] { Q_EMIT progress(QStringLiteral("Following signals"), done, all); });
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
        jobs_.tell([this, rows, words] { Q_EMIT signalsReady(rows, words); });
    });
}

void LayerLab::measureJacobian(int images, bool features) {
    jobs_.ask(QStringLiteral("jacobian"), [this, images, features](std::stop_token stop) {
        if (!opened_->loaded.network)
            return;
        QString words;
        const auto batch = someImages(opened_->loaded.config, images, words);
        model::JacobianOptions options;
        options.output = features ? model::JacobianOutput::Features : model::JacobianOutput::Logits;
        options.stop = stop;
        options.progress = [this, images](int image, int) {
            jobs_.tell([this, image, images] { Q_EMIT progress(QStringLiteral("Jacobian spectrum"), image, images); });
        };
        const auto reports = model::jacobianSpectra(opened_->loaded.network, batch, options);
        if (stop.stop_requested() || reports.empty())
            return;
        widgets::JacobianFacts facts;
        facts.complete = facts.converged = true;
        for (const auto& report : reports) {
            facts.values.emplace_back(report.values.begin(), report.values.end());
            facts.complete = facts.complete && report.complete;
            facts.converged = facts.converged && report.converged;
            facts.rows = int(report.rows);
            facts.columns = int(report.columns);
        }
        jobs_.tell([this, facts, words] { Q_EMIT jacobianReady(facts, words); });
    });
}

}  // namespace isonet::workbench
