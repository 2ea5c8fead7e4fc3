// What a detector has in the classifier's place, as boxes and lines: the proposals, and the branches that look at them.
#include "widgets/Format.h"
#include "widgets/NetworkDiagram.h"
#include "widgets/ShownPlan.h"

namespace isonet::widgets {
namespace {

constexpr double partWidth = 236, partHeight = 22, partGap = 12, partPad = 14, partHead = 30, partColumnGap = 40;

}  // namespace

void NetworkDiagram::drawBranches(const config::RunConfig& config, const spec::DetectorPlan& plan, DiagramBox* last,
                                  double x) {
    const auto& detector = config.detection.detector;
    const QSizeF size(partWidth, partHeight);
    const int channels = plan.features.channels;
    const double centre = x + partPad + partWidth / 2, right = x + 2 * partPad + partWidth;
    double y = partHead;
    DiagramBox* above = nullptr;
    const auto add = [&](BoxKind kind, const QString& title, const QString& detail) {
        auto* box = addBox(kind, {}, title, detail, 0, {centre, y}, size);
        if (above)
            addLine({above->bottom(), box->top()});
        above = box;
        y += partHeight + partGap;
        return box;
    };
    const auto frame = [&](double top, const QString& title, const spec::HeadPlan& part) {
        addFrame(QRectF(x, top, right - x, y - partGap + partPad - top), title,
                 tr("%1 parameters").arg(formatScaled(double(part.parameters))), 0, true);
        y += partHead + partPad;
    };
    // From the feature map to all three.
    const auto enter = [&](DiagramBox* box) {
        const double between = x - partColumnGap / 2;
        addLine({last->right(), {between, last->right().y()}, {between, box->left().y()}, box->left()});
    };

    const int hidden = detector.proposalChannels > 0 ? detector.proposalChannels : channels;
    enter(add(BoxKind::Pool, QStringLiteral("3×3  %1 → %2, ReLU").arg(channels).arg(hidden),
              QStringLiteral("%1×%2").arg(plan.features.height).arg(plan.features.width)));
    add(BoxKind::Pool, tr("1×1: objectness, boxes"), tr("%1 anchors").arg(formatCount(plan.anchors)));
    add(BoxKind::Head, tr("the best proposals"), tr("%1 at test").arg(formatCount(detector.proposalsAfterTest)));
    frame(0, tr("Proposals"), plan.proposals);

    double top = y - partHead;
    above = nullptr;
    enter(add(BoxKind::Pool, tr("RoIAlign"), QStringLiteral("%1 × 7 × 7").arg(channels)));
    add(BoxKind::Pool, tr("linear, ReLU, linear, ReLU"), formatCount(detector.hiddenFeatures));
    add(BoxKind::Head, tr("class and box"), tr("%1 categories").arg(config.model.classes));
    frame(top, tr("Boxes"), plan.box);

    if (!detector.masks)
        return;
    top = y - partHead;
    above = nullptr;
    enter(add(BoxKind::Pool, tr("RoIAlign"), QStringLiteral("%1 × 14 × 14").arg(channels)));
    add(BoxKind::Pool, QStringLiteral("4 × (3×3, ReLU)"), QStringLiteral("%1 × 14 × 14").arg(detector.maskChannels));
    add(BoxKind::Pool, tr("transposed 2×2 ×2, ReLU"), QStringLiteral("%1 × 28 × 28").arg(detector.maskChannels));
    add(BoxKind::Head, tr("1×1: masks"), QStringLiteral("%1 × 28 × 28").arg(config.model.classes));
    frame(top, tr("Masks"), plan.mask);
}

}  // namespace isonet::widgets
