// One line of plain text, elided at the end (or in the middle) if it does not fit. text() is the full text.
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
