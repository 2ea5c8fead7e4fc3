// One line of plain text that ends in "…" (or has it in the middle) where it has too little room. text() is whole.
#pragma once

#include <QLabel>

namespace isonet::widgets {

class ElidedLabel : public QLabel {
public:
    explicit ElidedLabel(Qt::TextElideMode mode = Qt::ElideRight, QWidget* parent = nullptr);
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    Qt::TextElideMode mode_;
};

}  // namespace isonet::widgets
