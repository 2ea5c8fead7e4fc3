#include "widgets/design/NetworkDrawing.h"

#include <algorithm>

#include "widgets/common/Format.h"
#include "widgets/design/DetectorDrawing.h"
#include "widgets/form/ChoiceText.h"
#include "widgets/form/ShownPlan.h"

namespace isonet::widgets {
namespace {

constexpr double boxWidth = 160, boxHeight = 22, boxGap = 12, blockPad = 12, blockHead = 18, skipRoom = 26;
constexpr double stagePad = 14, stageHead = 30, stageGap = 40, sumSize = 20;
constexpr double stemWidth = boxWidth + 2 * stagePad;

}  // namespace

NetworkDrawing::NetworkDrawing(DiagramScene& scene, const config::RunConfig& config)
    : scene_(scene), config_(config), plan_(shownPlan(config)), settings_(spec::networkSettings(config.model)) {
    for (const auto& each : plan_.convolutions)
        convolutions_[each.name] = &each;
    for (const auto& each : plan_.activations)
        activations_[each.name] = &each;
}

void NetworkDrawing::draw() {
    scene_.clearItems();
    drawStem();
    for (std::size_t i = 1; i + 1 < plan_.stages.size(); ++i)
        drawStage(int(i));
    if (const auto detector = detectorPlanOf(config_))
        DetectorDrawing(scene_, last_, x_).draw(config_, *detector);
    else
        drawHead();
    scene_.setSceneRect(scene_.itemsBoundingRect().adjusted(-20, -20, 20, 20));
}

DiagramBox* NetworkDrawing::addPlain(BoxKind kind, const QString& title, const QString& detail, int stage,
                                     const QPointF& at) {
    return scene_.addBox(kind, {}, title, detail, stage, at, QSizeF(boxWidth, boxHeight));
}

DiagramBox* NetworkDrawing::addConvolution(const std::string& name, const QPointF& at) {
    const auto& c = *convolutions_.at(name);
    QString title = QStringLiteral("%1×%1  %2 → %3").arg(c.kernel).arg(c.inputs).arg(c.outputs);
    if (c.stride > 1)
        title += QStringLiteral("  /%1").arg(c.stride);
    if (c.dilation > 1)
        title += tr("  dil %1").arg(c.dilation);
    if (config_.model.normalization == spec::Normalization::Batch)
        title += tr(" + BN");
    auto* box = scene_.addBox(BoxKind::Convolution, QString::fromStdString(name), title,
                              QStringLiteral("%1×%2").arg(c.out.height).arg(c.out.width), c.stage, at,
                              QSizeF(boxWidth, boxHeight));
    const bool penalty = config_.penalty.kind != spec::PenaltyKind::None;
    box->setDiffers(c.initialization != settings_.initialization || (penalty && c.stage > 0 && !c.penalized));
    return box;
}

DiagramBox* NetworkDrawing::addActivation(const std::string& name, const QPointF& at) {
    const auto& a = *activations_.at(name);
    QString detail;
    if (spec::info(a.kind).hasOffset)
        detail = (a.offsetTrained ? tr("b = %1") : tr("b = %1 fixed")).arg(formatNumber(a.offset));
    auto* box = scene_.addBox(BoxKind::Activation, QString::fromStdString(name), choiceTitle(a.kind), detail, a.stage,
                              at, QSizeF(boxWidth, boxHeight));
    box->setDiffers(!(spec::LayerSettings{a.kind, a.offset, a.offsetTrained, settings_.initialization} == settings_));
    return box;
}

void NetworkDrawing::append(DiagramBox* box) {
    if (last_)
        scene_.addLine({last_->bottom(), box->top()});
    last_ = box;
}

void NetworkDrawing::drawStem() {
    const double center = x_ + stemWidth / 2;
    const QString shape = shapeText(plan_.stages.front().out);
    y_ = stageHead;
    last_ = addPlain(BoxKind::Image, tr("image"), shapeText(shownInput(config_)), 0, {center, y_});
    y_ += boxHeight + boxGap + 6;
    append(addConvolution("stem.conv", {center, y_}));
    y_ += boxHeight + boxGap;
    append(addActivation("stem.relu", {center, y_}));
    y_ += boxHeight;
    if (config_.model.family == spec::Family::ImageNet) {
        y_ += boxGap;
        append(addPlain(BoxKind::Pool, tr("max pool 3×3 /2"), shape, 0, {center, y_}));
        y_ += boxHeight;
    }
    scene_.addFrame(QRectF(x_, 0, stemWidth, y_ + stagePad), tr("Stem"), shape, 0, true);
    const bool excludes =
        config_.penalty.kind != spec::PenaltyKind::None &&
        std::ranges::any_of(plan_.convolutions, [](const auto& layer) { return layer.stage > 0 && !layer.penalized; });
    if (excludes || !plan_.changed.empty())  // legend of the corner mark
        addPlain(BoxKind::Pool, tr("differs from the network"), {}, 0, {center, y_ + stagePad + 24})->setDiffers(true);
    x_ += stemWidth + stageGap;
}

void NetworkDrawing::drawStage(int number) {
    const double left = config_.model.shortcut ? skipRoom : 0;
    const double width = boxWidth + 2 * blockPad + 2 * left;
    y_ = stageHead;
    bool first = true;
    for (const auto& block : plan_.blocks) {
        if (block.stage != number)
            continue;
        const double top = y_;
        drawBlock(block, x_ + stagePad + width / 2, first);
        scene_.addFrame(QRectF(x_ + stagePad, top, width, y_ - top), QString::fromStdString(block.name), QString(),
                        number, false);
        y_ += boxGap + 6;
        first = false;
    }
    scene_.addFrame(QRectF(x_, 0, width + 2 * stagePad, y_ - boxGap - 6 + stagePad), tr("Stage %1").arg(number),
                    shapeText(plan_.stages[std::size_t(number)].out), number, true);
    x_ += width + 2 * stagePad + stageGap;
}

void NetworkDrawing::drawBlock(const spec::BlockPlan& block, double center, bool first) {
    const auto& model = config_.model;
    const double top = y_;
    y_ += blockHead;
    const double entry = y_ - 6;
    if (first) {
        // From the right of the previous column to the top of this one.
        auto* before = last_;
        last_ = nullptr;
        const double between = x_ - stageGap / 2, height = top + 8;
        scene_.addLine(
            {before->right(), {between, before->right().y()}, {between, height}, {center, height}, {center, y_}});
    }
    std::vector<std::string> letters{"a", "b"};
    if (block.bottleneck)
        letters.push_back("c");
    for (std::size_t k = 0; k < letters.size(); ++k) {
        const std::string name = block.name + ".f." + letters[k];
        append(addConvolution(name, {center, y_}));
        y_ += boxHeight + boxGap;
        if (k + 1 < letters.size()) {
            append(addActivation(name + "_relu", {center, y_}));
            y_ += boxHeight + boxGap;
        }
    }
    if (model.multiplier != spec::ResidualMultiplier::None || model.fixup) {
        const QString start = formatNumber(model.multiplierStart);
        const QString text = model.fixup ? tr("× s (Fixup)")
                             : model.multiplier == spec::ResidualMultiplier::Scalar
                                 ? tr("× s, init %1").arg(start)
                                 : tr("× s per channel, init %1").arg(start);
        append(addPlain(BoxKind::Pool, text, {}, block.stage, {center, y_}));
        y_ += boxHeight + boxGap;
    }
    if (model.shortcut)
        drawShortcut(block, center, entry);
    append(addActivation(block.name + ".relu", {center, y_}));
    y_ += boxHeight + blockPad;
}

void NetworkDrawing::drawShortcut(const spec::BlockPlan& block, double center, double entry) {
    auto* sum = scene_.addBox(BoxKind::Sum, {}, QStringLiteral("+"), {}, block.stage, {center, y_}, {sumSize, sumSize});
    append(sum);
    const double side = center - boxWidth / 2 - skipRoom / 2 - 4;
    if (block.projection) {
        // A narrow box next to the branch; the tooltip shows its name.
        const auto& c = *convolutions_.at(block.name + ".proj");
        const double middle = (entry + sum->left().y()) / 2;
        auto* box = scene_.addBox(BoxKind::Projection, QString::fromStdString(c.name), QStringLiteral("1×1"), {},
                                  block.stage, {side, middle - boxHeight / 2}, {skipRoom + 2, boxHeight});
        scene_.addLine({{center, entry}, {side, entry}, box->top()}, true);
        scene_.addLine({box->bottom(), {side, sum->left().y()}, sum->left()}, true);
    } else {
        scene_.addLine({{center, entry}, {side, entry}, {side, sum->left().y()}, sum->left()}, true);
    }
    y_ += sumSize + boxGap;
}

void NetworkDrawing::drawHead() {
    const auto& model = config_.model;
    const double center = x_ + stemWidth / 2, between = x_ - stageGap / 2;
    y_ = stageHead;
    auto* pool = addPlain(BoxKind::Pool, tr("global average pool"), {}, 0, {center, y_});
    scene_.addLine({last_->right(), {between, last_->right().y()}, {between, pool->left().y()}, pool->left()});
    last_ = pool;
    y_ += boxHeight + boxGap;
    if (model.dropout > 0) {
        append(addPlain(BoxKind::Pool, tr("dropout %1").arg(formatNumber(model.dropout)), {}, 0, {center, y_}));
        y_ += boxHeight + boxGap;
    }
    append(addPlain(BoxKind::Head, tr("linear"), tr("%1 classes").arg(model.classes), 0, {center, y_}));
    y_ += boxHeight;
    scene_.addFrame(QRectF(x_, 0, stemWidth, y_ + stagePad), tr("Classifier"), QString::number(model.classes), 0, true);
}

}  // namespace isonet::widgets
