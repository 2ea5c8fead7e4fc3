// A snapshot of a plot: its image and readout in a small window that stays open while other runs and pages are shown.
// Escape closes it; the values can be selected and copied. GUI thread only.
#pragma once

#include <QFrame>
#include <QPixmap>

#include "widgets/plot/Readout.h"

class QLabel;

namespace isonet::widgets {

class PinnedPlot : public QFrame {
    Q_OBJECT
public:
    // Floats over the parent's window and is deleted when closed.
    PinnedPlot(const QString& title, const QString& source, const QPixmap& image, const ReadoutText& values,
               QWidget* parent);
    QString values() const;  // as shown

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    QPixmap image_;
    QLabel *shown_, *values_;
};

}  // namespace isonet::widgets
