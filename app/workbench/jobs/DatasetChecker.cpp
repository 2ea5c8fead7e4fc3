#include "app/workbench/jobs/DatasetChecker.h"

#include <algorithm>

#include "app/workbench/jobs/StoredImage.h"
#include "model/base/Cores.h"
#include "model/base/DataError.h"
#include "training/config/DatasetInfo.h"
#include "training/data/catalogue/Catalogue.h"
#include "training/data/check/DatasetCheck.h"
#include "training/data/images/ImageDecoder.h"
#include "training/data/images/ImageNames.h"
#include "widgets/common/Format.h"
#include "widgets/common/PathText.h"

namespace isonet::workbench {
namespace {

constexpr std::size_t shownFindings = 100;
constexpr QSize thumbnailSize(56, 56);

// Bytes of a name that are not UTF-8 are shown as replacement characters.
QString shown(const std::string& text) {
    return QString::fromUtf8(text.data(), qsizetype(text.size()));
}

QString extentText(const training::Extent& extent) {
    const auto text = [](int value) { return widgets::formatCount(value); };
    return extent.least == extent.most
               ? text(extent.least)
               : QStringLiteral("%1 / %2 / %3").arg(text(extent.least), text(extent.median), text(extent.most));
}

widgets::CheckedPart partOf(const training::PartReport& part, const QString& name) {
    return {name,
            part.images,
            part.faults.total(),
            part.gray,
            part.color,
            part.distinctSizes,
            shown(part.faults.text()),
            extentText(part.width),
            extentText(part.height)};
}

widgets::CheckFinding findingOf(const training::DatasetReport& report, const training::DuplicateGroup& group) {
    using Kind = widgets::CheckFinding::Kind;
    widgets::CheckFinding finding;
    finding.kind = group.labelsDiffer ? Kind::DifferentLabels : group.acrossParts ? Kind::InBothParts : Kind::Equal;
    QStringList lines;
    for (const auto& image : group.images)
        lines.append(QStringLiteral("%1 (%2)").arg(shown(image.name),
                                                   shown(report.classNames[static_cast<std::size_t>(image.label)])));
    finding.text = lines.join(QLatin1Char('\n'));
    return finding;
}

// The pixels of a dataset of small images.
QImage thumbnailOf(const training::StoredImage& image) {
    const auto [channels, height, width] = image.shape;
    const std::size_t area = static_cast<std::size_t>(width) * static_cast<std::size_t>(height);
    QImage picture(width, height, QImage::Format_RGB32);
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x) {
            const std::uint8_t* pixel = image.bytes.data() + y * width + x;
            picture.setPixel(x, y,
                             qRgb(pixel[0], pixel[channels == 3 ? area : 0], pixel[channels == 3 ? 2 * area : 0]));
        }
    return picture.scaled(thumbnailSize, Qt::KeepAspectRatio, Qt::FastTransformation);
}

QImage thumbnailOf(const training::Dataset& data, std::int64_t index) {
    training::StoredImage image;
    data.readStored(index, image);
    return image.shape.channels > 0 ? thumbnailOf(image)
                                    : workbench::thumbnailOf(image.bytes, data.file(index).string(), thumbnailSize);
}

}  // namespace

struct DatasetChecker::Checked {
    training::DatasetPair data;
    training::DatasetReport report;
};

DatasetChecker::DatasetChecker(QObject* parent)
    : QObject(parent),
      checked_(std::make_shared<Checked>()),
      jobs_([this](const QString& text) { Q_EMIT failed(text); }, [] {}) {}

DatasetChecker::~DatasetChecker() = default;

void DatasetChecker::stop() {
    jobs_.cancel();
}

void DatasetChecker::check(const config::DataConfig& data) {
    jobs_.reset();
    jobs_.submit(QStringLiteral("check"), [this, data](std::stop_token stop) {
        *checked_ = {};
        const auto pair = training::openWhole(data);
        const training::CheckSettings settings{data.root, base::availableCores(),
                                               [this](std::int64_t done, std::int64_t all) {
                                                   jobs_.post([this, done, all] { Q_EMIT progress(done, all); });
                                               }};
        auto report = training::checkDataset(pair, settings, stop);
        if (!report) {
            jobs_.post([this] { Q_EMIT stopped(); });
            return;
        }
        widgets::CheckInfo info;
        if (const auto* known = config::findDataset(data.dataset)) {
            info.title = QString::fromStdString(known->title);
            info.usedMean = known->mean;
            info.usedDeviation = known->deviation;
            info.usedFrom = QString::fromStdString(known->statisticsFrom);
        }
        info.where = shown(data.root);
        const QString names[] = {tr("Training"), tr("Validation"), tr("Test")};
        for (std::size_t i = 0; i < report->parts.size(); ++i)
            info.parts.append(partOf(report->parts[i], names[i]));
        for (std::size_t label = 0; label < report->classNames.size(); ++label) {
            widgets::CheckedClass one{shown(report->classNames[label]), {}};
            for (const auto& part : report->parts)
                one.images.push_back(part.ofClass[label]);
            info.classes.append(std::move(one));
        }
        info.mean = report->pixels.mean;
        info.deviation = report->pixels.deviation;
        if (report->allGray) {
            info.mean.resize(1);
            info.deviation.resize(1);
        }
        info.grayMean = report->pixels.grayMean;
        info.grayDeviation = report->pixels.grayDeviation;
        for (std::size_t i = 0; i < std::min(report->corrupt.size(), shownFindings); ++i)
            info.findings.append({widgets::CheckFinding::Kind::Corrupt, shown(report->corrupt[i].message)});
        const auto firstGroup = int(info.findings.size());
        const std::size_t groups = std::min(report->duplicates.size(), shownFindings);
        for (std::size_t i = 0; i < groups; ++i)
            info.findings.append(findingOf(*report, report->duplicates[i]));
        info.allFindings = std::int64_t(report->corrupt.size() + report->duplicates.size());
        info.leaveOut = std::int64_t(training::imagesToLeaveOut(*report).size());
        *checked_ = {pair, std::move(*report)};
        jobs_.post([this, info] { Q_EMIT finished(info); });
        for (std::size_t i = 0; i < groups && !stop.stop_requested(); ++i) {
            const auto& image = checked_->report.duplicates[i].images.front();
            const auto& part = image.part == 0 ? pair.train : image.part == 1 ? pair.validation : pair.test;
            const int finding = firstGroup + int(i);
            try {
                const QImage thumbnail = thumbnailOf(*part, image.index);
                jobs_.post([this, finding, thumbnail] { Q_EMIT thumbnailReady(finding, thumbnail); });
            } catch (const training::ImageError&) {
                // Removed since it was read: the finding stays without a thumbnail.
            }
        }
    });
}

void DatasetChecker::writeList(const QString& file) {
    jobs_.submit(QStringLiteral("list"), [this, file](std::stop_token) {
        training::writeImageNames(widgets::pathBytes(file), training::imagesToLeaveOut(checked_->report));
        jobs_.post([this, file] { Q_EMIT listWritten(file); });
    });
}

}  // namespace isonet::workbench
