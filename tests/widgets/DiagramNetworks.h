// Networks for the tests of the network diagram, and its parts by name.
#pragma once

#include <QtTest>

#include "tests/widgets/RunRecords.h"
#include "widgets/design/NetworkDiagram.h"

namespace isonet::test {

using widgets::DiagramBox;
using widgets::DiagramCard;
using widgets::NetworkDiagram;

inline config::RunConfig published(spec::Family family, int depth, bool shortcut) {
    auto config = smallConfig();
    config.model.family = family;
    config.model.depth = depth;
    config.model.shortcut = shortcut;
    if (shortcut)
        config.model.multiplier = spec::ResidualMultiplier::Scalar;
    if (family == spec::Family::ImageNet) {
        config.model.channels = 3;
        config.model.height = config.model.width = 224;
    }
    return config;
}

inline config::RunConfig deepest() {
    return published(spec::Family::ImageNet, 152, true);
}

inline spec::StageSpec stageOf(int blocks, int channels, spec::BlockKind kind = spec::BlockKind::Basic) {
    spec::StageSpec stage;
    stage.blocks = blocks;
    stage.channels = channels;
    stage.block = kind;
    return stage;
}

// A network of one stage.
inline config::RunConfig oneStage(const spec::StageSpec& stage) {
    auto config = smallConfig();
    config.model.stem = spec::StemSpec{};
    config.model.stages = {stage};
    return config;
}

inline DiagramBox* boxOf(NetworkDiagram& diagram, const QString& name) {
    for (auto* item : diagram.scene()->items())
        if (auto* box = dynamic_cast<DiagramBox*>(item); box && box->name() == name)
            return box;
    return nullptr;
}

inline DiagramCard* cardNamed(NetworkDiagram& diagram, const QString& name) {
    for (auto* item : diagram.scene()->items())
        if (auto* card = dynamic_cast<DiagramCard*>(item); card && card->name() == name)
            return card;
    return nullptr;
}

inline void show(NetworkDiagram& diagram, const QSize& size = {700, 600}) {
    diagram.resize(size);
    diagram.show();
    QVERIFY(QTest::qWaitForWindowExposed(&diagram));
}

}  // namespace isonet::test
