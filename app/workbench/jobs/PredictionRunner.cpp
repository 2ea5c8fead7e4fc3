#include "app/workbench/jobs/PredictionRunner.h"

#include <c10/util/Exception.h>

#include <deque>

#include "app/workbench/jobs/StoredImage.h"
#include "model/base/DataError.h"
#include "training/engine/tasks/DetectionPreview.h"
#include "widgets/common/Format.h"
#include "widgets/common/PathText.h"

namespace isonet::workbench {
namespace {

constexpr std::size_t keptImages = 24;

// Sets the part of the mask inside its bounding box.
void addMask(widgets::PredictionObject& object, const coco::RunLength& mask) {
    const coco::Box box = coco::boundingBox(mask);
    if (box.width < 1 || box.height < 1)
        return;
    std::vector<std::uint8_t> pixels(static_cast<std::size_t>(mask.height) * static_cast<std::size_t>(mask.width));
    coco::decode(mask, pixels.data());
    object.maskPlace = QRect(int(box.x), int(box.y), int(box.width), int(box.height));
    object.mask = QImage(object.maskPlace.size(), QImage::Format_Alpha8);
    for (int y = 0; y < object.mask.height(); ++y) {
        const std::uint8_t* from =
            pixels.data() + std::ptrdiff_t(object.maskPlace.y() + y) * mask.width + object.maskPlace.x();
        std::transform(from, from + object.mask.width(), object.mask.scanLine(y),
                       [](std::uint8_t set) { return static_cast<uchar>(set ? 255 : 0); });
    }
}

QVector<widgets::PredictionObject> objectsOf(const std::vector<training::PreviewObject>& objects) {
    QVector<widgets::PredictionObject> all;
    for (const auto& each : objects) {
        widgets::PredictionObject object;
        object.category = int(each.category);
        object.score = each.score;
        object.box = QRectF(each.box.x, each.box.y, each.box.width, each.box.height);
        object.crowd = each.crowd;
        addMask(object, each.mask);
        all.append(std::move(object));
    }
    return all;
}

}  // namespace

struct PredictionRunner::Opened {
    std::unique_ptr<training::DetectionPreviews> previews;
    std::deque<std::pair<int, widgets::PredictionImage>> kept;  // newest last
};

PredictionRunner::PredictionRunner(QObject* parent)
    : QObject(parent),
      opened_(std::make_shared<Opened>()),
      jobs_([this](const QString& text) { Q_EMIT openFailed(text); }, [this] { Q_EMIT progress({}); }) {}

PredictionRunner::~PredictionRunner() = default;

void PredictionRunner::open(const QString& run, const QString& checkpoint) {
    jobs_.reset();
    jobs_.submit(QStringLiteral("open"), [this, run, checkpoint](std::stop_token stop) {
        jobs_.post([this] { Q_EMIT progress(tr("Opening the detector…")); });
        *opened_ = {};
        auto previews = std::make_unique<training::DetectionPreviews>(widgets::pathBytes(run),
                                                                      checkpoint == QLatin1String("latest"));
        if (stop.stop_requested())
            return;
        widgets::DetectorInfo info;
        info.name = QString::fromStdString(spec::networkName(previews->config().model));
        info.step = previews->step();
        info.scoreThreshold = previews->config().detection.detector.scoreThreshold;
        for (const auto& category : previews->categories())
            info.categories.append(QString::fromStdString(category));
        for (std::int64_t i = 0; i < previews->size(); ++i) {
            info.images.append(QString::fromStdString(previews->name(i)));
            info.files.append(widgets::pathText(previews->file(i).string()));
        }
        opened_->previews = std::move(previews);
        jobs_.post([this, info] { Q_EMIT opened(info); });
    });
}

void PredictionRunner::close() {
    jobs_.reset();
    jobs_.submit(QStringLiteral("open"), [this](std::stop_token) { *opened_ = {}; });
}

void PredictionRunner::run(int index) {
    jobs_.submit(QStringLiteral("run"), [this, index](std::stop_token) {
        if (!opened_->previews)
            return;
        auto& kept = opened_->kept;
        const auto cached = std::ranges::find(kept, index, &std::pair<int, widgets::PredictionImage>::first);
        if (cached != kept.end()) {
            jobs_.post([this, index, image = cached->second] { Q_EMIT imageReady(index, image); });
            return;
        }
        jobs_.post([this, index] {
            Q_EMIT progress(tr("Running the detector on image %1…").arg(widgets::formatCount(index + 1)));
        });
        const auto fail = [&](const QString& text) {
            jobs_.post([this, index, text] { Q_EMIT imageFailed(index, text); });
        };
        try {
            const auto preview = opened_->previews->preview(index);
            widgets::PredictionImage image;
            image.id = preview.imageId;
            image.file = widgets::pathText(preview.file.string());
            image.picture = loadImage(preview.file);
            image.truth = objectsOf(preview.truth);
            image.found = objectsOf(preview.found);
            kept.emplace_back(index, image);
            if (kept.size() > keptImages)
                kept.pop_front();
            jobs_.post([this, index, image] { Q_EMIT imageReady(index, image); });
        } catch (const c10::Error& e) {
            fail(QString::fromUtf8(e.what_without_backtrace()));
        } catch (const training::DataError& e) {
            fail(QString::fromUtf8(e.what()));
        }
    });
}

}  // namespace isonet::workbench
