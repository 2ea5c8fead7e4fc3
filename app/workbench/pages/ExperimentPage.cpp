#include "app/workbench/pages/ExperimentPage.h"

#include <QAction>
#include <QCheckBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QSettings>
#include <QTimer>
#include <QToolButton>
#include <QVBoxLayout>
#include <map>
#include <utility>

#include "app/workbench/jobs/BackgroundQueries.h"
#include "app/workbench/session/DraftDocument.h"
#include "app/workbench/session/RunSession.h"
#include "training/sweeps/Presets.h"
#include "widgets/common/FontScale.h"
#include "widgets/common/Format.h"
#include "widgets/common/PlainLabel.h"
#include "widgets/common/Theme.h"
#include "widgets/runs/ChangeText.h"

namespace isonet::workbench {

namespace {
constexpr int dataDelay = 300;  // ms without an edit before the dataset is looked for
constexpr int roomyHeight = 520;
const QString foldedKey = QStringLiteral("form/folded"), tableKey = QStringLiteral("form/stages");
}  // namespace

ExperimentPage::ExperimentPage(QAction* open, QAction* save, DraftDocument& draft, RunSession& session,
                               BackgroundQueries& background, QWidget* parent)
    : QWidget(parent),
      draft_(draft),
      session_(session),
      presets_(new QMenu(this)),
      differences_(new widgets::DifferenceList),
      form_(new widgets::ConfigForm),
      summary_(new widgets::NetworkSummary),
      dataTimer_(new QTimer(this)) {
    fillPresets();
    tools_ = makeTools(open, save);
    banner_ = makeBanner();
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(0, 0, 0, 0);
    all->setSpacing(0);
    all->addWidget(tools_);
    all->addWidget(banner_);
    all->addWidget(form_, 1);
    all->addWidget(differences_, 1);
    all->addWidget(summary_);
    all->addStretch(0);  // fills the space while the form is hidden
    banner_->setVisible(false);
    refreshParts();
    dataTimer_->setSingleShot(true);
    dataTimer_->setInterval(dataDelay);
    connectParts(background);
}

QWidget* ExperimentPage::makeTools(QAction* open, QAction* save) {
    auto* tools = new QWidget;
    auto* presets = new QToolButton;
    presets->setText(tr("Presets"));
    presets->setIcon(widgets::themedIcon(QStringLiteral("preset")));
    presets->setToolTip(tr("Predefined experiments: this project's, and the rows of the paper's tables"));
    presets->setPopupMode(QToolButton::InstantPopup);
    presets->setMenu(presets_);
    auto* openButton = new QToolButton;
    openButton->setDefaultAction(open);
    auto* saveButton = new QToolButton;
    saveButton->setDefaultAction(save);
    auto* row = new QHBoxLayout(tools);
    row->setContentsMargins(8, 6, 8, 4);
    row->setSpacing(4);
    for (auto* button : {presets, openButton, saveButton}) {
        button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        button->setAutoRaise(true);
        row->addWidget(button);
    }
    openButton->setText(tr("Open"));
    saveButton->setText(tr("Save"));
    row->addStretch(1);
    return tools;
}

QWidget* ExperimentPage::makeBanner() {
    auto* banner = new QWidget;
    banner->setObjectName(QStringLiteral("readOnlyBanner"));
    banner->setAttribute(Qt::WA_StyledBackground);
    bannerText_ = new widgets::PlainLabel;
    bannerText_->setWordWrap(true);
    fromThis_ = new QPushButton(tr("New from this"));
    fromThis_->setObjectName(QStringLiteral("newFromThis"));
    fromThis_->setToolTip(tr("Edit a copy of this configuration and start it as a new run"));
    auto* back = new QPushButton(tr("Back to my experiment"));
    back->setObjectName(QStringLiteral("backToDraft"));
    back->setToolTip(tr("Return to the experiment you were editing"));
    connect(fromThis_, &QPushButton::clicked, this, &ExperimentPage::newFromThisRequested);
    connect(back, &QPushButton::clicked, this, [this] { session_.showDraft(); });
    all_ = new QCheckBox(tr("All settings"));
    all_->setObjectName(QStringLiteral("allSettings"));
    all_->setToolTip(tr("Show the whole configuration of the run instead of what differs from a preset"));
    connect(all_, &QCheckBox::toggled, this, &ExperimentPage::refreshParts);
    auto* buttons = new QHBoxLayout;
    buttons->addWidget(fromThis_);
    buttons->addWidget(back);
    buttons->addStretch(1);
    auto* column = new QVBoxLayout(banner);
    column->setContentsMargins(10, 8, 8, 8);
    column->setSpacing(6);
    column->addWidget(bannerText_);
    column->addLayout(buttons);
    column->addWidget(all_);
    return banner;
}

void ExperimentPage::connectParts(BackgroundQueries& background) {
    connect(form_, &widgets::ConfigForm::configChanged, this, [this] {
        summary_->setConfig(form_->config());
        differences_->setConfig(form_->config());
        if (session_.shown().isEmpty() && !form_->isReadOnly())
            draft_.edit(form_->config(), form_->problemSummary());
        dataTimer_->start();
    });
    connect(dataTimer_, &QTimer::timeout, this, [this, &background] { background.findData(form_->config()); });
    connect(&background, &BackgroundQueries::testPartFound, this, &ExperimentPage::useTestPart);
    connect(&background, &BackgroundQueries::dataExamined, form_, &widgets::ConfigForm::setFoundData);
    connect(&background, &BackgroundQueries::devicesFound, form_, &widgets::ConfigForm::setDevices);
    connect(&draft_, &DraftDocument::replaced, this, [this] {
        if (session_.shown().isEmpty())
            editDraft();
    });
    const auto* shown = &session_.shown();
    connect(shown, &ShownRun::changed, this, [this] { session_.shown().isEmpty() ? editDraft() : showRunBanner(); });
    connect(shown, &ShownRun::configRead, this, [this] {
        form_->setConfig(*session_.shown().config());
        showRunBanner();
    });
    connect(shown, &ShownRun::noConfigChanged, this,
            [this] { session_.shown().noConfigReason().isEmpty() ? showRunBanner() : showNoConfig(); });
}

void ExperimentPage::fillPresets() {
    presets_->setToolTipsVisible(true);
    std::map<std::string, QMenu*> tables;
    for (const auto& preset : sweeps::presets()) {
        QMenu* menu = presets_;
        if (!preset.table.empty()) {
            QMenu*& table = tables[preset.table];
            if (!table) {
                if (tables.size() == 1)
                    presets_->addSeparator();
                QString title = QString::fromStdString(preset.table);
                title.replace(QStringLiteral("table"), tr("Table "), Qt::CaseInsensitive);
                table = presets_->addMenu(tr("Paper, %1").arg(title.simplified()));
                table->setToolTipsVisible(true);
            }
            menu = table;
        }
        QString label = QString::fromStdString(preset.title);
        if (!preset.row.empty())
            label.prepend(QString::fromStdString(preset.row) + QStringLiteral(":  "));
        if (preset.paperTop1 > 0)
            label += QStringLiteral("  –  %1 %").arg(preset.paperTop1, 0, 'f', 2);
        else if (preset.paperFailed)
            label += tr("  –  did not converge");
        else if (config::isDetection(preset.config) && !preset.paperResult.empty())
            label += QStringLiteral("  –  ") + QString::fromStdString(preset.paperResult);
        QAction* action = menu->addAction(label);
        QString tip = QString::fromStdString(preset.description);
        if (preset.paperTop1 > 0)
            tip += QLatin1Char('\n') + tr("Top-1 in the paper: %1 %").arg(widgets::formatNumber(preset.paperTop1));
        action->setToolTip(tip);
        const QString name = QString::fromStdString(preset.name);
        action->setData(name);
        connect(action, &QAction::triggered, this, [this, name] { Q_EMIT presetChosen(name); });
    }
    presets_->addSeparator();
    QAction* empty = presets_->addAction(tr("Empty network"));
    empty->setObjectName(QStringLiteral("emptyNetworkAction"));
    empty->setToolTip(tr("A stem and one stage of one block, to assemble a network from scratch"));
    connect(empty, &QAction::triggered, this, &ExperimentPage::emptyRequested);
}

void ExperimentPage::setConfigVisible(bool on) {
    configVisible_ = on;
    refreshParts();
}

void ExperimentPage::setSummaryVisible(bool visible) {
    summaryVisible_ = visible;
    refreshParts();
}

void ExperimentPage::findSetting() {
    all_->setChecked(true);
    form_->startSearch();
}

void ExperimentPage::showField(const QString& key) {
    all_->setChecked(true);
    form_->showField(key);
}

bool ExperimentPage::isCompact() const {
    return !session_.shown().isEmpty() && !all_->isChecked();
}

void ExperimentPage::refreshParts() {
    const bool run = !session_.shown().isEmpty(), compact = isCompact();
    form_->setVisible(configVisible_ && !compact);
    differences_->setVisible(configVisible_ && compact);
    summary_->setVisible(configVisible_ && summaryVisible_);
    fromThis_->setVisible(configVisible_);
    all_->setVisible(configVisible_ && run);
    if (std::exchange(compact_, compact) != compact)
        Q_EMIT compactChanged();
}

void ExperimentPage::editDraft() {
    banner_->setVisible(false);
    setConfigVisible(true);
    tools_->setVisible(true);
    form_->setReadOnly(false);
    form_->setConfig(draft_.config());
    keptRoot_ = draft_.config().data.root;
}

void ExperimentPage::useTestPart(const QString& root) {
    config::RunConfig config = form_->config();
    const std::string& chosen = config.data.root;
    if (!session_.shown().isEmpty() || form_->isReadOnly() || root.toStdString() != chosen || chosen == keptRoot_)
        return;
    keptRoot_ = chosen;
    if (config.data.testSplit)
        return;
    config.data.testSplit = true;
    draft_.setConfig(config);
}

void ExperimentPage::showRunBanner() {
    QString text = tr("Configuration of the run on the right (read-only).");
    if (const auto changes = config::changedKeys(session_.shown().history()); !changes.empty())
        text += QLatin1Char('\n') + tr("Changed since it was started:") + QLatin1Char('\n') +
                widgets::changeLines(changes).join(QLatin1Char('\n'));
    bannerText_->setText(text);
    bannerText_->setToolTip(widgets::plainTip(session_.shown().name()));
    banner_->setVisible(true);
    tools_->setVisible(false);
    setConfigVisible(true);
    form_->setReadOnly(true);
}

void ExperimentPage::showNoConfig() {
    bannerText_->setText(session_.shown().noConfigReason());
    setConfigVisible(false);
}

// On a low screen the form needs the height.
void ExperimentPage::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    summary_->setRoomy(height() >= widgets::fontScaled(roomyHeight));
}

void ExperimentPage::restoreSettings() {
    const QSettings settings;
    form_->setFoldedSections(
        settings.value(foldedKey, QStringList{QStringLiteral("Measurement"), QStringLiteral("Detector in detail")})
            .toStringList());
    summary_->setTableVisible(settings.value(tableKey, true).toBool());
}

void ExperimentPage::saveSettings() const {
    QSettings settings;
    settings.setValue(foldedKey, form_->foldedSections());
    settings.setValue(tableKey, summary_->isTableVisible());
}

}  // namespace isonet::workbench
