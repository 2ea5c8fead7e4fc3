#include "widgets/ScalarsView.h"

#include <QTimer>

#include "widgets/CurvesPanel.h"
#include "widgets/FontScale.h"
#include "widgets/PlotGrid.h"
#include "widgets/RunData.h"

namespace isonet::widgets {
namespace {

constexpr int scalarHeight = 220;
constexpr int delay = 300;  // ms from a new tag to its plot: more may follow

PlotPanel* panelOf(const std::string& tag) {
    const QString name = QString::fromStdString(tag);
    return new CurvesPanel({name, name,
                            QObject::tr("<p>The scalar <b>%1</b>, as the program that made this run recorded it.</p>")
                                .arg(name.toHtmlEscaped())},
                           {}, {}, {{name, tag, 0}}, QObject::tr("No values."));
}

}  // namespace

ScalarsView::ScalarsView(ViewOptions* options, QWidget* parent)
    : QScrollArea(parent), options_(options), later_(new QTimer(this)) {
    setObjectName(QStringLiteral("scalarsView"));
    setFrameShape(QFrame::NoFrame);
    setWidgetResizable(true);
    later_->setSingleShot(true);
    later_->setInterval(delay);
    connect(later_, &QTimer::timeout, this, &ScalarsView::makeGrid);
    makeGrid();
}

void ScalarsView::setData(RunData* data) {
    if (data_)
        disconnect(data_, nullptr, this, nullptr);
    data_ = data;
    if (data_)
        for (auto news : {&RunData::changed, &RunData::cleared})
            connect(data_, news, later_, [this] {
                if (!later_->isActive())
                    later_->start();
            });
    makeGrid();
}

void ScalarsView::makeGrid() {
    std::vector<std::string> tags;
    if (data_)
        for (const auto& tag : data_->tagsWithPrefix({}))
            if (data_->series(tag))
                tags.push_back(tag);
    if (!grid_ || tags != shown_) {
        shown_ = tags;
        QVector<PlotPanel*> panels;
        for (const auto& tag : tags)
            panels.append(panelOf(tag));
        const int columns = panels.size() == 1 ? 1 : 2;
        grid_ = new PlotGrid(panels, columns, options_);
        grid_->setMinimumHeight(int((panels.size() + columns - 1) / columns) * fontScaled(scalarHeight));
        setWidget(grid_);
    }
    for (auto* panel : grid_->panels())
        panel->setData(data_);
}

}  // namespace isonet::widgets
