// The background of a row in a list that draws its own items.
#pragma once

#include <QStyleOptionViewItem>

class QPainter;

namespace isonet::widgets {

// Fills `option.rect` if the row is selected or under the pointer; a selected row has an accent bar on the left.
void paintRowBackground(QPainter* painter, const QStyleOptionViewItem& option);

}  // namespace isonet::widgets
