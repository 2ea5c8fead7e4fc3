#include "app/workbench/jobs/ClassifierRunner.h"

#include <ATen/ATen.h>
#include <c10/util/Exception.h>

#include <QFileInfo>
#include <vector>

#include "app/workbench/jobs/StoredImage.h"
#include "model/base/DataError.h"
#include "model/isometry/SignalMeasure.h"
#include "model/kernels/CudaPlugin.h"
#include "training/data/catalogue/Catalogue.h"
#include "training/data/images/Dataset.h"
#include "training/data/images/ImageDecoder.h"
#include "training/data/images/ImageTransform.h"
#include "training/engine/checkpoint/LoadedNetwork.h"
#include "training/engine/runtime/Precision.h"
#include "widgets/common/Format.h"
#include "widgets/common/PathText.h"
#include "widgets/predictions/MistakeList.h"

namespace isonet::workbench {
namespace {

const QString evaluationKind = QStringLiteral("evaluate");

// Probabilities (N, classes) in float32 on the CPU.
at::Tensor probabilitiesOf(training::LoadedNetwork& loaded, const at::Tensor& images, const at::Device& device) {
    const at::NoGradGuard noGrad;
    at::Tensor logits;
    {
        const training::PrecisionScope scope(training::precisionOn(device, loaded.config.run.precision), device);
        logits = loaded.network->forward(images.to(device));
    }
    return logits.to(at::kFloat).softmax(1).cpu();
}

QVector<widgets::DepthNorm> depthOf(const model::SignalReport& report) {
    QVector<widgets::DepthNorm> norms{{ClassifierRunner::tr("image"), report.imageNorm, report.imageGradient}};
    for (const auto& each : report.activations)
        norms.append({QString::fromStdString(each.name), each.forward.after, each.backward.before});
    norms.append({ClassifierRunner::tr("logits"), report.logitsNorm, report.logitsGradient});
    return norms;
}

}  // namespace

struct ClassifierRunner::Opened {
    at::Device device{at::kCPU};
    training::LoadedNetwork loaded;
    std::shared_ptr<const training::Dataset> images;  // null: the dataset cannot be read
    QString noImages;                                 // why
    std::unique_ptr<training::ImageTransform> transform;

