// Reading values off a plot with the pointer: crosshair, readout box, and the position that linked plots follow.
// GUI thread only.
#pragma once

#include <QObject>
#include <QPointF>
#include <QPointer>
#include <optional>

#include "widgets/plot/Readout.h"

class QCPAxisRect;

namespace isonet::widgets {

class PlotContent;
struct PlotState;

class PlotHover : public QObject {
    Q_OBJECT
public:
    // Both must outlive this.
    PlotHover(const PlotState& state, const PlotContent& content, QObject* parent);
    ~PlotHover() override;

    const std::optional<QPointF>& position() const { return position_; }  // in the canvas; none: not hovering
    void update();                                                        // the values have changed
    void end();

Q_SIGNALS:
    void cursorMoved(std::optional<double> x);  // on the page's horizontal axis; none: nothing to follow

private:
    void hover(const QPointF& position, QCPAxisRect* rect);

    const PlotState& state_;
    const PlotContent& content_;
    QPointer<Readout> readout_;  // child of the window
    std::optional<QPointF> position_;
};

}  // namespace isonet::widgets
