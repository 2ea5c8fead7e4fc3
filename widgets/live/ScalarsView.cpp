#include "widgets/live/ScalarsView.h"

#include <QTimer>

#include "widgets/common/FontScale.h"
#include "widgets/live/CurvesPlot.h"
#include "widgets/plot/PlotGrid.h"
#include "widgets/plot/PlotPanel.h"
#include "widgets/series/RunData.h"

namespace isonet::widgets {
namespace {

constexpr int scalarHeight = 220;
constexpr int delay = 300;  // ms from a new tag to its plot: more tags may follow

PlotPanel* scalarPanel(const std::string& tag) {
    const QString name = QString::fromStdString(tag);
    const PlotText text{name, name,
                        ScalarsView::tr("<p>The scalar <b>%1</b> as recorded by the program that made this run.</p>")
                            .arg(name.toHtmlEscaped())};
    return new PlotPanel(
        text, std::make_unique<CurvesPlot>(CurvesLayout{{}, {}, {{name, tag, 0}}, ScalarsView::tr("No values.")}));
}

}  // namespace

ScalarsView::ScalarsView(ViewOptions* options, QWidget* parent)
    : QScrollArea(parent), options_(options), timer_(new QTimer(this)) {
    setObjectName(QStringLiteral("scalarsView"));
    setFrameShape(QFrame::NoFrame);
    setWidgetResizable(true);
    timer_->setSingleShot(true);
    timer_->setInterval(delay);
    connect(timer_, &QTimer::timeout, this, &ScalarsView::updateGrid);
    updateGrid();
}

void ScalarsView::setData(RunData* data) {
    if (data_)
        disconnect(data_, nullptr, this, nullptr);
    data_ = data;
    if (data_)
        for (auto signal : {&RunData::changed, &RunData::cleared})
            connect(data_, signal, timer_, [this] {
                if (!timer_->isActive())
                    timer_->start();
            });
    updateGrid();
}

void ScalarsView::updateGrid() {
    std::vector<std::string> tags;
    if (data_)
        for (const auto& tag : data_->tagsWithPrefix({}))
            if (data_->series(tag))
                tags.push_back(tag);
    if (!grid_ || tags != shown_) {
        shown_ = tags;
        QVector<PlotPanel*> panels;
        for (const auto& tag : tags)
            panels.append(scalarPanel(tag));
        const int columns = panels.size() == 1 ? 1 : 2;
        grid_ = new PlotGrid(panels, columns, options_);
        grid_->setMinimumHeight(int((panels.size() + columns - 1) / columns) * fontScaled(scalarHeight));
        setWidget(grid_);
    }
    for (auto* panel : grid_->panels())
        panel->setData(data_);
}

}  // namespace isonet::widgets
