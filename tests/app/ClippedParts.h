// Finds what does not fit where it is: labels, buttons and fields narrower or lower than their text, and parts that
// reach beyond the widget that holds them.
#pragma once

#include <QAbstractButton>
#include <QAbstractScrollArea>
#include <QAbstractSpinBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QRegularExpression>
#include <QStackedWidget>
#include <QStyle>
#include <QTabBar>
#include <QTextDocument>
#include <QToolBar>
#include <QWidget>

namespace isonet::test {

inline QString partName(const QWidget* part) {
    QStringList path;
    for (const auto* each = part; each && path.size() < 4; each = each->parentWidget())
        if (!each->objectName().isEmpty() || each == part)
            path.prepend(each->objectName().isEmpty() ? QString::fromLatin1(each->metaObject()->className())
                                                      : each->objectName());
    QString text;
    if (const auto* label = qobject_cast<const QLabel*>(part))
        text = label->text();
    else if (const auto* button = qobject_cast<const QAbstractButton*>(part))
        text = button->text().isEmpty() ? button->accessibleName() : button->text();
    else if (const auto* line = qobject_cast<const QLineEdit*>(part))
        text = line->text();
    return path.join(QLatin1Char('/')) + QStringLiteral(" \"%1\"").arg(text.left(60));
}

// The size it needs is larger than the one it has by so much; an empty size fits.
inline QSize missingRoom(const QWidget* part) {
    QSize needed(0, 0);
    if (const auto* label = qobject_cast<const QLabel*>(part)) {
        const bool elided = QString::fromLatin1(label->metaObject()->className()).contains(QLatin1String("Elided"));
        if (label->text().isEmpty() || elided)
            return {};
        const bool shortened = label->text().contains(QChar(0x2026)) && !label->toolTip().isEmpty();
        const bool told = label->sizePolicy().horizontalPolicy() == QSizePolicy::Ignored && !label->toolTip().isEmpty();
        needed = label->wordWrap() ? QSize(0, label->heightForWidth(label->width())) : label->sizeHint();
        if (shortened || told)
            needed.setWidth(0);
    } else if (const auto* button = qobject_cast<const QAbstractButton*>(part)) {
        needed = button->hasHeightForWidth() ? QSize(0, button->heightForWidth(button->width()))
                 : button->text().isEmpty()  ? button->minimumSizeHint()
                                             : button->sizeHint();
    } else if (const auto* line = qobject_cast<const QLineEdit*>(part)) {
        needed = {0, line->fontMetrics().height()};
        static const QRegularExpression number(QStringLiteral("^[-+0-9.e]{1,8}$"));
        if (number.match(line->text()).hasMatch())
            needed.setWidth(line->fontMetrics().horizontalAdvance(line->text()) + 6);
    } else if (qobject_cast<const QAbstractSpinBox*>(part) || qobject_cast<const QComboBox*>(part)) {
        needed = {part->minimumSizeHint().width(), part->fontMetrics().height()};
    }
    return QSize(std::max(needed.width() - part->width(), 0), std::max(needed.height() - part->height(), 0));
}

// What is cut off at an edge of a widget that holds it; scroll areas may hide parts.
inline QRect cutOff(const QWidget* part) {
    QRect place(QPoint(0, 0), part->size());
    if (const auto* label = qobject_cast<const QLabel*>(part); label && label->wordWrap())
        place =
            QStyle::alignedRect(Qt::LeftToRight, label->alignment(),
                                {place.width(), std::min(place.height(), label->heightForWidth(place.width()))}, place);
    for (const auto* each = part; each->parentWidget() && !each->isWindow(); each = each->parentWidget()) {
        place.translate(each->pos());
        const auto* holder = each->parentWidget();
        if (const auto* area = qobject_cast<const QAbstractScrollArea*>(holder->parentWidget());
            area && area->viewport() == holder)
            return {};
        if (!holder->rect().contains(place))
            return place;
    }
    return {};
}

inline QStringList clippedParts(QWidget* root) {
    QStringList found;
    for (auto* part : root->findChildren<QWidget*>()) {
        if (!part->isVisible() || part->window() != root->window() || part->size().isEmpty())
            continue;
        // Scroll buttons of tabs, the extension of the toolbar and fields with icons place their parts themselves.
        if (qobject_cast<QLineEdit*>(part->parentWidget()) || qobject_cast<QTabBar*>(part->parentWidget()) ||
            qobject_cast<QToolBar*>(part->parentWidget()) || part->objectName().startsWith(QLatin1String("qt_")))
            continue;
        const bool control = qobject_cast<QLabel*>(part) || qobject_cast<QAbstractButton*>(part) ||
                             qobject_cast<QLineEdit*>(part) || qobject_cast<QAbstractSpinBox*>(part) ||
                             qobject_cast<QComboBox*>(part);
        if (!control)
            continue;
        const QSize missing = missingRoom(part);
        if (missing.width() > 1 || missing.height() > 1)
            found += QStringLiteral("%1 lacks %2 x %3 pixels")
                         .arg(partName(part))
                         .arg(missing.width())
                         .arg(missing.height());
        if (const QRect cut = cutOff(part); !cut.isNull())
            found += QStringLiteral("%1 is cut off: %2 %3, %4 x %5")
                         .arg(partName(part))
                         .arg(cut.x())
                         .arg(cut.y())
                         .arg(cut.width())
                         .arg(cut.height());
    }
    return found;
}

}  // namespace isonet::test
