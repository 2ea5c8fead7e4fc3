#include "widgets/RunView.h"

#include <QShortcut>
#include <QSplitter>
#include <QVBoxLayout>
#include <algorithm>

#include "widgets/DeviationPanel.h"
#include "widgets/LossPanel.h"
#include "widgets/OffsetPanel.h"
#include "widgets/RunData.h"
#include "widgets/SpectrumPanel.h"

namespace isonet::widgets {

struct RunView::Private {
    QVector<PlotPanel*> panels;
    QVector<QSplitter*> rows;
    PlotPanel* maximised = nullptr;

    void maximise(PlotPanel* panel) {
        maximised = panel == maximised ? nullptr : panel;
        for (auto* each : panels) {
            each->setVisible(!maximised || each == maximised);
            each->setMaximised(each == maximised);
        }
        for (auto* row : rows) {
            const bool used = !maximised || row->indexOf(maximised) >= 0;
            row->setVisible(used);
        }
    }
};

RunView::RunView(QWidget* parent) : QWidget(parent), d_(new Private) {
    connect(this, &QObject::destroyed, [d = d_] { delete d; });
    d_->panels = {new LossPanel, new DeviationPanel, new SpectrumPanel, new OffsetPanel};
    auto* columns = new QSplitter(Qt::Vertical);
    for (int row = 0; row < 2; ++row) {
        auto* splitter = new QSplitter(Qt::Horizontal);
        for (int column = 0; column < 2; ++column) {
            splitter->addWidget(d_->panels[2 * row + column]);
            splitter->setStretchFactor(column, 1);
        }
        splitter->setChildrenCollapsible(false);
        splitter->setSizes({1000, 1000});  // equal whatever the panels' own wishes
        columns->addWidget(splitter);
        columns->setStretchFactor(row, 1);
        d_->rows.append(splitter);
    }
    columns->setChildrenCollapsible(false);
    columns->setSizes({1000, 1000});
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(columns);

    for (auto* panel : std::as_const(d_->panels)) {
        connect(panel, &PlotPanel::maximiseRequested, this, [this, panel] { d_->maximise(panel); });
        connect(panel, &PlotPanel::cursorMoved, this, [this, panel](std::optional<double> step) {
            for (auto* other : std::as_const(d_->panels))
                if (other != panel)
                    other->showCursor(step);
        });
    }
    auto* back = new QShortcut(Qt::Key_Escape, this);
    back->setContext(Qt::WidgetWithChildrenShortcut);
    connect(back, &QShortcut::activated, this, [this] {
        if (d_->maximised)
            d_->maximise(d_->maximised);
    });
}

void RunView::setData(RunData* data) {
    for (auto* panel : std::as_const(d_->panels))
        panel->setData(data);
}

PlotPanel* RunView::panel(const QString& objectName) const {
    const auto found = std::find_if(d_->panels.begin(), d_->panels.end(),
                                    [&](const auto* panel) { return panel->objectName() == objectName; });
    return found == d_->panels.end() ? nullptr : *found;
}

}  // namespace isonet::widgets
