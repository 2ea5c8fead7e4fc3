// The dialog's widgets, where they stand, and what they are connected to.
#include <QComboBox>
#include <QDialogButtonBox>
#include <QGroupBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QScrollArea>
#include <QStackedWidget>
#include <QTableWidget>
#include <QVBoxLayout>

#include "widgets/ExperimentDialog.h"
#include "widgets/ScaleForm.h"
#include "widgets/SweepForm.h"

namespace isonet::widgets {

void ExperimentDialog::build() {
    what_->setObjectName(QStringLiteral("experimentSource"));
    what_->setAccessibleName(tr("What to run"));
    what_->setToolTip(tr("What the rows of the queue are"));
    title_->setWordWrap(true);
    title_->setObjectName(QStringLiteral("runHint"));
    rows_->setObjectName(QStringLiteral("experimentRows"));
    rows_->setAccessibleName(tr("Rows to run"));
    rows_->setToolTip(tr("The rows that are run; Space checks and unchecks"));
    sources_->addWidget(rows_);
    sources_->addWidget(sweep_);
    auto* left = new QVBoxLayout;
    left->addWidget(what_);
    left->addWidget(title_);
    left->addWidget(sources_, 1);

    small_->setToolTip(tr("Small data and networks: the same question, answered within minutes"));
    original_->setToolTip(tr("The experiment's own data, depths and length"));
    auto* quick = new QHBoxLayout;
    quick->addWidget(small_);
    quick->addWidget(original_);
    quick->addStretch(1);
    auto* scaleBox = new QGroupBox(tr("At which scale"));
    auto* scaleColumn = new QVBoxLayout(scaleBox);
    scaleColumn->addLayout(quick);
    scaleColumn->addWidget(scale_);
    scaleColumn->addStretch(1);
    auto* scroll = new QScrollArea;
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidget(scaleBox);
    auto* top = new QHBoxLayout;
    top->addLayout(left, 1);
    top->addWidget(scroll, 1);

    preview_->setObjectName(QStringLiteral("experimentPreview"));
    preview_->setAccessibleName(tr("Runs that come of it"));
    preview_->setEditTriggers(QAbstractItemView::NoEditTriggers);
    preview_->setSelectionMode(QAbstractItemView::NoSelection);
    preview_->setColumnCount(7);
    preview_->setHorizontalHeaderLabels(
        {tr("Run"), tr("Method"), tr("Depth"), tr("Rate"), tr("Batch"), tr("Epochs"), tr("Data")});
    preview_->setShowGrid(false);
    preview_->setAlternatingRowColors(true);
    preview_->verticalHeader()->setVisible(false);
    preview_->verticalHeader()->setDefaultSectionSize(preview_->fontMetrics().height() + 8);
    preview_->horizontalHeader()->setStretchLastSection(true);
    preview_->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    preview_->setMinimumHeight(130);
    preview_->setTabKeyNavigation(false);
    summary_->setObjectName(QStringLiteral("experimentSummary"));
    summary_->setWordWrap(true);
    problem_->setObjectName(QStringLiteral("fieldMessage"));
    problem_->setProperty("kind", "problem");
    data_->setObjectName(QStringLiteral("fieldMessage"));
    data_->setProperty("kind", "note");
    for (auto* label : {problem_, data_})
        label->setWordWrap(true);

    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel);
    run_ = buttons->addButton(tr("Add and &run"), QDialogButtonBox::AcceptRole);
    add_ = buttons->addButton(tr("&Add"), QDialogButtonBox::AcceptRole);
    add_->setObjectName(QStringLiteral("experimentAdd"));
    run_->setObjectName(QStringLiteral("experimentAddAndRun"));
    run_->setToolTip(tr("Make the queue and begin with its first row"));
    add_->setToolTip(tr("Make the queue; Run begins it"));
    connect(run_, &QPushButton::clicked, this, [this] { runNow_ = true; });
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto* all = new QVBoxLayout(this);
    all->addLayout(top, 3);
    all->addWidget(summary_);
    all->addWidget(preview_, 2);
    all->addWidget(problem_);
    all->addWidget(data_);
    all->addWidget(buttons);

    connect(what_, &QComboBox::currentIndexChanged, this, &ExperimentDialog::showSource);
    connect(rows_, &QListWidget::itemChanged, this, &ExperimentDialog::judge);
    connect(sweep_, &SweepForm::changed, this, &ExperimentDialog::judge);
    connect(scale_, &ScaleForm::changed, this, &ExperimentDialog::judge);
    connect(scale_, &ScaleForm::rootRequested, this, &ExperimentDialog::rootRequested);
    connect(small_, &QPushButton::clicked, this, &ExperimentDialog::makeSmall);
    connect(original_, &QPushButton::clicked, this, [this] {
        scale_->setScale({});
        judge();
    });
}

}  // namespace isonet::widgets
