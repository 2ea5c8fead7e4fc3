// The part of the diagram to which the arrow keys move. All functions stop at the ends, and begin at the start
// (backwards: at the end) if nothing is selected; nullptr: nothing to go to.
#pragma once

#include "widgets/design/DiagramScene.h"

namespace isonet::widgets {

struct DiagramNavigation {
    const DiagramScene& scene;
    DiagramNode* from = nullptr;  // the selected part, or nullptr

    DiagramNode* part(int by) const;   // through the cards and their layers
    DiagramNode* card(int by) const;   // through the stem, the blocks and the head
    DiagramNode* stage(int by) const;  // through the frames

    // The card with the badge of the equal blocks that a block, drawn or hidden, belongs to; nullptr: it has no equals.
    DiagramCard* groupOf(const QString& block) const;
    static DiagramCard* cardOf(QGraphicsItem* item);  // that contains it, or itself; nullptr: none
};

}  // namespace isonet::widgets
