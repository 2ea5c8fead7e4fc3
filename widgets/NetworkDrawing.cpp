// A network's plan laid out as boxes, frames and lines: columns of stages, blocks from the top down.
#include <algorithm>
#include <map>

#include "model/spec/LayerSettings.h"
#include "model/spec/NetworkPlan.h"
#include "widgets/Format.h"
#include "widgets/NetworkDiagram.h"
#include "widgets/ShownPlan.h"

namespace isonet::widgets {
namespace {

constexpr double boxWidth = 160, boxHeight = 22, gap = 12, blockPad = 12, blockHead = 18, skipRoom = 26;
constexpr double stagePad = 14, stageHead = 30, stageGap = 40, sumSize = 20;

QString activationTitle(const spec::ActivationPlan& activation) {
    static const QStringList titles{QStringLiteral("ReLU"),  QStringLiteral("LeakyReLU"), QStringLiteral("PReLU"),
                                    QStringLiteral("RReLU"), QStringLiteral("ELU"),       QStringLiteral("SELU"),
                                    QStringLiteral("SReLU")};
    return titles.value(int(activation.kind));
}

}  // namespace

DiagramBox* NetworkDiagram::addBox(BoxKind kind, const QString& name, const QString& title, const QString& detail,
                                   int stage, const QPointF& centreTop, const QSizeF& size) {
    auto* box = new DiagramBox(kind, name, title, detail, stage, size);
    box->setPos(centreTop - QPointF(size.width() / 2, 0));
    scene_.addItem(box);
    boxes_.append(box);
    if (!name.isEmpty())
        byName_.insert(name, box);
    return box;
}

void NetworkDiagram::addLine(const QVector<QPointF>& points, bool isSkip) {
    auto* line = new DiagramLine(points, isSkip);
    scene_.addItem(line);
    lines_.append(line);
}

DiagramFrame* NetworkDiagram::addFrame(const QRectF& rect, const QString& title, const QString& detail, int stage,
                                       bool isStage) {
    auto* frame = new DiagramFrame(rect, title, detail, stage, isStage);
    scene_.addItem(frame);
    frames_.append(frame);
    return frame;
}

void NetworkDiagram::draw(const config::RunConfig& config) {
    scene_.clear();
    boxes_.clear(), frames_.clear(), lines_.clear(), byName_.clear(), found_.clear();
    const auto& model = config.model;
    const auto plan = shownPlan(config);
    std::map<std::string, const spec::ConvolutionPlan*> convolutions;
    for (const auto& each : plan.convolutions)
        convolutions[each.name] = &each;
    std::map<std::string, const spec::ActivationPlan*> activations;
    for (const auto& each : plan.activations)
        activations[each.name] = &each;
    const QSizeF size(boxWidth, boxHeight);
    const spec::LayerSettings usual = spec::networkSettings(model);
    const bool penalty = config.penalty.kind != spec::PenaltyKind::None;
    const bool norm = model.normalization == spec::Normalization::Batch;

    DiagramBox* last = nullptr;
    const auto follow = [&](DiagramBox* box) {
        if (last)
            addLine({last->bottom(), box->top()});
        last = box;
    };
    const auto convolution = [&](const std::string& name, BoxKind kind, const QPointF& at) {
        const auto& c = *convolutions.at(name);
        QString title = QStringLiteral("%1×%1  %2 → %3").arg(c.kernel).arg(c.inputs).arg(c.outputs);
        if (c.stride > 1)
            title += QStringLiteral("  /%1").arg(c.stride);
        if (c.dilation > 1)
            title += QStringLiteral("  dil %1").arg(c.dilation);
        if (norm)
            title += QStringLiteral(" + BN");
        auto* box = addBox(kind, QString::fromStdString(name), title,
                           QStringLiteral("%1×%2").arg(c.out.height).arg(c.out.width), c.stage, at, size);
        box->setDiffers(c.initialization != model.initialization || (penalty && c.stage > 0 && !c.penalized));
        return box;
    };
    const auto activation = [&](const std::string& name, const QPointF& at) {
        const auto& a = *activations.at(name);
        auto* box =
            addBox(BoxKind::Activation, QString::fromStdString(name), activationTitle(a),
                   a.kind == spec::Activation::SReLU
                       ? QStringLiteral("b = %1%2")
                             .arg(formatNumber(a.offset), a.offsetTrained ? QString() : QStringLiteral(" fixed"))
                       : QString(),
                   a.stage, at, size);
        box->setDiffers(!(spec::LayerSettings{a.kind, a.offset, a.offsetTrained, model.initialization} == usual));
        return box;
    };

    // The stem.
    double x = 0, y = stageHead;
    const double column = boxWidth + 2 * stagePad;
    const double middle = x + column / 2;
    auto* image = addBox(BoxKind::Image, {}, tr("image"), shapeText(shownInput(config)), 0, {middle, y}, size);
    last = image;
    y += boxHeight + gap + 6;
    follow(convolution("stem.conv", BoxKind::Convolution, {middle, y}));
    y += boxHeight + gap;
    follow(activation("stem.relu", {middle, y}));
    y += boxHeight;
    if (model.family == spec::Family::ImageNet) {
        y += gap;
        follow(
            addBox(BoxKind::Pool, {}, tr("max pool 3×3 /2"), shapeText(plan.stages.front().out), 0, {middle, y}, size));
        y += boxHeight;
    }
    addFrame(QRectF(x, 0, column, y + stagePad), tr("Stem"), shapeText(plan.stages.front().out), 0, true);
    const bool excludes = penalty && std::ranges::any_of(plan.convolutions, [](const auto& layer) {
                              return layer.stage > 0 && !layer.penalized;
                          });
    if (excludes || !plan.changed.empty())  // what the corner means
        addBox(BoxKind::Pool, {}, tr("unlike the network"), {}, 0, {middle, y + stagePad + 24}, size)->setDiffers(true);
    x += column + stageGap;

    // The stages, each entered from the right of the one before.
    std::size_t block = 0;
    for (std::size_t i = 1; i + 1 < plan.stages.size(); ++i) {
        const auto& stage = plan.stages[i];
        const int number = int(i);
        const double left = model.shortcut ? skipRoom : 0;
        const double width = boxWidth + 2 * blockPad + 2 * left;
        const double centre = x + stagePad + width / 2;
        y = stageHead;
        bool first = true;
        for (; block < plan.blocks.size() && plan.blocks[block].stage == number; ++block) {
            const auto& b = plan.blocks[block];
            const double top = y;
            y += blockHead;
            std::vector<std::string> letters{"a", "b"};
            if (b.bottleneck)
                letters.push_back("c");
            const QPointF entry(centre, y - 4);
            DiagramBox* before = last;
            last = nullptr;
            for (std::size_t k = 0; k < letters.size(); ++k) {
                const std::string name = b.name + ".f." + letters[k];
                auto* box = convolution(name, BoxKind::Convolution, {centre, y});
                if (last)
                    addLine({last->bottom(), box->top()});
                else if (first) {
                    // Into the column from the one before, at the height of its first block.
                    const double between = x - stageGap / 2;
                    const double height = top + 8;
                    addLine({before->right(),
                             {between, before->right().y()},
                             {between, height},
                             {centre, height},
                             box->top()});
                } else {
                    addLine({before->bottom(), box->top()});
                }
                last = box;
                y += boxHeight + gap;
                if (k + 1 < letters.size()) {
                    follow(activation(name + "_relu", {centre, y}));
                    y += boxHeight + gap;
                }
            }
            if (model.multiplier != spec::ResidualMultiplier::None || model.fixup) {
                const QString words = model.fixup ? tr("× s (Fixup)")
                                      : model.multiplier == spec::ResidualMultiplier::Scalar
                                          ? tr("× s, from %1").arg(formatNumber(model.multiplierStart))
                                          : tr("× s per channel, from %1").arg(formatNumber(model.multiplierStart));
                follow(addBox(BoxKind::Pool, {}, words, {}, number, {centre, y}, size));
                y += boxHeight + gap;
            }
            if (model.shortcut) {
                auto* sum = addBox(BoxKind::Sum, {}, QStringLiteral("+"), {}, number, {centre, y}, {sumSize, sumSize});
                follow(sum);
                const double side = centre - boxWidth / 2 - skipRoom / 2 - 4;
                const double enter = entry.y() - 2;
                if (b.projection) {
                    // The projection stands beside the branch, narrow, named by its tooltip.
                    const auto& c = *convolutions.at(b.name + ".proj");
                    const double half = (enter + sum->left().y()) / 2;
                    auto* box = addBox(BoxKind::Projection, QString::fromStdString(c.name), QStringLiteral("1×1"), {},
                                       number, {side, half - boxHeight / 2}, {skipRoom + 2, boxHeight});
                    addLine({{centre, enter}, {side, enter}, box->top()}, true);
                    addLine({box->bottom(), {side, sum->left().y()}, sum->left()}, true);
                } else {
                    addLine({{centre, enter}, {side, enter}, {side, sum->left().y()}, sum->left()}, true);
                }
                y += sumSize + gap;
            }
            follow(activation(b.name + ".relu", {centre, y}));
            y += boxHeight + blockPad;
            addFrame(QRectF(x + stagePad, top, width, y - top), QString::fromStdString(b.name), QString(), number,
                     false);
            y += gap + 6;
            first = false;
        }
        addFrame(QRectF(x, 0, width + 2 * stagePad, y - gap - 6 + stagePad), tr("Stage %1").arg(number),
                 shapeText(stage.out), number, true);
        x += width + 2 * stagePad + stageGap;
    }

    if (const auto detection = detectorPlanOf(config)) {
        drawBranches(config, *detection, last, x);
        scene_.setSceneRect(scene_.itemsBoundingRect().adjusted(-20, -20, 20, 20));
        return;
    }
    // The head.
    y = stageHead;
    const double centre = x + column / 2;
    auto* pool = addBox(BoxKind::Pool, {}, tr("mean over the image"), {}, 0, {centre, y}, size);
    const double between = x - stageGap / 2;
    addLine({last->right(), {between, last->right().y()}, {between, pool->left().y()}, pool->left()});
    last = pool;
    y += boxHeight + gap;
    if (model.dropout > 0) {
        follow(addBox(BoxKind::Pool, {}, tr("dropout %1").arg(formatNumber(model.dropout)), {}, 0, {centre, y}, size));
        y += boxHeight + gap;
    }
    follow(addBox(BoxKind::Head, {}, tr("linear"), tr("%1 classes").arg(model.classes), 0, {centre, y}, size));
    y += boxHeight;
    addFrame(QRectF(x, 0, column, y + stagePad), tr("Classifier"), QString::number(model.classes), 0, true);
    scene_.setSceneRect(scene_.itemsBoundingRect().adjusted(-20, -20, 20, 20));
}

}  // namespace isonet::widgets
