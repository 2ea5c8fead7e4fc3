// A QCustomPlot with uniform navigation: the wheel zooms (over an axis: that axis only), dragging pans, Shift-drag (or
// box zoom mode) zooms to a rectangle, double-click or Home resets, Backspace undoes; + - work too. The arrow keys move
// a cursor, which reads values as the pointer does (with Ctrl: far), Shift and arrows pan, Return clicks at the cursor.
// An axis that the user has not moved follows its data. GUI thread only.
#pragma once

#include "widgets/common/CustomPlot.h"

#include <functional>
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

    // What is read at a position, as text: one arrow key moves the cursor to where the next text begins.
    void setReading(std::function<QString(const QPointF&)> reading) { reading_ = std::move(reading); }
    bool hasCursor() const { return cursor_.has_value(); }          // moved by the arrow keys, not by the pointer
    void setCrosshair(QCPAxisRect* rect, std::optional<double> x);  // nullptr: in every rect
    void applyColors(const PlotColors& colors, const QFont& font);

    static QCPRange padded(QCPRange range, bool logarithmic, double share = 0.05);

Q_SIGNALS:
    void viewChanged();                                        // by the user
    void fillRequested();                                      // the key F
    void stepRequested(int by);                                // Page Up and Page Down
    void hovered(const QPointF& position, QCPAxisRect* rect);  // no button pressed
    void hoverEnded();
    void clicked(const QPointF& position);  // pressed and released in place

protected:
    void updateLayout() override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    void zoomAll(double factor);
    void panAll(double dx, double dy);
    bool takeArrow(const QKeyEvent& event);
    void moveCursor(QPoint by, bool far);
    QCPAxisRect* beside(const QCPAxisRect* rect, QPoint by) const;  // the next one in this direction; null: none
    void endCursor();

    FollowedAxes axes_;
    QVector<QCPItemStraightLine*> crosshairs_;  // one per axis rect
    QPoint pressedAt_;
    bool boxZoom_ = false;
    std::function<QString(const QPointF&)> reading_;
    std::optional<QPointF> cursor_;
};

}  // namespace isonet::widgets
