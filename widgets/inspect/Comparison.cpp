#include "widgets/inspect/Comparison.h"

#include <QScopedValueRollback>
#include <QScrollBar>
#include <QTabWidget>

#include "widgets/inspect/DifferenceView.h"
#include "widgets/inspect/EpochPlayer.h"
#include "widgets/inspect/InspectView.h"
#include "widgets/inspect/KernelPage.h"
#include "widgets/inspect/SpectrumPage.h"

namespace isonet::widgets {

Comparison::Comparison(InspectView* a, InspectView* b, DifferenceView* difference, QObject* parent)
    : QObject(parent), views_{a, b}, difference_(difference) {
    for (auto* view : views_) {
        connect(view, &InspectView::shownChanged, this, &Comparison::refreshPictures);
        connect(view, &InspectView::rowsChanged, this, &Comparison::refreshRows);
    }
    linkTabs();
    linkShifts();
    linkScrolling();
}

void Comparison::linkTabs() {
    const std::array tabs{views_[0]->tabs(), views_[1]->tabs(), difference_->tabs()};
    for (auto* from : tabs)
        connect(from, &QTabWidget::currentChanged, this, [this, tabs](int index) {
            if (!on_ || linking_)
                return;
            const QScopedValueRollback guard(linking_, true);
            for (auto* each : tabs)
                if (index < each->count())
                    each->setCurrentIndex(index);
        });
}

void Comparison::linkShifts() {
    for (auto* view : views_)
        connect(view->kernelPage(), &KernelPage::shiftChosen, this, [this](int row, int column) {
            if (!on_)
                return;
            for (auto* each : views_)
                each->kernelPage()->showShift(row, column);
            difference_->showShift(row, column);
        });
}

void Comparison::linkScrolling() {
    const auto link = [this](const std::array<FigureGrid*, 3>& grids) {
        for (auto* from : grids)
            connect(from->verticalScrollBar(), &QScrollBar::valueChanged, this, [this, grids](int value) {
                if (!on_ || linking_)
                    return;
                const QScopedValueRollback guard(linking_, true);
                for (auto* each : grids)
                    each->verticalScrollBar()->setValue(value);
            });
    };
    link({views_[0]->kernelPage(), views_[1]->kernelPage(), difference_->kernelGrid()});
    link({views_[0]->spectrumPage(), views_[1]->spectrumPage(), difference_->spectrumGrid()});
}

void Comparison::setOn(bool on) {
    on_ = on;
    for (auto* view : views_)
        view->setNarrow(on);
    if (on) {
        views_[1]->tabs()->setCurrentIndex(views_[0]->tabs()->currentIndex());
        refreshRows();
    }
    refreshPictures();
}

void Comparison::setLocked(bool locked) {
    locked_ = locked;
    refreshPictures();
}

void Comparison::refreshPictures() {
    if (!on_ || !locked_) {
        for (auto* view : views_)
            view->lockRanges({});
    } else {
        PictureRanges ranges = views_[0]->ranges();
        ranges.expand(views_[1]->ranges());
        for (auto* view : views_)
            view->lockRanges(ranges);
    }
    if (!on_)
        return;
    difference_->setLayers(views_[0]->shown(), views_[1]->shown());
    const auto nameOf = [](const InspectView* view) {
        // Of what is drawn: the layer that was chosen last may still be measured.
        const QString layer = view->shown() ? QString::fromStdString(view->shown()->name) : QString();
        const QString name = (view->sourceTitle() + QLatin1Char(' ') + layer).trimmed();
        return view->player()->frame() ? tr("%1, epoch %2").arg(name).arg(view->player()->epoch()) : name;
    };
    difference_->setNames(nameOf(views_[0]), nameOf(views_[1]));
}

void Comparison::refreshRows() {
    if (on_)
        difference_->setRows(views_[0]->rows(), views_[1]->rows());
}

}  // namespace isonet::widgets
