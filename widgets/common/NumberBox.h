// A spin box for numbers with a decimal point in every locale, as in files and everywhere else in the window. A decimal
// comma that is typed becomes a point. GUI thread only.
#pragma once

#include <QDoubleSpinBox>

namespace isonet::widgets {

class NumberBox : public QDoubleSpinBox {
public:
    explicit NumberBox(QWidget* parent = nullptr);
    QValidator::State validate(QString& text, int& position) const override;
};

}  // namespace isonet::widgets
