// Descriptor tables of model/spec and training/config (model/spec/Choice.h) as translated combo box items.
#pragma once

#include <QComboBox>
#include <QCoreApplication>
#include <QString>
#include <QVector>
#include <string>
#include <string_view>

#include "model/spec/Choice.h"

namespace isonet::widgets {

struct ChoiceItem {
    QString title, tooltip;
};

inline QString choiceText(std::string_view text) {
    return QCoreApplication::translate("Choices", std::string(text).c_str());
}

template <typename E>
QString choiceTitle(E value) {
    return choiceText(spec::title(value));
}

// In enum order: an item's index converts back with spec::fromIndex().
template <typename E>
QVector<ChoiceItem> choiceItems() {
    QVector<ChoiceItem> items;
    for (const auto& entry : spec::choices<E>())
        items.append({choiceText(entry.title), choiceText(entry.summary)});
    return items;
}

inline void addChoices(QComboBox* combo, const QVector<ChoiceItem>& items) {
    for (const ChoiceItem& item : items) {
        combo->addItem(item.title);
        combo->setItemData(combo->count() - 1, item.tooltip, Qt::ToolTipRole);
    }
}

}  // namespace isonet::widgets
