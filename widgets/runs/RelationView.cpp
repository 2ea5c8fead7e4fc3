#include "widgets/runs/RelationView.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QSignalBlocker>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

#include "widgets/common/Format.h"
#include "widgets/common/Theme.h"
#include "widgets/plot/PlotPanel.h"
#include "widgets/runs/ParallelPlot.h"
#include "widgets/runs/ScatterPlot.h"

namespace isonet::widgets {
namespace {

constexpr int firstSettings = 4, firstResults = 2;  // axes of parallel coordinates before any is chosen

PlotText relationText(RelationView::Kind kind) {
    if (kind == RelationView::Kind::Scatter)
        return {
            QStringLiteral("scatterPanel"), RelationView::tr("Settings and results"),
            RelationView::tr("<p>A point per run.</p><p>An axis is logarithmic if its values span a factor above 30; "
                             "<b>L</b> switches it. Names are spread evenly, as are numbers that include 0 and span "
                             "more.</p><p>Hover for the values, click to select the run in the table.</p>")};
    return {
        QStringLiteral("parallelPanel"), RelationView::tr("Settings and results"),
        RelationView::tr("<p>A line per run, through its value on each axis; from the lowest value at the bottom to "
                         "the highest.</p><p>An axis is logarithmic if its values span a factor above 30. A gap: the "
                         "run has no such value.</p><p>Hover for the values, click to select the run in the "
                         "table.</p>")};
}

QComboBox* makeRelationBox(const char* objectName, const QString& name, const QString& tooltip) {
    auto* box = new QComboBox;
    box->setObjectName(QString::fromLatin1(objectName));
    box->setAccessibleName(name);
    box->setToolTip(tooltip);
    box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    box->setMinimumContentsLength(14);
    return box;
}

std::unique_ptr<RelationPlot> makeRelationPlot(RelationView::Kind kind) {
    if (kind == RelationView::Kind::Scatter)
        return std::make_unique<ScatterPlot>();
    return std::make_unique<ParallelPlot>();
}

}  // namespace

RelationView::RelationView(Kind kind, const ComparedRuns* compared, QWidget* parent)
    : QWidget(parent),
      kind_(kind),
      compared_(compared),
      runs_(makeRelationBox("relationRuns", tr("Runs"), tr("Which runs are drawn"))),
      x_(makeRelationBox("relationX", tr("Horizontal axis"), tr("Setting or result on the horizontal axis"))),
      y_(makeRelationBox("relationY", tr("Vertical axis"), tr("Setting or result on the vertical axis"))),
      color_(makeRelationBox("relationColor", tr("Color"), tr("What the color shows"))),
      axisMenu_(new QToolButton),
      note_(new QLabel),
      noRun_(std::make_unique<RunData>()),
      throttle_(this, [this] { refresh(); }) {
    auto plot = makeRelationPlot(kind);
    plot_ = plot.get();
    panel_ = new PlotPanel(relationText(kind), std::move(plot));
    panel_->setData(noRun_.get());
    runs_->addItems({tr("Checked runs"), tr("Listed runs")});
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(0, 0, 0, 0);
    all->setSpacing(0);
    all->addWidget(makeBar());
    all->addWidget(panel_, 1);
    connect(plot_, &RelationPlot::runClicked, this, &RelationView::runClicked);
    for (auto* box : {runs_, x_, y_, color_})
        connect(box, &QComboBox::currentIndexChanged, this, [this, box] {
            chosen_.insert(box);
            refreshNow();
        });
}

RelationView::~RelationView() {
    panel_->setData(nullptr);
}

QWidget* RelationView::makeBar() {
    auto* bar = new QWidget;
    auto* row = new QHBoxLayout(bar);
    row->setContentsMargins(8, 4, 8, 4);
    row->setSpacing(4);
    const auto add = [&](const QString& text, QComboBox* box, bool shown) {
        auto* label = new QLabel(text);
        label->setBuddy(box);
        for (QWidget* widget : {static_cast<QWidget*>(label), static_cast<QWidget*>(box)}) {
            row->addWidget(widget);
            widget->setVisible(shown);
        }
        row->addSpacing(shown ? 8 : 0);
    };
    add(tr("Runs"), runs_, true);
    add(tr("Horizontal"), x_, kind_ == Kind::Scatter);
    add(tr("Vertical"), y_, kind_ == Kind::Scatter);
    add(tr("Color"), color_, true);
    axisMenu_->setText(tr("Axes"));
    axisMenu_->setToolTip(tr("Settings and results that have an axis"));
    axisMenu_->setObjectName(QStringLiteral("relationAxes"));
    axisMenu_->setPopupMode(QToolButton::InstantPopup);
    axisMenu_->setAutoRaise(true);
    auto* menu = new QMenu(axisMenu_);
    axisMenu_->setMenu(menu);
    connect(menu, &QMenu::aboutToShow, this, [this, menu] {
        menu->clear();
        fillAxisMenu(*menu);
    });
    row->addWidget(axisMenu_);
    axisMenu_->setVisible(kind_ == Kind::Parallel);
    note_->setObjectName(QStringLiteral("relationNote"));
    note_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    row->addWidget(note_, 1);
    return bar;
}

void RelationView::setSource(const RelationSource& source) {
    source_ = source;
    refreshSoon();
}

void RelationView::setListed(bool on) {
    runs_->setCurrentIndex(on ? 1 : 0);
}

void RelationView::setAxes(const QStringList& titles) {
    axes_ = titles;
    axesChosen_ = true;
    refreshNow();
}

void RelationView::refreshSoon() {
    stale_ = true;
    if (isVisible())
        throttle_.request();
}

void RelationView::showEvent(QShowEvent* event) {
    if (stale_)
        refreshNow();
    QWidget::showEvent(event);
}

void RelationView::refresh() {
    if (isVisible() && stale_)
        refreshNow();
}

void RelationView::refreshNow() {
    stale_ = false;
    const auto& choice = runs_->currentIndex() == 1 ? source_.listed : source_.checked;
    auto runs = choice ? choice() : std::vector<const RunEntry*>();
    const auto all = qsizetype(runs.size());
    runs.resize(std::min(runs.size(), std::size_t(mostRuns)));
    auto related = relatedRuns(runs, *compared_, source_.figure, source_.statistic);
    fillBoxes(related);
    chooseAxes(related);
    auto figure = makeFigure(std::move(related));
    note_->setText(noteOf(figure, all));
    const bool wasWide = plot_->offersLogScale();
    plot_->setFigure(std::move(figure));
    if (!wasWide && plot_->offersLogScale())
        panel_->setLogScale(true);
}

void RelationView::fillBoxes(const RelatedRuns& runs) {
    titles_.clear();
    for (const auto& axis : runs.axes)
        titles_.append(axis.title);
    const auto fill = [this](QComboBox* box, const QStringList& first, int usual) {
        const QSignalBlocker guard(box);
        const QString now = box->currentText();
        box->clear();
        box->addItems(first + titles_);
        const int kept = chosen_.contains(box) ? box->findText(now) : -1;
        box->setCurrentIndex(kept >= 0 ? kept : std::min(usual, box->count() - 1));
        box->setEnabled(box->count() > 1);
    };
    const auto result = std::ranges::find_if(runs.axes, &RelationAxis::isResult);
    fill(x_, {}, 0);
    fill(y_, {}, result == runs.axes.end() ? 1 : int(result - runs.axes.begin()));
    // The colors of lines show their result, points have it as a coordinate.
    const int usual = kind_ == Kind::Parallel && result != runs.axes.end() ? 1 + int(result - runs.axes.begin()) : 0;
    fill(color_, {tr("as compared")}, usual);
}

void RelationView::chooseAxes(const RelatedRuns& runs) {
    if (axesChosen_)
        return;
    axes_.clear();
    int settings = 0, results = 0;
    for (const auto& axis : runs.axes)
        if (axis.isResult ? results++ < firstResults : settings++ < firstSettings)
            axes_.append(axis.title);
}

void RelationView::fillAxisMenu(QMenu& menu) {
    for (const auto& title : std::as_const(titles_)) {
        auto* action = menu.addAction(title, this, [this, title](bool on) {
            QStringList now;
            for (const auto& each : std::as_const(titles_))  // settings first, then results
                if (each == title ? on : axes_.contains(each))
                    now.append(each);
            setAxes(now);
        });
        action->setCheckable(true);
        action->setChecked(axes_.contains(title));
    }
    if (titles_.isEmpty())
        menu.addAction(tr("No axis yet"))->setEnabled(false);
    menu.addSeparator();
    menu.addAction(tr("Default axes"), this, [this] {
        axesChosen_ = false;
        refreshNow();
    });
}

RelationFigure RelationView::makeFigure(RelatedRuns runs) const {
    RelationFigure figure;
    if (kind_ == Kind::Scatter) {
        if (!runs.axes.isEmpty())
            figure.axes = {std::max(0, x_->currentIndex()), std::max(0, y_->currentIndex())};
    } else {
        for (const auto& title : axes_)
            if (const int index = runs.indexOf(title); index >= 0)
                figure.axes.append(index);
        if (figure.axes.size() < 2)
            figure.axes.clear();
    }
    figure.color = color_->currentIndex() - 1;
    for (const auto& path : runs.paths)
        if (compared_->isSelected(path))
            figure.selected.insert(path);
    figure.emptyReason = emptyReason(runs);
    figure.runs = std::move(runs);
    return figure;
}

QString RelationView::noteOf(const RelationFigure& figure, qsizetype all) const {
    QStringList parts;
    if (all > mostRuns)
        parts.append(tr("The first %1 of %2 runs.").arg(mostRuns).arg(formatCount(all)));
    if (kind_ == Kind::Scatter && figure.axes.size() == 2) {
        int missing = 0;
        for (qsizetype run = 0; run < figure.runs.paths.size(); ++run)
            missing += std::isfinite(figure.runs.axes[figure.axes[0]].values[run]) &&
                               std::isfinite(figure.runs.axes[figure.axes[1]].values[run])
                           ? 0
                           : 1;
        if (missing > 0)
            parts.append(tr("%1 without a value.").arg(missing));
    }
    return parts.join(QLatin1Char(' '));
}

QString RelationView::emptyReason(const RelatedRuns& runs) const {
    if (runs.paths.isEmpty())
        return runs_->currentIndex() == 1 ? tr("The table lists no run.")
                                          : tr("Check runs in the table above, or choose Listed runs.");
    if (runs.paths.size() == 1)
        return tr("Only one run is shown. Check another one, or choose Listed runs.");
    if (kind_ == Kind::Parallel && !runs.axes.isEmpty())
        return tr("Fewer than two axes have values. Choose others under Axes.");
    return tr("These runs have no setting in which they differ and no result yet.");
}

}  // namespace isonet::widgets
