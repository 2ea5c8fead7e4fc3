// A QCustomPlot with uniform navigation: the wheel zooms (over an axis: that axis only), dragging pans, Shift-drag (or
// box zoom mode) zooms to a rectangle, double-click or Home resets, Backspace undoes; + - and the arrow keys work too.
// An axis that the user has not moved follows its data. GUI thread only.
#pragma once

#include "widgets/common/CustomPlot.h"

#include <optional>

#include "widgets/plot/FollowedAxes.h"
#include "widgets/plot/PlotColors.h"

namespace isonet::widgets {

class PlotCanvas : public QCustomPlot {
    Q_OBJECT
public:
    explicit PlotCanvas(QWidget* parent = nullptr);

    void clearAll();                                // plottables, items, axis rects, followed axes
    QCPAxisRect* addAxisRect(int row, int column);  // with left and bottom axes
    // See FollowedAxes. The user can drag and zoom a followed axis.
    void follow(QCPAxis* axis, FollowedAxes::Fit fit, std::optional<QCPRange> limits = {});
    void setLimits(QCPAxis* axis, const QCPRange& limits) { axes_.setLimits(axis, limits); }
    void setLogarithmic(QCPAxis* axis, bool on) { axes_.setLogarithmic(axis, on); }
    void link(QCPAxis* a, QCPAxis* b) { axes_.link(a, b); }

    void fitFollowing() { axes_.fit(); }  // does not replot
    void resetView();                     // all axes follow their data again; replots
    void undoView();                      // the view before the last zoom or pan
    bool isHeld() const { return axes_.isHeld(); }
    void holdRange(QCPAxis* axis, std::optional<QCPRange> range) { axes_.hold(axis, range); }  // does not replot
    std::optional<QCPRange> heldRange(const QCPAxis* axis) const { return axes_.heldRange(axis); }
    void setBoxZoom(bool on) { boxZoom_ = on; }

    void setCrosshair(QCPAxisRect* rect, std::optional<double> x);  // nullptr: in every rect
    void applyColors(const PlotColors& colors, const QFont& font);

    static QCPRange padded(QCPRange range, bool logarithmic, double share = 0.05);

Q_SIGNALS:
    void viewChanged();                                        // by the user
    void fillRequested();                                      // the key F
    void hovered(const QPointF& position, QCPAxisRect* rect);  // no button pressed
    void hoverEnded();
    void clicked(const QPointF& position);  // pressed and released in place

protected:
    void updateLayout() override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    void zoomAll(double factor);
    void panAll(double dx, double dy);

    FollowedAxes axes_;
    QVector<QCPItemStraightLine*> crosshairs_;  // one per axis rect
    QPoint pressedAt_;
    bool boxZoom_ = false;
};

}  // namespace isonet::widgets
