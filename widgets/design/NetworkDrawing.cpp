#include "widgets/design/NetworkDrawing.h"

#include <algorithm>
#include <string_view>

#include "model/spec/LayerGroups.h"
#include "model/spec/LayerSettings.h"
#include "widgets/common/Format.h"
#include "widgets/design/CardDrawing.h"
#include "widgets/design/DetectorDrawing.h"
#include "widgets/design/LayerText.h"
#include "widgets/design/OwnSettings.h"
#include "widgets/form/ShownPlan.h"

namespace isonet::widgets {
namespace {

QString layerString(const std::string& text) {
    return QString::fromStdString(text);
}

DiagramBox::Content plainStep(const QString& title) {
    DiagramBox::Content content;
    content.title = title;
    content.about = QStringList{title};
    return content;
}

bool isProjection(const spec::ConvolutionPlan& layer) {
    return layer.name.ends_with(".proj");
}

}  // namespace

NetworkDrawing::NetworkDrawing(DiagramScene& scene, const config::RunConfig& config, const QSet<QString>& expanded)
    : scene_(scene),
      config_(config),
      expanded_(expanded),
      plan_(shownPlan(config)),
      architecture_(spec::architecture(config::networkSpec(config))),
      own_(ownSettings(config, plan_)),
      blocks_(blockLayers(plan_, own_)),
      groups_(blockGroups(blocks_)) {
    for (const auto& each : plan_.activations)
        activations_[each.name] = &each;
    for (const auto& each : plan_.convolutions)
        convolutions_[each.name] = &each;
}

bool NetworkDrawing::isSame(const config::RunConfig& a, const config::RunConfig& b) {
    return a.model == b.model && a.penalty == b.penalty && a.fineTuning.frozen == b.fineTuning.frozen &&
           config::isDetection(a) == config::isDetection(b) && a.detection == b.detection;
}

QStringList NetworkDrawing::layers() const {
    QStringList names;
    std::string_view block;
    std::size_t activation = 0;
    const auto addActivations = [&](auto belongs) {
        while (activation < plan_.activations.size() && belongs(plan_.activations[activation].name))
            names.append(layerString(plan_.activations[activation++].name));
    };
    for (const auto& layer : plan_.convolutions) {
        if (const auto now = spec::blockOf(layer.name); now != block) {
            addActivations([&](const std::string& name) { return spec::blockOf(name) == block; });
            block = now;
        }
        names.append(layerString(layer.name));
        addActivations([&](const std::string& name) { return name == layer.name + "_relu"; });
    }
    addActivations([](const std::string&) { return true; });
    return names;
}

void NetworkDrawing::draw() {
    scene_.clearItems();
    drawStem();
    for (std::size_t i = 1; i + 1 < plan_.stages.size(); ++i)
        drawStage(int(i));
    if (const auto detector = detectorPlanOf(config_))
        DetectorDrawing(scene_).draw(config_, *detector);
    else
        drawHead();
}

template <typename Layer>
DiagramBox::Content NetworkDrawing::layer(BoxKind kind, const Layer& plan) const {
    DiagramBox::Content content;
    content.kind = kind;
    content.name = layerString(plan.name);
    content.title = LayerText::label(plan);
    content.about = LayerText::about(plan);
    content.differs = std::ranges::find(own_, plan.name) != own_.end();
    content.members = QStringList{content.name};
    return content;
}

DiagramBox::Content NetworkDrawing::convolution(const spec::ConvolutionPlan& plan) const {
    return layer(BoxKind::Convolution, plan);
}

DiagramBox::Content NetworkDrawing::activation(const spec::ActivationPlan& plan) const {
    return layer(BoxKind::Activation, plan);
}

void NetworkDrawing::addMembers(DiagramBox::Content& content, std::size_t index, std::size_t count) const {
    const QString rest = content.name.mid(layerString(blocks_[index].block->name).size());
    for (std::size_t i = index + 1; i < index + count; ++i)
        content.members.append(layerString(blocks_[i].block->name) + rest);
}

QString NetworkDrawing::titled(const QString& title, std::string_view part) const {
    return spec::groupCovers(config_.fineTuning.frozen, part) ? tr("%1 (frozen)").arg(title) : title;
}

void NetworkDrawing::drawStem() {
    const auto& stem = architecture_.stem;
    scene_.beginSection({}, {}, {}, 0);
    auto* card = scene_.addCard(QStringLiteral("stem"), titled(tr("Stem"), "stem"), 0);
    card->setAbout({titled(tr("Stem"), "stem"), tr("output %1").arg(shapeText(plan_.stages.front().out))});
    CardDrawing drawing(scene_, card);
    DiagramBox::Content image;
    image.kind = BoxKind::Image;
    image.title = tr("image, %1").arg(shapeText(shownInput(config_)));
    drawing.add(image);
    if (stem.stride > 1 && stem.downsample != spec::Downsampling::Stride)
        drawing.add(plainStep(LayerText::label(stem.downsample, stem.stride)));
    for (const auto& layer : plan_.convolutions)
        if (spec::blockOf(layer.name) == "stem")
            drawing.add(convolution(layer));
    for (const auto& layer : plan_.activations)
        if (spec::blockOf(layer.name) == "stem")
            drawing.add(activation(layer));
    if (stem.pool != spec::StemPooling::None)
        drawing.add(plainStep(LayerText::label(stem)));
    drawing.finish();
}

void NetworkDrawing::drawStage(int number) {
    const auto& stage = plan_.stages[std::size_t(number)];
    const QString title = tr("Stage %1").arg(number);
    scene_.beginSection(
        layerString(stage.name), title, shapeText(stage.out), number,
        {title, stage.blocks == 1 ? tr("1 block") : tr("%1 blocks").arg(stage.blocks),
         tr("output %1").arg(shapeText(stage.out)), tr("%1 parameters").arg(formatCount(stage.parameters))});
    for (const auto& group : groups_) {
        const auto& first = *blocks_[group.first].block;
        if (first.stage != number)
            continue;
        if (group.count > 1 && expanded_.contains(layerString(first.name))) {
            for (std::size_t i = 0; i < group.count; ++i)
                drawBlock(group.first + i, 1, i == 0 ? group.count : 1, true);
        } else {
            drawBlock(group.first, group.count, group.count, false);
        }
    }
}

void NetworkDrawing::drawBlock(std::size_t index, std::size_t count, std::size_t of, bool expanded) {
    const auto& layers = blocks_[index];
    const auto& block = *layers.block;
    const QString name = layerString(block.name);
    QString title = name;
    if (count > 1) {
        const QString last = layerString(blocks_[index + count - 1].block->name);
        title += QChar(0x2013) + last.mid(last.indexOf(QLatin1Char('.')) + 1);
    }
    auto* card = scene_.addCard(name, titled(title, block.name), block.stage);
    QStringList names;
    for (std::size_t i = index; i < index + count; ++i)
        names.append(layerString(blocks_[i].block->name));
    card->setPile({int(of), expanded, names});
    card->setAbout(LayerText::about(block, count, layers.convolutions.back()->out));
    scene_.hide(names.mid(1), card);

    CardDrawing drawing(scene_, card);
    const auto closing = activations_.find(block.name + ".relu");
    int branch = 0;
    for (const auto* layer : layers.convolutions) {
        if (isProjection(*layer))
            continue;
        if (block.resampling.active() && branch == block.downsampleAt)
            drawing.add(plainStep(LayerText::label(block.resampling.kind, block.resampling.factor)));
        ++branch;
        auto content = convolution(*layer);
        addMembers(content, index, count);
        drawing.add(content);
        if (const auto after = activations_.find(layer->name + "_relu"); after != activations_.end()) {
            auto inner = activation(*after->second);
            addMembers(inner, index, count);
            drawing.add(inner);
        }
    }
    const bool fixup = config_.model.fixup;
    if (fixup || block.multiplier != spec::ResidualMultiplier::None)
        drawing.add(plainStep(LayerText::label(block.multiplier, block.multiplierStart, fixup)));
    if (block.shortcut)
        addShortcut(drawing, index, count);
    if (closing != activations_.end()) {
        auto last = activation(*closing->second);
        addMembers(last, index, count);
        drawing.add(last);
    }
    drawing.finish();
}

void NetworkDrawing::addShortcut(CardDrawing& card, std::size_t index, std::size_t count) const {
    const auto& block = *blocks_[index].block;
    QVector<DiagramBox::Content> operations;
    if (block.resampling.active()) {
        operations.append(plainStep(LayerText::label(block.resampling.kind, block.resampling.factor)));
        operations.last().dashed = true;
    }
    for (const auto* layer : blocks_[index].convolutions)
        if (isProjection(*layer)) {
            operations.append(convolution(*layer));
            operations.last().dashed = true;
            addMembers(operations.last(), index, count);
        }
    card.addShortcut(operations);
}

void NetworkDrawing::drawHead() {
    scene_.beginSection({}, {}, {}, 0);
    auto* card = scene_.addCard(QStringLiteral("head"), titled(tr("Head"), "head"), 0);
    card->setAbout({titled(tr("Head"), "head"), tr("%1 classes").arg(config_.model.classes)});
    CardDrawing drawing(scene_, card);
    drawing.add(plainStep(LayerText::label(architecture_.head.pool)));
    for (std::size_t i = 0; i < plan_.linear.size(); ++i) {
        const auto& layer = plan_.linear[i];
        const bool last = i + 1 == plan_.linear.size();
        if (last && config_.model.dropout > 0)
            drawing.add(plainStep(tr("dropout %1").arg(formatNumber(config_.model.dropout))));
        DiagramBox::Content content;
        content.kind = BoxKind::Linear;
        content.title = LayerText::label(layer);
        content.about = QStringList{layerString(layer.name), tr("linear, %1 → %2").arg(layer.inputs).arg(layer.outputs),
                                    layer.bias ? tr("with bias") : tr("without bias")};
        drawing.add(content);
        if (const auto after = activations_.find(layer.name + "_relu"); after != activations_.end())
            drawing.add(activation(*after->second));
    }
    drawing.finish();
}

}  // namespace isonet::widgets
