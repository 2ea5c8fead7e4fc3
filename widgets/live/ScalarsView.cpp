#include "widgets/live/ScalarsView.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QTimer>
#include <QVBoxLayout>
#include <algorithm>

#include "widgets/common/Format.h"
#include "widgets/live/CurvesPlot.h"
#include "widgets/plot/PlotGrid.h"
#include "widgets/plot/PlotPanel.h"
#include "widgets/series/RunData.h"

namespace isonet::widgets {
namespace {

constexpr std::size_t mostPlots = 24;
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
    : QWidget(parent),
      options_(options),
      filter_(new QLineEdit),
      note_(new QLabel),
      column_(new QVBoxLayout(this)),
      timer_(new QTimer(this)) {
    setObjectName(QStringLiteral("scalarsView"));
    filter_->setObjectName(QStringLiteral("scalarFilter"));
    filter_->setPlaceholderText(tr("Filter scalars by name"));
    filter_->setAccessibleName(tr("Filter scalars by name"));
    filter_->setClearButtonEnabled(true);
    note_->setObjectName(QStringLiteral("scalarNote"));
    auto* row = new QHBoxLayout;
    row->setContentsMargins(8, 2, 8, 2);
    row->addWidget(filter_, 1);
    row->addWidget(note_);
    column_->setContentsMargins(0, 0, 0, 0);
    column_->setSpacing(0);
    column_->addLayout(row);
    connect(filter_, &QLineEdit::textChanged, timer_, qOverload<>(&QTimer::start));
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

std::vector<std::string> ScalarsView::shownTags() {
    std::vector<std::string> tags;
    if (data_)
        for (const auto& [tag, series] : data_->scalars())
            if (QString::fromStdString(tag).contains(filter_->text(), Qt::CaseInsensitive))
                tags.push_back(tag);
    const auto all = data_ ? data_->scalars().size() : 0;
    filter_->setVisible(all > mostPlots);
    note_->setVisible(all > mostPlots);
    note_->setText(
        tr("First %1 of %2 scalars").arg(std::min(tags.size(), mostPlots)).arg(formatCount(std::int64_t(tags.size()))));
    tags.resize(std::min(tags.size(), mostPlots));
    return tags;
}

void ScalarsView::updateGrid() {
    const auto tags = shownTags();
    if (!grid_ || tags != shown_) {
        shown_ = tags;
        QVector<PlotPanel*> panels;
        for (const auto& tag : tags)
            panels.append(scalarPanel(tag));
        const int columns = panels.size() == 1 ? 1 : 2;
        delete grid_;
        grid_ = new PlotGrid(panels, columns, options_);
        grid_->setLeastLines(15);  // one curve
        column_->addWidget(grid_, 1);
        grid_->followInTabOrder(filter_);
    }
    for (auto* panel : grid_->panels())
        panel->setData(data_);
}

}  // namespace isonet::widgets
