#include "app/workbench/pages/BaselinePicker.h"

#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QMenu>
#include <QSettings>

#include "app/workbench/runs/RunFollower.h"
#include "app/workbench/session/ShownRun.h"
#include "widgets/common/PlainLabel.h"
#include "widgets/plot/ViewOptions.h"
#include "widgets/series/RunData.h"

namespace isonet::workbench {

namespace {

const QString runKey = QStringLiteral("train/baseline"), recentKey = QStringLiteral("train/baselines");
constexpr qsizetype mostRecent = 8;

QString menuText(const QString& text) {
    return QString(text).replace(QLatin1Char('&'), QStringLiteral("&&"));
}

}  // namespace

BaselinePicker::BaselinePicker(const ShownRun& shown, widgets::ViewOptions& options, QWidget* parent)
    : QToolButton(parent),
      shown_(shown),
      options_(options),
      follower_(new RunFollower(this)),
      data_(new widgets::RunData(this)) {
    setObjectName(QStringLiteral("baselineButton"));
    setAutoRaise(true);
    setCheckable(true);
    setText(tr("Baseline"));
    setPopupMode(QToolButton::InstantPopup);
    setMenu(new QMenu(this));
    connect(menu(), &QMenu::aboutToShow, this, &BaselinePicker::fillMenu);
    connect(follower_, &RunFollower::updated, this, &BaselinePicker::take);
    connect(&shown_, &ShownRun::changed, this, &BaselinePicker::refresh);
    refresh();
}

BaselinePicker::~BaselinePicker() {
    delete follower_;  // its last signal must not reach a half-destroyed object
}

void BaselinePicker::choose(const QString& run) {
    run_ = run.isEmpty() ? QString() : QDir::cleanPath(QFileInfo(run).absoluteFilePath());
    if (!run_.isEmpty()) {
        recent_.removeAll(run_);
        recent_.prepend(run_);
        while (recent_.size() > mostRecent)
            recent_.removeLast();
    }
    data_->clear();
    follower_->follow(run_);
    refresh();
}

void BaselinePicker::take(const RunUpdate& update) {
    if (update.path != run_)
        return;
    if (update.history)
        data_->setConfig(update.history->inForce());
    if (update.status)
        data_->setStatus(*update.status);
    for (const auto& batch : update.batches) {
        if (batch.restartStep)
            data_->dropFrom(*batch.restartStep);
        data_->append(batch.records);
    }
}

// A run is no baseline of itself; it is one again once another run is shown.
void BaselinePicker::refresh() {
    const bool on = !run_.isEmpty() && run_ != shown_.path();
    options_.setBaseline(on ? data_ : nullptr, runName(run_));
    setChecked(on);
    const QString what = run_.isEmpty() ? tr("Choose another run to show in pale colors behind this one")
                         : on           ? tr("%1 is shown in pale colors behind this run").arg(runName(run_))
                              : tr("This run is the baseline: it is shown in pale colors behind every other run");
    setToolTip(widgets::plainTip(what));
    setAccessibleDescription(what);
}

void BaselinePicker::fillMenu() {
    menu()->clear();
    const auto add = [this](const QString& text, const QString& run) {
        auto* action = menu()->addAction(menuText(text), this, [this, run] { choose(run); });
        action->setCheckable(true);
        action->setChecked(run == run_);
        action->setToolTip(widgets::plainTip(run));
    };
    menu()->setToolTipsVisible(true);
    add(tr("No baseline"), {});
    for (const QString& run : std::as_const(recent_))
        add(runName(run), run);
    menu()->addSeparator();
    menu()
        ->addAction(tr("&Use the open run as the baseline"), this, [this] { choose(shown_.path()); })
        ->setEnabled(!shown_.isEmpty());
    menu()->addAction(tr("&Choose a run…"), this, [this] {
        const QString start = QFileInfo(run_.isEmpty() ? shown_.path() : run_).path();
        if (const QString run = QFileDialog::getExistingDirectory(this, tr("Folder of the run"), start); !run.isEmpty())
            choose(run);
    });
    setChecked(options_.baseline() != nullptr);  // a press toggles it
}

void BaselinePicker::restoreSettings() {
    const QSettings settings;
    recent_ = settings.value(recentKey).toStringList();
    if (const QString run = settings.value(runKey).toString(); !run.isEmpty())
        choose(run);
}

void BaselinePicker::saveSettings() const {
    QSettings settings;
    settings.setValue(recentKey, recent_);
    settings.setValue(runKey, run_);
}

}  // namespace isonet::workbench
