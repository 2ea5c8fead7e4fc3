// Sets a property that the style sheet selects by, such as "wrong", and applies the style again.
#pragma once

#include <QStyle>
#include <QVariant>
#include <QWidget>

namespace isonet::widgets {

inline void setStyleProperty(QWidget* widget, const char* property, const QVariant& value) {
    if (widget->property(property) == value)
        return;
    widget->setProperty(property, value);
    widget->style()->unpolish(widget);
    widget->style()->polish(widget);
}

}  // namespace isonet::widgets
