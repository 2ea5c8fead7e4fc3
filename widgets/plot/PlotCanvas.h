// A QCustomPlot with uniform navigation: the wheel zooms (over an axis: that axis only), dragging pans, Shift-drag (or
// box zoom mode) zooms to a rectangle, double-click or Home resets, Backspace undoes; + - and the arrow keys work too.
// An axis that the user has not moved follows its data. GUI thread only.
#pragma once

#include "widgets/common/CustomPlot.h"

#include <functional>
#include <optional>

#include "widgets/plot/PlotColors.h"

namespace isonet::widgets {

class PlotCanvas : public QCustomPlot {
    Q_OBJECT
public:
    using Fit = std::function<QCPRange()>;  // the range that shows all of an axis's data

    explicit PlotCanvas(QWidget* parent = nullptr);

    void clearAll();                                // plottables, items, axis rects, followed axes
    QCPAxisRect* addAxisRect(int row, int column);  // with left and bottom axes
    // Axes are fitted in the order in which they were added. The user cannot leave `limits`.
    void follow(QCPAxis* axis, Fit fit, std::optional<QCPRange> limits = {});
    void setLimits(QCPAxis* axis, const QCPRange& limits);
    void setLogarithmic(QCPAxis* axis, bool on);  // does not count as a move by the user
    void link(QCPAxis* a, QCPAxis* b);            // one range; both must be followed

    void fitFollowing();  // fits the axes not held by the user; does not replot
    void resetView();     // all axes follow their data again; replots
    void undoView();      // the view before the last zoom or pan
    bool isHeld() const;  // the user has moved some axis
    // Moves an axis and those linked to it as if by the user, without viewChanged(); no range: it follows its data
    // again. Refits the others. Does not replot.
    void holdRange(QCPAxis* axis, std::optional<QCPRange> range);
    std::optional<QCPRange> heldRange(const QCPAxis* axis) const;  // none: it follows its data
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
    struct Followed {
        QCPAxis* axis;
        Fit fit;
        std::optional<QCPRange> limits;
        bool held = false;
    };
    struct View {
        QVector<QCPRange> ranges;
        QVector<bool> held;
    };
    Followed* followed(const QCPAxis* axis);
    void onRangeChanged(QCPAxis* axis, const QCPRange& now, const QCPRange& before);
    void remember(const QCPAxis* moved, const QCPRange& before);
    void zoomAll(double factor);
    void panAll(double dx, double dy);

    QVector<Followed> followed_;
    QVector<QPair<QCPAxis*, QCPAxis*>> links_;
    QVector<View> history_;
    QElapsedTimer sinceMove_;
    QVector<QCPItemStraightLine*> crosshairs_;  // one per axis rect
    QPoint pressedAt_;
    bool boxZoom_ = false;
    bool programmatic_ = false;
};

}  // namespace isonet::widgets
