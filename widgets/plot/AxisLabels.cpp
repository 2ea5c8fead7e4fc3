#include "widgets/plot/AxisLabels.h"

#include <QFontMetrics>
#include <QVariant>

namespace isonet::widgets {
namespace {

constexpr const char *fullKey = "fullLabel", *shownKey = "shownLabel";
constexpr qsizetype fewestLetters = 5;

bool fitAxisLabel(QCPAxis* axis) {
    const bool isShortened = axis->property(fullKey).isValid() && axis->label() == axis->property(shownKey).toString();
    const QString full = isShortened ? axis->property(fullKey).toString() : axis->label();
    if (full.isEmpty())
        return false;
    // The text may reach a little beyond the axis, into the space of the other axes' tick labels.
    const QFontMetrics metrics(axis->labelFont());
    const QSize size = axis->axisRect()->size();
    const int room = (axis->orientation() == Qt::Horizontal ? size.width() : size.height()) + metrics.height() / 2;
    QString shown = metrics.horizontalAdvance(full) <= room ? full : metrics.elidedText(full, Qt::ElideRight, room);
    if (shown != full && shown.size() <= fewestLetters)
        shown = QStringLiteral(" ");  // not empty: that is a label which the content has removed
    const bool isChanged = shown != axis->label();
    axis->setProperty(fullKey, shown == full ? QVariant() : QVariant(full));
    axis->setProperty(shownKey, shown);
    if (isChanged)
        axis->setLabel(shown);
    return isChanged;
}

}  // namespace

bool fitAxisLabels(const QList<QCPAxisRect*>& rects) {
    bool isChanged = false;
    for (const auto* rect : rects)
        for (auto* axis : rect->axes())
            isChanged |= fitAxisLabel(axis);
    return isChanged;
}

}  // namespace isonet::widgets
