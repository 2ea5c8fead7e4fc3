#include "widgets/design/DetectorDrawing.h"

#include "widgets/common/Format.h"

namespace isonet::widgets {
namespace {

constexpr double partWidth = 236, partHeight = 22, partGap = 12, partPad = 14, partHead = 30, partColumnGap = 40;

}  // namespace

DetectorDrawing::DetectorDrawing(DiagramScene& scene, DiagramBox* backbone, double left)
    : scene_(scene), backbone_(backbone), left_(left) {}

void DetectorDrawing::beginPart(const QString& title, const spec::HeadPlan& part) {
    title_ = title;
    detail_ = tr("%1 parameters").arg(formatScaled(double(part.parameters)));
    above_ = nullptr;
    top_ = y_;
    y_ += partHead;
}

// The first box of a part is connected to the backbone, the others to the box above.
DiagramBox* DetectorDrawing::addBox(BoxKind kind, const QString& title, const QString& detail) {
    const double center = left_ + partPad + partWidth / 2;
    auto* box = scene_.addBox(kind, {}, title, detail, 0, {center, y_}, QSizeF(partWidth, partHeight));
    if (above_) {
        scene_.addLine({above_->bottom(), box->top()});
    } else {
        const double between = left_ - partColumnGap / 2;
        scene_.addLine(
            {backbone_->right(), {between, backbone_->right().y()}, {between, box->left().y()}, box->left()});
    }
    above_ = box;
    y_ += partHeight + partGap;
    return box;
}

void DetectorDrawing::endPart() {
    scene_.addFrame(QRectF(left_, top_, 2 * partPad + partWidth, y_ - partGap + partPad - top_), title_, detail_, 0,
                    true);
    y_ += partPad;
}

void DetectorDrawing::draw(const config::RunConfig& config, const spec::DetectorPlan& plan) {
    const auto& detector = config.detection.detector;
    const int channels = plan.features.channels;
    const int hidden = detector.proposalChannels > 0 ? detector.proposalChannels : channels;

    beginPart(tr("Proposals"), plan.proposals);
    addBox(BoxKind::Pool, tr("3×3  %1 → %2, ReLU").arg(channels).arg(hidden),
           QStringLiteral("%1×%2").arg(plan.features.height).arg(plan.features.width));
    addBox(BoxKind::Pool, tr("1×1: objectness, boxes"), tr("%1 anchors").arg(formatCount(plan.anchors)));
    addBox(BoxKind::Head, tr("top proposals"), tr("%1 at test").arg(formatCount(detector.proposalsAfterTest)));
    endPart();

    beginPart(tr("Boxes"), plan.box);
    addBox(BoxKind::Pool, tr("RoIAlign"), QStringLiteral("%1 × 7 × 7").arg(channels));
    addBox(BoxKind::Pool, tr("linear, ReLU, linear, ReLU"), formatCount(detector.hiddenFeatures));
    addBox(BoxKind::Head, tr("class and box"), tr("%1 categories").arg(config.model.classes));
    endPart();

    if (!detector.masks)
        return;
    beginPart(tr("Masks"), plan.mask);
    addBox(BoxKind::Pool, tr("RoIAlign"), QStringLiteral("%1 × 14 × 14").arg(channels));
    addBox(BoxKind::Pool, tr("4 × (3×3, ReLU)"), QStringLiteral("%1 × 14 × 14").arg(detector.maskChannels));
    addBox(BoxKind::Pool, tr("transposed 2×2 ×2, ReLU"), QStringLiteral("%1 × 28 × 28").arg(detector.maskChannels));
    addBox(BoxKind::Head, tr("1×1: masks"), QStringLiteral("%1 × 28 × 28").arg(config.model.classes));
    endPart();
}

}  // namespace isonet::widgets
