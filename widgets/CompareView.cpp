#include "widgets/CompareView.h"

#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QHeaderView>
#include <QMenu>
#include <QScrollArea>
#include <QStackedWidget>
#include <QTableWidget>
#include <QTimer>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

#include "training/telemetry/DetectionTags.h"
#include "widgets/ComparePanel.h"
#include "widgets/Format.h"
#include "widgets/PlotGrid.h"
#include "widgets/RunTableModel.h"
#include "widgets/Theme.h"
#include "widgets/ViewBar.h"

namespace isonet::widgets {
namespace {

constexpr std::size_t firstPlots = 4;  // shown unless others are chosen
constexpr int comparedHeight = 210;

QTableWidget* makeTable(const QString& name, const QString& spoken) {
    auto* table = new QTableWidget;
    table->setObjectName(name);
    table->setAccessibleName(spoken);
    table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    table->setFrameShape(QFrame::NoFrame);
    table->setAlternatingRowColors(true);
    table->setContextMenuPolicy(Qt::CustomContextMenu);
    table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    table->horizontalHeader()->setTextElideMode(Qt::ElideRight);
    table->verticalHeader()->setDefaultSectionSize(table->fontMetrics().height() + 9);
    QObject::connect(table, &QWidget::customContextMenuRequested, table, [table](const QPoint& at) {
        QMenu menu(table);
        const std::pair<const char*, TableFormat> formats[] = {{"Copy as text", TableFormat::Tabs},
                                                               {"Copy as Markdown", TableFormat::Markdown},
                                                               {"Copy as LaTeX", TableFormat::Latex},
                                                               {"Copy as CSV", TableFormat::Csv}};
        for (const auto& [title, format] : formats)
            menu.addAction(QObject::tr(title),
                           [table, format] { QApplication::clipboard()->setText(tableText(*table, format)); });
        menu.exec(table->viewport()->mapToGlobal(at));
    });
    return table;
}

QTableWidgetItem* cell(const QString& text, bool number = false) {
    auto* item = new QTableWidgetItem(text);
    item->setToolTip(text);
    item->setTextAlignment((number ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    return item;
}

}  // namespace

CompareView::CompareView(ComparedRuns* runs, QWidget* parent)
    : QWidget(parent),
      runs_(runs),
      options_(new ViewOptions(this)),
      bar_(new ViewBar(options_, {tr("Plots"), tr("Settings"), tr("Final figures")}, false)),
      pages_(new QStackedWidget),
      area_(new QScrollArea),
      settings_(makeTable(QStringLiteral("settingsTable"), tr("Settings of the compared runs"))),
      figures_(makeTable(QStringLiteral("figuresTable"), tr("Final figures of the compared runs"))),
      onlyDifferent_(new QCheckBox(tr("Only what differs"))),
      later_(new QTimer(this)) {
    area_->setFrameShape(QFrame::NoFrame);
    area_->setWidgetResizable(true);
    onlyDifferent_->setChecked(true);
    auto* settingsPage = new QWidget;
    auto* column = new QVBoxLayout(settingsPage);
    column->setContentsMargins(8, 4, 0, 0);
    column->addWidget(onlyDifferent_);
    column->addWidget(settings_, 1);
    pages_->addWidget(area_);
    pages_->addWidget(settingsPage);
    pages_->addWidget(figures_);
    auto* plots = new QToolButton;
    plots->setText(tr("Plots"));
    plots->setToolTip(tr("Choose which scalars are plotted"));
    plots->setIcon(themedIcon(QStringLiteral("plot-series")));
    plots->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    plots->setAutoRaise(true);
    plots->setPopupMode(QToolButton::InstantPopup);
    auto* menu = new QMenu(plots);
    plots->setMenu(menu);
    connect(menu, &QMenu::aboutToShow, this, [this, menu] {
        menu->clear();
        fillPlotMenu(*menu);
    });
    bar_->addWidget(plots);
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(0, 0, 0, 0);
    all->setSpacing(0);
    all->addWidget(bar_);
    all->addWidget(pages_, 1);

    later_->setSingleShot(true);
    later_->setInterval(300);
    connect(later_, &QTimer::timeout, this, [this] {
        makeGrid();
        fillFigures();
    });
    connect(bar_, &ViewBar::pageChosen, this, [this](int page) {
        pages_->setCurrentIndex(page);
        bar_->showPlotControls(page == 0);
    });
    connect(onlyDifferent_, &QCheckBox::toggled, this, &CompareView::fillSettings);
    const auto soon = [this] {
        if (!later_->isActive())
            later_->start();
    };
    connect(runs_, &ComparedRuns::valuesChanged, this, soon);
    connect(runs_, &ComparedRuns::runsChanged, this, soon);
    makeGrid();
    fillSettings();
    fillFigures();
}

void CompareView::setPage(int page) {
    bar_->setPage(page);
}

void CompareView::setEntries(const std::vector<const RunEntry*>& entries) {
    entries_.clear();
    for (const auto* entry : entries)
        entries_.push_back(*entry);
    makeGrid();
    fillSettings();
    fillFigures();
}

void CompareView::choosePlots(const std::vector<std::string>& tags) {
    chosen_ = tags;
    makeGrid();
}

std::vector<std::string> CompareView::wantedTags() const {
    const auto present = runs_->tags();
    std::vector<std::string> wanted;
    if (chosen_.empty()) {
        wanted.assign(present.begin(), present.begin() + std::ptrdiff_t(std::min(present.size(), firstPlots)));
    } else {
        for (const auto& tag : chosen_)
            if (std::ranges::find(present, tag) != present.end())
                wanted.push_back(tag);
    }
    if (wanted.empty()) {  // says what to do, or waits for what the runs are judged by
        const bool detectors = !entries_.empty() && std::ranges::all_of(entries_, [](const RunEntry& entry) {
            return entry.config && config::isDetection(*entry.config);
        });
        wanted.push_back(detectors ? telemetry::tags::boxAp : telemetry::tags::validationTop1);
    }
    return wanted;
}

void CompareView::makeGrid() {
    const auto wanted = wantedTags();
    if (grid_ && wanted == shown_)
        return;
    shown_ = wanted;
    QVector<PlotPanel*> panels;
    for (const auto& tag : shown_)
        panels.append(new ComparePanel(tag, runs_));
    const int columns = panels.size() == 1 ? 1 : 2;
    grid_ = new PlotGrid(panels, columns, options_);
    grid_->setMinimumHeight(int((panels.size() + columns - 1) / columns) * comparedHeight);
    area_->setWidget(grid_);
}

void CompareView::fillPlotMenu(QMenu& menu) {
    const auto tags = runs_->tags();
    if (tags.empty())
        menu.addAction(tr("No values yet"))->setEnabled(false);
    QMenu* classes = nullptr;
    for (const auto& tag : tags) {
        if (isCategoryAp(tag) && !classes)
            classes = menu.addMenu(tr("AP by class"));
        auto* action = (isCategoryAp(tag) ? *classes : menu).addAction(comparedTitle(tag), this, [this, tag](bool on) {
            auto next = shown_;
            std::erase(next, tag);
            if (on)
                next.push_back(tag);
            if (!next.empty())
                choosePlots(next);
        });
        action->setCheckable(true);
        action->setChecked(std::ranges::find(shown_, tag) != shown_.end());
    }
    menu.addSeparator();
    menu.addAction(tr("The usual four"), this, [this] { choosePlots({}); });
}

void CompareView::fillSettings() {
    settings_->clear();
    settings_->setRowCount(0);
    settings_->setColumnCount(int(entries_.size()));
    QStringList names;
    for (const auto& entry : entries_)
        names.append(shortRunName(entry.name));
    settings_->setHorizontalHeaderLabels(names);
    std::vector<std::string> keys;
    for (const auto& entry : entries_)
        for (const auto& [key, value] : entry.settings)
            if (std::ranges::find(keys, key) == keys.end())
                keys.push_back(key);
    QStringList rows;
    for (const auto& key : keys) {
        const std::string first = settingOf(entries_.front(), key);
        const bool differs =
            std::ranges::any_of(entries_, [&](const RunEntry& entry) { return settingOf(entry, key) != first; });
        if (onlyDifferent_->isChecked() && !differs)
            continue;
        const int row = settings_->rowCount();
        settings_->insertRow(row);
        rows.append(QString::fromStdString(key));
        for (std::size_t i = 0; i < entries_.size(); ++i) {
            const std::string value = settingOf(entries_[i], key);
            auto* item = cell(value.empty() ? QStringLiteral("–") : QString::fromStdString(value));
            if (value != first) {
                QFont bold = item->font();
                bold.setBold(true);
                item->setFont(bold);
            }
            settings_->setItem(row, int(i), item);
        }
    }
    if (rows.isEmpty()) {
        settings_->setColumnCount(1);
        settings_->insertRow(0);
        settings_->setHorizontalHeaderLabels({QString()});
        rows.append(QString());
        settings_->setItem(0, 0,
                           cell(entries_.empty()       ? tr("Check runs in the table above to compare them.")
                                : entries_.size() == 1 ? tr("One run alone: check another one too.")
                                                       : tr("These runs have the same settings.")));
        settings_->horizontalHeader()->setStretchLastSection(true);
    } else {
        settings_->horizontalHeader()->setStretchLastSection(false);
    }
    settings_->setVerticalHeaderLabels(rows);
    settings_->resizeColumnsToContents();
}

void CompareView::fillFigures() {
    // One line a run, or one a group: mean and standard deviation over its runs.
    struct Line {
        QString name;
        std::vector<int> members;
    };
    std::vector<Line> lines;
    const auto& runs = runs_->runs();
    for (int i = 0; i < runs.size(); ++i) {
        const QString name = runs[i].group.isEmpty() ? shortRunName(runs[i].name) : runs[i].group;
        auto line = runs[i].group.isEmpty() ? lines.end() : std::ranges::find(lines, name, &Line::name);
        if (line == lines.end())
            lines.push_back({name, {i}});
        else
            line->members.push_back(i);
    }
    auto tags = runs_->tags();
    std::erase_if(tags, isCategoryAp);  // a column for each of eighty classes; the plots have them
    figures_->clear();
    figures_->setRowCount(int(lines.size()));
    QStringList heads{tr("Runs"), tr("Steps"), tr("Best top-1 or box AP, %")}, rows;
    for (const auto& tag : tags)
        heads.append(comparedTitle(tag));
    figures_->setColumnCount(int(heads.size()));
    figures_->setHorizontalHeaderLabels(heads);
    for (int column = 0; column < heads.size(); ++column)
        figures_->horizontalHeaderItem(column)->setToolTip(heads[column]);
    const auto summary = [](const std::vector<double>& values) {
        if (values.empty())
            return QStringLiteral("–");
        double mean = 0, squares = 0;
        for (const double value : values)
            mean += value / double(values.size());
        for (const double value : values)
            squares += (value - mean) * (value - mean);
        if (values.size() == 1)
            return formatMeasured(mean);
        return QStringLiteral("%1 ± %2").arg(formatMeasured(mean),
                                             formatMeasured(std::sqrt(squares / double(values.size() - 1))));
    };
    for (std::size_t row = 0; row < lines.size(); ++row) {
        const auto& members = lines[row].members;
        rows.append(lines[row].name);
        std::vector<double> steps, best;
        std::vector<std::vector<double>> lasts(tags.size());
        for (const int member : members) {
            const auto& data = *runs[member].data;
            double last = 0;
            for (std::size_t i = 0; i < tags.size(); ++i)
                if (const auto series = comparedSeries(data, tags[i])) {
                    lasts[i].push_back(series->values.last());
                    last = std::max(last, series->steps.last());
                }
            for (const auto& tag : {telemetry::tags::validationTop1, telemetry::tags::boxAp})
                if (const auto* accuracy = data.series(tag)) {
                    best.push_back(*std::ranges::max_element(accuracy->values));
                    break;
                }
            steps.push_back(last);
        }
        int column = 0;
        figures_->setItem(int(row), column++, cell(QString::number(members.size()), true));
        figures_->setItem(int(row), column++, cell(formatCount(std::int64_t(*std::ranges::max_element(steps))), true));
        figures_->setItem(int(row), column++, cell(summary(best), true));
        for (const auto& values : lasts)
            figures_->setItem(int(row), column++, cell(summary(values), true));
    }
    figures_->setVerticalHeaderLabels(rows);
    figures_->resizeColumnsToContents();
    for (int column = 0; column < figures_->columnCount(); ++column)
        figures_->setColumnWidth(column, std::min(figures_->columnWidth(column), 220));
}

QString tableText(const QTableWidget& table, TableFormat format) {
    const auto escaped = [format](QString text) {
        if (format == TableFormat::Markdown)
            return text.replace(QLatin1Char('|'), QLatin1String("\\|"));
        if (format == TableFormat::Latex) {
            for (const char special : {'%', '_', '&', '#', '$'})
                text.replace(QLatin1Char(special), QStringLiteral("\\") + QLatin1Char(special));
            return text.replace(QStringLiteral("±"), QStringLiteral("$\\pm$"));
        }
        if (format == TableFormat::Csv && (text.contains(QLatin1Char(',')) || text.contains(QLatin1Char('"'))))
            return QStringLiteral("\"%1\"").arg(text.replace(QLatin1Char('"'), QLatin1String("\"\"")));
        return text;
    };
    const auto line = [&](const QStringList& cells) {
        QStringList all;
        for (const auto& each : cells)
            all.append(escaped(each));
        switch (format) {
            case TableFormat::Markdown:
                return QStringLiteral("| ") + all.join(QStringLiteral(" | ")) + QStringLiteral(" |\n");
            case TableFormat::Latex:
                return all.join(QStringLiteral(" & ")) + QStringLiteral(" \\\\\n");
            case TableFormat::Csv:
                return all.join(QLatin1Char(',')) + QLatin1Char('\n');
            default:
                return all.join(QLatin1Char('\t')) + QLatin1Char('\n');
        }
    };
    QStringList heads{QString()};
    for (int column = 0; column < table.columnCount(); ++column)
        heads.append(table.horizontalHeaderItem(column) ? table.horizontalHeaderItem(column)->text() : QString());
    QString text;
    if (format == TableFormat::Latex)
        text +=
            QStringLiteral("\\begin{tabular}{l%1}\n\\toprule\n").arg(QString(table.columnCount(), QLatin1Char('r')));
    text += line(heads);
    if (format == TableFormat::Latex)
        text += QStringLiteral("\\midrule\n");
    if (format == TableFormat::Markdown) {
        QStringList rule{QStringLiteral("---")};
        for (int column = 0; column < table.columnCount(); ++column)
            rule.append(QStringLiteral("---:"));
        text += QStringLiteral("| ") + rule.join(QStringLiteral(" | ")) + QStringLiteral(" |\n");
    }
    for (int row = 0; row < table.rowCount(); ++row) {
        QStringList cells{table.verticalHeaderItem(row) ? table.verticalHeaderItem(row)->text() : QString()};
        for (int column = 0; column < table.columnCount(); ++column)
            cells.append(table.item(row, column) ? table.item(row, column)->text() : QString());
        text += line(cells);
    }
    if (format == TableFormat::Latex)
        text += QStringLiteral("\\bottomrule\n\\end{tabular}\n");
    return text;
}

}  // namespace isonet::widgets
