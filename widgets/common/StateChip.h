// A run's state as a colored label, the same in the header and in the list.
#pragma once

#include <QWidget>

#include "training/telemetry/RunDirectory.h"

class QPainter;

namespace isonet::widgets {

QString stateTitle(telemetry::RunState state);  // "Running"
QColor stateColor(telemetry::RunState state);   // readable on the window background
int stateChipWidth(telemetry::RunState state, const QFont& font);
// A chip with any text; for states that are not a run's.
int chipWidth(const QString& text, const QFont& font);
int paintChip(QPainter* painter, const QRect& rect, const QString& text, const QColor& color, const QFont& font);
// Draws the chip right-aligned in `rect`; returns its width.
int paintStateChip(QPainter* painter, const QRect& rect, telemetry::RunState state, const QFont& font);

class StateChip : public QWidget {
    Q_OBJECT
public:
    explicit StateChip(QWidget* parent = nullptr);
    void setState(telemetry::RunState state);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent*) override;

private:
    telemetry::RunState state_ = telemetry::RunState::Preparing;
};

}  // namespace isonet::widgets
