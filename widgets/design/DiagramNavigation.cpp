#include "widgets/design/DiagramNavigation.h"

#include <algorithm>

namespace isonet::widgets {
namespace {

template <typename Parts>
DiagramNode* neighborIn(const Parts& parts, qsizetype at, int by) {
    if (parts.isEmpty())
        return nullptr;
    if (at < 0)
        return by > 0 ? parts.first() : parts.last();
    return parts[std::clamp<qsizetype>(at + by, 0, parts.size() - 1)];
}

}  // namespace

DiagramCard* DiagramNavigation::cardOf(QGraphicsItem* item) {
    for (; item; item = item->parentItem())
        if (auto* card = dynamic_cast<DiagramCard*>(item))
            return card;
    return nullptr;
}

DiagramCard* DiagramNavigation::groupOf(const QString& block) const {
    auto* card = cardOf(scene.node(block));
    if (!card)
        card = scene.pileOf(block);
    // The last card with a badge at or before it. An expanded group ends with its last block.
    const auto& cards = scene.cards();
    const qsizetype at = card ? cards.indexOf(card) : -1;
    for (qsizetype first = at; first >= 0; --first)
        if (cards[first]->hasBadge()) {
            const auto& pile = cards[first]->pile();
            return at - first < (pile.expanded ? pile.count : 1) ? cards[first] : nullptr;
        }
    return nullptr;
}

DiagramNode* DiagramNavigation::part(int by) const {
    const auto& parts = scene.nodesInOrder();
    return neighborIn(parts, parts.indexOf(from), by);
}

DiagramNode* DiagramNavigation::card(int by) const {
    QVector<DiagramCard*> cards;
    for (auto* card : scene.cards())
        if (!card->name().isEmpty())
            cards.append(card);
    return neighborIn(cards, cards.indexOf(cardOf(from)), by);
}

DiagramNode* DiagramNavigation::stage(int by) const {
    const auto& stages = scene.sections();
    qsizetype at = -1;
    for (qsizetype i = 0; from && i < stages.size(); ++i)
        if (from->name() == stages[i]->name() || from->name().startsWith(stages[i]->name() + QLatin1Char('.')))
            at = i;
    return neighborIn(stages, at, by);
}

}  // namespace isonet::widgets
