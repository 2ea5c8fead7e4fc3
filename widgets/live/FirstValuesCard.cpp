#include "widgets/live/FirstValuesCard.h"

#include <QFrame>
#include <QGridLayout>
#include <QVBoxLayout>

#include "widgets/common/FontScale.h"
#include "widgets/common/PlainLabel.h"
#include "widgets/live/MeasurementText.h"
#include "widgets/series/RunData.h"

namespace isonet::widgets {

using telemetry::RunState;

FirstValuesCard::FirstValuesCard(std::vector<LivePlot> plots, QWidget* parent)
    : QWidget(parent), plots_(std::move(plots)), title_(new PlainLabel), hint_(new PlainLabel) {
    setObjectName(QStringLiteral("firstValues"));
    auto* card = new QFrame;
    card->setObjectName(QStringLiteral("firstValuesCard"));
    card->setFrameShape(QFrame::StyledPanel);
    card->setAutoFillBackground(true);
    card->setBackgroundRole(QPalette::Base);
    card->setMaximumWidth(fontScaled(620));
    QFont bold = title_->font();
    bold.setBold(true);
    title_->setFont(bold);
    title_->setWordWrap(true);
    hint_->setObjectName(QStringLiteral("emptyState"));
    hint_->setWordWrap(true);
    auto* column = new QVBoxLayout(card);
    column->setContentsMargins(20, 16, 20, 16);
    column->addWidget(title_);
    column->addWidget(hint_);
    auto* rows = new QGridLayout;
    rows->setHorizontalSpacing(16);
    rows->setColumnStretch(1, 1);
    for (const auto& plot : plots_) {
        auto* name = new PlainLabel(plot.text.title);
        name->setToolTip(plot.text.tooltip);
        auto* line = new PlainLabel;
        line->setWordWrap(true);
        line->setObjectName(QStringLiteral("emptyState"));
        line->setAccessibleName(plot.text.title);
        const int row = rows->rowCount();
        rows->addWidget(name, row, 0, Qt::AlignTop);
        rows->addWidget(line, row, 1, Qt::AlignTop);
        lines_.push_back(line);
    }
    column->addLayout(rows);
    auto* all = new QGridLayout(this);
    all->addWidget(card, 1, 1);
    for (const int side : {0, 2}) {
        all->setColumnStretch(side, 1);
        all->setRowStretch(side, 1);
    }
    all->setColumnStretch(1, 20);
    explain(nullptr, {});
}

QString FirstValuesCard::lineOf(const LivePlot& plot, const config::RunConfig& config, std::int64_t epochSteps) const {
    if (const QString never = plot.never ? plot.never(config) : QString(); !never.isEmpty())
        return never;
    return measuredWhen(plot.measured, config, epochSteps);
}

void FirstValuesCard::explain(const RunData* data, const std::optional<config::RunConfig>& draft) {
    const auto& config = data ? data->config() : draft;
    QString title, hint;
    if (!data) {
        title = tr("No run is open");
        hint = tr("Start this experiment (F5), or choose a run from the list of runs. Its plots appear here:");
    } else if (!config) {
        title = tr("No values yet");
        hint = tr("Its plots appear here once its values have been read.");
    } else if (data->status().state == RunState::Preparing || data->status().state == RunState::Running ||
               data->status().state == RunState::Paused) {
        title = tr("No values yet");
        hint = tr("The plots of this run appear here with their first values:");
    } else {
        title = tr("No values");
        hint = tr("This run ended before it recorded any. Its plots would have had values:");
    }
    title_->setText(title);
    hint_->setText(hint);
    const std::int64_t epochSteps = data ? stepsPerEpoch(data->status()) : 0;
    for (std::size_t i = 0; i < plots_.size(); ++i)
        lines_[i]->setText(config ? lineOf(plots_[i], *config, epochSteps) : QString());
}

QString FirstValuesCard::text() const {
    QStringList all{title_->text(), hint_->text()};
    for (std::size_t i = 0; i < plots_.size(); ++i)
        all += plots_[i].text.title + QStringLiteral(": ") + lines_[i]->text();
    return all.join(QLatin1Char('\n'));
}

}  // namespace isonet::widgets
