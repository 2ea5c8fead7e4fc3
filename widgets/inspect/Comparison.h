// Two views side by side and the column of their differences: while on, both have the same colors, tab, shift and
// scroll position, and the third column shows A - B. GUI thread only.
#pragma once

#include <QObject>
#include <array>

namespace isonet::widgets {

class DifferenceView;
class InspectView;

class Comparison : public QObject {
    Q_OBJECT
public:
    // The views must outlive this object.
    Comparison(InspectView* a, InspectView* b, DifferenceView* difference, QObject* parent);

    void setOn(bool on);
    bool isOn() const { return on_; }
    void setLocked(bool locked);  // equal color scales; on at first

private:
    void linkTabs();
    void linkShifts();
    void linkScrolling();
    void refreshPictures();
    void refreshRows();

    std::array<InspectView*, 2> views_;
    DifferenceView* difference_;
    bool on_ = false, locked_ = true, linking_ = false;
};

}  // namespace isonet::widgets
