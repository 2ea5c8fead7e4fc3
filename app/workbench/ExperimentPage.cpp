#include "app/workbench/ExperimentPage.h"

#include <QAction>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>
#include <map>

#include "training/config/Presets.h"
#include "widgets/Format.h"
#include "widgets/Theme.h"

namespace isonet::workbench {

ExperimentPage::ExperimentPage(QAction* open, QAction* save, QWidget* parent)
    : QWidget(parent),
      presets_(new QMenu(this)),
      tools_(new QWidget),
      banner_(new QWidget),
      bannerText_(new QLabel),
      fromThis_(new QPushButton(QStringLiteral("New from this"))),
      form_(new widgets::ConfigForm),
      summary_(new widgets::NetworkSummary) {
    fillPresets();
    auto* presets = new QToolButton;
    presets->setText(QStringLiteral("Presets"));
    presets->setIcon(widgets::themedIcon(QStringLiteral("preset")));
    presets->setToolTip(QStringLiteral("Ready experiments: this project's, and the rows of the paper's tables"));
    presets->setPopupMode(QToolButton::InstantPopup);
    presets->setMenu(presets_);
    auto* openButton = new QToolButton;
    openButton->setDefaultAction(open);
    auto* saveButton = new QToolButton;
    saveButton->setDefaultAction(save);
    auto* tools = new QHBoxLayout(tools_);
    tools->setContentsMargins(8, 6, 8, 4);
    tools->setSpacing(4);
    for (auto* button : {presets, openButton, saveButton}) {
        button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        button->setAutoRaise(true);
        tools->addWidget(button);
    }
    openButton->setText(QStringLiteral("Open"));
    saveButton->setText(QStringLiteral("Save"));
    tools->addStretch(1);

    banner_->setObjectName(QStringLiteral("readOnlyBanner"));
    banner_->setAttribute(Qt::WA_StyledBackground);
    bannerText_->setWordWrap(true);
    fromThis_->setObjectName(QStringLiteral("newFromThis"));
    fromThis_->setToolTip(QStringLiteral("Edit a copy of this configuration and start it as a new run"));
    auto* back = new QPushButton(QStringLiteral("Back to my experiment"));
    back->setObjectName(QStringLiteral("backToDraft"));
    back->setToolTip(QStringLiteral("Edit the experiment that was in the form before"));
    auto* buttons = new QHBoxLayout;
    buttons->addWidget(fromThis_);
    buttons->addWidget(back);
    buttons->addStretch(1);
    auto* banner = new QVBoxLayout(banner_);
    banner->setContentsMargins(10, 8, 8, 8);
    banner->setSpacing(6);
    banner->addWidget(bannerText_);
    banner->addLayout(buttons);

    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(0, 0, 0, 0);
    all->setSpacing(0);
    all->addWidget(tools_);
    all->addWidget(banner_);
    all->addWidget(form_, 1);
    all->addWidget(summary_);
    all->addStretch(0);  // takes the room where the form is hidden
    banner_->setVisible(false);

    connect(form_, &widgets::ConfigForm::configChanged, this, [this] { summary_->setConfig(form_->config()); });
    connect(fromThis_, &QPushButton::clicked, this, &ExperimentPage::newFromThisRequested);
    connect(back, &QPushButton::clicked, this, &ExperimentPage::backToDraftRequested);
}

void ExperimentPage::fillPresets() {
    presets_->setToolTipsVisible(true);
    std::map<std::string, QMenu*> tables;
    for (const auto& preset : config::presets()) {
        QMenu* menu = presets_;
        if (!preset.table.empty()) {
            QMenu*& table = tables[preset.table];
            if (!table) {
                if (tables.size() == 1)
                    presets_->addSeparator();
                QString title = QString::fromStdString(preset.table);
                title.replace(QStringLiteral("table"), QStringLiteral("Table "), Qt::CaseInsensitive);
                table = presets_->addMenu(QStringLiteral("Paper, ") + title.simplified());
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
            label += QStringLiteral("  –  did not converge");
        else if (config::isDetection(preset.config) && !preset.paperResult.empty())
            label += QStringLiteral("  –  ") + QString::fromStdString(preset.paperResult);
        QAction* action = menu->addAction(label);
        QString tip = QString::fromStdString(preset.description);
        if (preset.paperTop1 > 0)
            tip += QStringLiteral("\nTop-1 in the paper: %1 %").arg(widgets::formatNumber(preset.paperTop1));
        action->setToolTip(tip);
        const QString name = QString::fromStdString(preset.name);
        action->setData(name);
        connect(action, &QAction::triggered, this, [this, name] { Q_EMIT presetChosen(name); });
    }
}

void ExperimentPage::showConfig(bool on) {
    for (auto* part : std::initializer_list<QWidget*>{form_, summary_, fromThis_})
        part->setVisible(on);
}

void ExperimentPage::editDraft(const config::RunConfig& config) {
    banner_->setVisible(false);
    showConfig(true);
    tools_->setVisible(true);
    form_->setReadOnly(false);
    form_->setConfig(config);
}

void ExperimentPage::showRun(const QString& name) {
    bannerText_->setText(QStringLiteral("The configuration of the run on the right, to read."));
    bannerText_->setToolTip(name);
    banner_->setVisible(true);
    tools_->setVisible(false);
    showConfig(true);
    form_->setReadOnly(true);
}

void ExperimentPage::showNoConfig(const QString& why) {
    bannerText_->setText(why);
    showConfig(false);
}

}  // namespace isonet::workbench