    // A batch of `count` images, to be filled.
    at::Tensor batch(std::int64_t count) const {
        const auto& model = loaded.config.model;
        return at::zeros({count, model.channels, model.height, model.width}, at::kFloat)
            .contiguous(at::MemoryFormat::ChannelsLast);
    }
};

ClassifierRunner::ClassifierRunner(QObject* parent)
    : QObject(parent),
      opened_(std::make_shared<Opened>()),
      jobs_([this](const QString& text) { Q_EMIT openFailed(text); }, [this] { Q_EMIT activity({}); }) {}

ClassifierRunner::~ClassifierRunner() = default;

void ClassifierRunner::open(const QString& run, const QString& checkpoint) {
    jobs_.reset();
    jobs_.submit(QStringLiteral("open"), [this, run, checkpoint](std::stop_token stop) {
        jobs_.post([this] { Q_EMIT activity(tr("Opening the classifier…")); });
        *opened_ = {};
        opened_->device = at::Device(model::resolveDevice("auto"));
        const std::string source = widgets::pathBytes(run);
        opened_->loaded = training::loadNetwork(source, checkpoint == QLatin1String("latest"));
        auto& loaded = opened_->loaded;
        training::requireFiniteWeights(loaded, source);
        opened_->transform = std::make_unique<training::ImageTransform>(loaded.config.data, loaded.config.model);
        loaded.network->to(opened_->device);
        loaded.network->eval();
        try {
            opened_->images = training::openDatasets(loaded.config.data, loaded.config.model).validation;
        } catch (const training::DataError& e) {
            opened_->noImages = QString::fromUtf8(e.what());
        }
        if (stop.stop_requested())
            return;
        widgets::ClassifierInfo info;
        info.name = QString::fromStdString(spec::networkName(loaded.config.model));
        info.step = loaded.step;
        for (const auto& name : loaded.classNames)
            info.classes.append(QString::fromStdString(name));
        info.images = opened_->images ? opened_->images->size() : 0;
        jobs_.post([this, info, reason = opened_->noImages] {
            Q_EMIT opened(info);
            if (!reason.isEmpty())
                Q_EMIT imageFailed(reason);
        });
    });
}

void ClassifierRunner::close() {
    jobs_.reset();
    jobs_.submit(QStringLiteral("open"), [this](std::stop_token) { *opened_ = {}; });
}

void ClassifierRunner::cancel() {
    jobs_.cancel();
}

void ClassifierRunner::evaluate() {
    jobs_.submit(evaluationKind, [this](std::stop_token stop) {
        if (!opened_->images)
            return;
        const auto& data = *opened_->images;
        auto& loaded = opened_->loaded;
        const std::int64_t all = data.size(), size = std::max(1, loaded.config.run.batchSize);
        widgets::ClassifierResults results(int(loaded.classNames.size()));
        jobs_.post([this, all] { Q_EMIT evaluationProgress(0, all); });
        for (std::int64_t first = 0; first < all && !stop.stop_requested(); first += size) {
            const std::int64_t count = std::min(size, all - first);
            const at::Tensor batch = opened_->batch(count);
            const std::int64_t pixels = batch.numel() / count;
            std::vector<char> read(std::size_t(count), 1);
            for (std::int64_t i = 0; i < count; ++i)
                try {
                    data.load(first + i, 0, training::PixelOrder::Interleaved, batch.data_ptr<float>() + i * pixels);
                } catch (const training::ImageError&) {
                    read[std::size_t(i)] = 0;
                    ++results.skipped;
                }
            const auto [confidence, predicted] = probabilitiesOf(loaded, batch, opened_->device).max(1);
            for (std::int64_t i = 0; i < count; ++i)
                if (read[std::size_t(i)])
                    results.add(first + i, data.label(first + i), int(predicted[i].item<std::int64_t>()),
                                confidence[i].item<double>());
            results.sortMistakes(keptMistakes);
            jobs_.post([this, done = first + count, all] { Q_EMIT evaluationProgress(done, all); });
        }
        results.complete = results.images + results.skipped == all;
        jobs_.post([this, results] {
            Q_EMIT evaluationProgress(0, 0);
            Q_EMIT evaluated(results);
        });
        sendThumbnails(results, stop);
    });
}

void ClassifierRunner::sendThumbnails(const widgets::ClassifierResults& results, const std::stop_token& stop) {
    constexpr QSize size(widgets::MistakeList::thumbnailSize, widgets::MistakeList::thumbnailSize);
    for (const auto& mistake : results.mistakes) {
        if (stop.stop_requested())
            return;
        try {
            const QImage picture = storedImage(*opened_->images, mistake.index)
                                       .scaled(size, Qt::KeepAspectRatio, Qt::SmoothTransformation);
            jobs_.post([this, index = mistake.index, picture] { Q_EMIT thumbnailReady(index, picture); });
        } catch (const training::ImageError&) {
            // Removed since it was read: the mistake stays without a thumbnail.
        }
    }
}

void ClassifierRunner::predict(qint64 index) {
    submitImage([this, index](widgets::ClassifiedImage& image, float* pixels) {
        const auto& data = opened_->images;
        if (!data)
            throw training::DataError(opened_->noImages.toStdString());
        TORCH_CHECK(index >= 0 && index < data->size(), "validation image ", index + 1, " of ", data->size());
        image.index = index;
        const QString file = QFileInfo(widgets::pathText(data->file(index).string())).fileName();
        image.name = file.isEmpty() ? tr("Validation image %1").arg(widgets::formatCount(index + 1))
                                    : tr("Validation image %1, %2").arg(widgets::formatCount(index + 1), file);
        image.label = data->label(index);
        data->load(index, 0, training::PixelOrder::Interleaved, pixels);
        image.picture = storedImage(*data, index);
    });
}

void ClassifierRunner::predictFile(const QString& file) {
    submitImage([this, file](widgets::ClassifiedImage& image, float* pixels) {
        const std::filesystem::path path(widgets::pathBytes(file));
        image.name = QFileInfo(file).fileName();
        opened_->transform->load(path, 0, training::PixelOrder::Interleaved, pixels);
        image.picture = loadImage(path);
    });
}

void ClassifierRunner::submitImage(std::function<void(widgets::ClassifiedImage&, float*)> load) {
    jobs_.submit(QStringLiteral("image"), [this, load = std::move(load)](std::stop_token stop) {
        auto& loaded = opened_->loaded;
        if (!loaded.network)
            return;
        jobs_.post([this] { Q_EMIT activity(tr("Predicting…")); });
        try {
            widgets::ClassifiedImage image;
            const at::Tensor batch = opened_->batch(1);
            load(image, batch.data_ptr<float>());
            const at::Tensor probabilities = probabilitiesOf(loaded, batch, opened_->device)[0];
            const auto [values, classes] =
                probabilities.topk(std::min<std::int64_t>(shownClasses, probabilities.size(0)));
            for (std::int64_t i = 0; i < values.size(0); ++i)
                image.best.append({int(classes[i].item<std::int64_t>()), values[i].item<double>()});
            image.gradientClass = image.label >= 0 ? image.label : image.best.first().first;
            model::SignalOptions options;
            options.labels = at::full({1}, image.gradientClass, at::TensorOptions(at::kLong).device(opened_->device));
            options.stop = stop;
            const auto report = model::measureSignals(loaded.network, batch.to(opened_->device), options);
            if (!report)
                return;
            image.depth = depthOf(*report);
            jobs_.post([this, image] { Q_EMIT imageReady(image); });
        } catch (const c10::Error& e) {
            jobs_.post([this, text = QString::fromUtf8(e.what_without_backtrace())] { Q_EMIT imageFailed(text); });
        } catch (const training::DataError& e) {
            jobs_.post([this, text = QString::fromUtf8(e.what())] { Q_EMIT imageFailed(text); });
        }
    });
}

}  // namespace isonet::workbench
