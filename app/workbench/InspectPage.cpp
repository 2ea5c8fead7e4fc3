#include "app/workbench/InspectPage.h"

#include <QCollator>
#include <QDir>
#include <QFileInfo>
#include <QSplitter>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>

#include "app/workbench/LayerLab.h"
#include "widgets/Format.h"
#include "widgets/InspectView.h"

namespace isonet::workbench {

namespace {

const QString initialised = QStringLiteral("initialised");

QString titleOf(const QString& name) {
    if (name == QLatin1String("latest"))
        return QStringLiteral("latest checkpoint");
    if (name == QLatin1String("best"))
        return QStringLiteral("best checkpoint");
    return QString(name).replace(QLatin1Char('-'), QLatin1Char(' '));
}

}  // namespace

InspectPage::InspectPage(QWidget* parent) : QWidget(parent), split_(new QSplitter), second_(new QToolButton) {
    setObjectName(QStringLiteral("inspectPage"));
    for (auto& side : sides_) {
        side.view = new widgets::InspectView;
        side.lab = new LayerLab(this);
        split_->addWidget(side.view);
        connectSide(side);
    }
    split_->setChildrenCollapsible(false);
    second_->setText(QStringLiteral("Side by side"));
    second_->setObjectName(QStringLiteral("sideBySide"));
    second_->setCheckable(true);
    second_->setAutoRaise(true);
    second_->setToolTip(
        QStringLiteral("Open a second checkpoint beside the first: both then show the same layer. The same checkpoint "
                       "twice: two layers"));
    connect(second_, &QToolButton::toggled, this, &InspectPage::setSideBySide);
    sides_[0].view->addToBar(second_);
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(0, 0, 0, 0);
    all->setSpacing(0);
    all->addWidget(split_, 1);
    sides_[1].view->setVisible(false);
}

InspectPage::~InspectPage() {
    // Their last signals must not find half a page.
    for (auto& side : sides_)
        delete side.lab;
}

void InspectPage::connectSide(Side& side) {
    auto* view = side.view;
    auto* lab = side.lab;
    connect(view, &widgets::InspectView::sourceChosen, this,
            [this, &side](const QString& value) { openSource(side, value); });
    connect(view, &widgets::InspectView::layerChosen, this, [this, &side, lab](const QString& name) {
        lab->showLayer(name);
        // Two checkpoints show the same layer; one checkpoint beside itself shows two layers.
        for (auto& each : sides_)
            if (each.view != side.view && each.view->isVisible() && each.opened != side.opened &&
                each.view->layer() != name)
                each.view->chooseLayer(name);
    });
    connect(view, &widgets::InspectView::signalsRequested, lab, &LayerLab::measureSignals);
    connect(view, &widgets::InspectView::jacobianRequested, lab, &LayerLab::measureJacobian);
    connect(view, &widgets::InspectView::cancelRequested, this, [view, lab] {
        lab->cancel();
        view->setProgress({}, 0, 0);
    });
    connect(lab, &LayerLab::opened, view, [view](const QString& title, qint64 step) {
        view->setOpened(step > 0 ? QStringLiteral("%1 after %2 steps").arg(title, widgets::formatCount(step))
                                 : QStringLiteral("%1, as initialised").arg(title));
    });
    connect(lab, &LayerLab::rowsReady, view, &widgets::InspectView::setRows);
    connect(lab, &LayerLab::layerReady, view, &widgets::InspectView::setDetail);
    connect(lab, &LayerLab::signalsReady, view, &widgets::InspectView::setSignals);
    connect(lab, &LayerLab::jacobianReady, view, &widgets::InspectView::setJacobian);
    connect(lab, &LayerLab::progress, view, &widgets::InspectView::setProgress);
    connect(lab, &LayerLab::failed, view, &widgets::InspectView::showFailure);
}

void InspectPage::setRun(const QString& path, const QString& name) {
    if (path == run_)
        return;
    run_ = path;
    name_ = name;
    refreshSources();
}

void InspectPage::setDraft(const std::optional<config::RunConfig>& config) {
    if (draft_ == config)
        return;
    draft_ = config;
    for (auto& side : sides_)
        if (side.opened == initialised)
            side.opened.clear();
    refreshSources();
}

void InspectPage::refreshSources() {
    if (!isVisible())
        return;
    QStringList titles, values;
    if (!run_.isEmpty()) {
        QStringList names =
            QDir(run_ + QStringLiteral("/checkpoints")).entryList({QStringLiteral("*.pt")}, QDir::Files);
        QCollator natural;
        natural.setNumericMode(true);
        std::ranges::sort(names, [&](const QString& a, const QString& b) {
            const auto rank = [](const QString& each) {
                return each.startsWith(QLatin1String("latest")) ? 0 : each.startsWith(QLatin1String("best")) ? 1 : 2;
            };
            return rank(a) != rank(b) ? rank(a) < rank(b) : natural.compare(a, b) < 0;
        });
        for (const auto& name : std::as_const(names)) {
            titles.append(QStringLiteral("%1: %2").arg(name_, titleOf(QFileInfo(name).completeBaseName())));
            values.append(run_ + QStringLiteral("/checkpoints/") + name);
        }
    }
    if (draft_) {
        titles.append(run_.isEmpty() ? QStringLiteral("The form's network, as initialised")
                                     : QStringLiteral("%1: as initialised").arg(name_));
        values.append(initialised);
    }
    const QString why = run_.isEmpty() ? QStringLiteral("Choose a run in the list of runs, or mend the form.")
                                       : QStringLiteral(
                                             "%1 has neither a checkpoint nor a configuration that a network can be "
                                             "built from.")
                                             .arg(name_);
    for (auto& side : sides_) {
        side.view->setSources(titles, values, why);
        if (titles.isEmpty())
            side.opened.clear();
        else if (side.view->isVisible() && side.view->source() != side.opened)
            openSource(side, side.view->source());
    }
}

void InspectPage::openSource(Side& side, const QString& value) {
    side.opened = value;
    side.view->clear(QStringLiteral("Opening …"));
    NetworkSource source;
    if (value == initialised)
        source.config = draft_;
    else
        source.path = value;
    side.lab->open(source);
}

void InspectPage::setSideBySide(bool on) {
    second_->setChecked(on);
    sides_[1].view->setVisible(on);
    Q_EMIT sideBySideChanged(on);
    if (on)
        refreshSources();
}

bool InspectPage::isSideBySide() const {
    return second_->isChecked();
}

void InspectPage::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    refreshSources();
}

}  // namespace isonet::workbench
