#include "widgets/design/DetectorDrawing.h"

#include "widgets/common/Format.h"

namespace isonet::widgets {
namespace {

DiagramBox::Content detectorStep(BoxKind kind, const QString& title) {
    DiagramBox::Content content;
    content.kind = kind;
    content.title = title;
    content.about = QStringList{title};
    return content;
}

}  // namespace

CardDrawing DetectorDrawing::beginPart(const QString& title, const spec::HeadPlan& part) {
    auto* card = scene_.addCard({}, title, 0);
    card->setAbout({title, tr("%1 parameters").arg(formatScaled(double(part.parameters)))});
    return {scene_, card};
}

void DetectorDrawing::draw(const config::RunConfig& config, const spec::DetectorPlan& plan) {
    const auto& detector = config.detection.detector;
    const int hidden = detector.proposalChannels > 0 ? detector.proposalChannels : plan.features.channels;
    scene_.beginSection(
        QStringLiteral("head"), tr("Detector"),
        tr("%1 parameters")
            .arg(formatScaled(double(plan.proposals.parameters + plan.box.parameters + plan.mask.parameters))),
        0, {tr("Detector")});

    auto proposals = beginPart(tr("Proposals"), plan.proposals);
    proposals.add(detectorStep(BoxKind::Linear, tr("3×3, %1, ReLU").arg(hidden)));
    proposals.add(detectorStep(BoxKind::Linear, tr("1×1: objectness, boxes")));
    proposals.add(detectorStep(BoxKind::Step, tr("%1 anchors").arg(formatCount(plan.anchors))));
    proposals.add(detectorStep(BoxKind::Step, tr("top %1 at test").arg(formatCount(detector.proposalsAfterTest))));
    proposals.finish();

    auto boxes = beginPart(tr("Boxes"), plan.box);
    boxes.add(detectorStep(BoxKind::Step, tr("RoIAlign of the features, 7×7")));
    for (int i = 0; i < 2; ++i)
        boxes.add(detectorStep(BoxKind::Linear, tr("linear, %1, ReLU").arg(detector.hiddenFeatures)));
    boxes.add(detectorStep(BoxKind::Linear, tr("class and box, %1").arg(config.model.classes)));
    boxes.finish();

    if (!detector.masks)
        return;
    auto masks = beginPart(tr("Masks"), plan.mask);
    masks.add(detectorStep(BoxKind::Step, tr("RoIAlign of the features, 14×14")));
    masks.add(detectorStep(BoxKind::Linear, tr("4 × (3×3, %1, ReLU)").arg(detector.maskChannels)));
    masks.add(detectorStep(BoxKind::Linear, tr("transposed 2×2, %1 ×2, ReLU").arg(detector.maskChannels)));
    masks.add(detectorStep(BoxKind::Linear, tr("1×1, %1: masks, 28×28").arg(config.model.classes)));
    masks.finish();
}

}  // namespace isonet::widgets
