#include "widgets/common/NumberBox.h"

#include <QLocale>

namespace isonet::widgets {

NumberBox::NumberBox(QWidget* parent) : QDoubleSpinBox(parent) {
    setLocale(QLocale::c());
}

QValidator::State NumberBox::validate(QString& text, int& position) const {
    text.replace(QLatin1Char(','), QLatin1Char('.'));
    return QDoubleSpinBox::validate(text, position);
}

}  // namespace isonet::widgets
