// The axes of a PlotCanvas that follow their data until the user moves them: ranges, limits, links between axes, and
// the views to go back to. GUI thread only.
#pragma once

#include "widgets/common/CustomPlot.h"

#include <functional>
#include <optional>

namespace isonet::widgets {

class FollowedAxes : public QObject {
    Q_OBJECT
public:
    using Fit = std::function<QCPRange()>;  // the range that shows all of an axis's data

    using QObject::QObject;

    void clear();
    // Axes are fitted in the order in which they were added. The user cannot leave `limits`.
    void add(QCPAxis* axis, Fit fit, std::optional<QCPRange> limits = {});
    QList<QCPAxis*> axes(const QCPAxisRect* rect = nullptr) const;  // nullptr: in every rect
    void setLimits(QCPAxis* axis, const QCPRange& limits);
    void setLogarithmic(QCPAxis* axis, bool on);  // does not count as a move by the user
    void link(QCPAxis* a, QCPAxis* b);            // one range; both must be followed

    void fit();           // the axes not held by the user
    void reset();         // all axes follow their data again
    bool undo();          // the view before the last move by the user; false: none
    bool isHeld() const;  // the user has moved some axis
    // Moves an axis and those linked to it as if by the user, without moved(); no range: all axes follow their data
    // again. Refits the others.
    void hold(QCPAxis* axis, std::optional<QCPRange> range);
    std::optional<QCPRange> heldRange(const QCPAxis* axis) const;  // none: it follows its data

Q_SIGNALS:
    void moved();  // an axis, by the user

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
    Followed* find(const QCPAxis* axis);
    void onRangeChanged(QCPAxis* axis, const QCPRange& now, const QCPRange& before);
    void remember(const QCPAxis* moved, const QCPRange& before);

    QVector<Followed> followed_;
    QVector<QPair<QCPAxis*, QCPAxis*>> links_;
    QVector<View> history_;
    QElapsedTimer sinceMove_;
    bool programmatic_ = false;
};

}  // namespace isonet::widgets
