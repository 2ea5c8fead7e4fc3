#include "widgets/NetworkSummary.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>
#include <QVBoxLayout>
#include <stdexcept>

#include "widgets/Format.h"
#include "widgets/ShownPlan.h"
#include "widgets/Theme.h"

namespace isonet::widgets {

namespace {

QString stageTitle(const spec::StagePlan& stage, bool detector) {
    if (stage.name == "stem")
        return QStringLiteral("Stem");
    if (stage.name == "head")
        return detector ? QStringLiteral("Branches") : QStringLiteral("Classifier");
    return QStringLiteral("Stage ") + QString::fromStdString(stage.name).mid(1);
}

}  // namespace

NetworkSummary::NetworkSummary(QWidget* parent)
    : QWidget(parent),
      title_(new QLabel),
      facts_(new QLabel),
      fold_(new QToolButton),
      table_(new QWidget),
      grid_(new QGridLayout(table_)) {
    setObjectName(QStringLiteral("networkSummary"));
    setAttribute(Qt::WA_StyledBackground);
    title_->setObjectName(QStringLiteral("summaryTitle"));
    facts_->setObjectName(QStringLiteral("summaryFacts"));
    facts_->setWordWrap(true);
    facts_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    fold_->setAutoRaise(true);
    fold_->setIconSize(QSize(14, 14));
    connect(fold_, &QToolButton::clicked, this, [this] { setTableVisible(!isTableVisible()); });

    auto* top = new QHBoxLayout;
    top->addWidget(title_, 1);
    top->addWidget(fold_);
    grid_->setContentsMargins(0, 4, 0, 0);
    grid_->setHorizontalSpacing(8);
    grid_->setVerticalSpacing(1);
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(10, 6, 8, 8);
    all->setSpacing(2);
    all->addLayout(top);
    all->addWidget(facts_);
    all->addWidget(table_);
    setTableVisible(true);
}

void NetworkSummary::setTableVisible(bool visible) {
    table_->setVisible(visible);
    fold_->setIcon(themedIcon(visible ? QStringLiteral("expanded") : QStringLiteral("collapsed")));
    fold_->setToolTip(visible ? QStringLiteral("Hide the stages") : QStringLiteral("Show each stage's output shape"));
    fold_->setAccessibleName(fold_->toolTip());
}

bool NetworkSummary::isTableVisible() const {
    return !table_->isHidden();
}

void NetworkSummary::setConfig(const config::RunConfig& config) {
    try {
        showPlan(config);
        facts_->setEnabled(true);
        table_->setEnabled(true);
    } catch (const std::invalid_argument&) {
        // The form says what is wrong, under the field.
        title_->setText(QStringLiteral("This network cannot be built"));
        facts_->setEnabled(false);
        table_->setEnabled(false);
    }
}

void NetworkSummary::showPlan(const config::RunConfig& config) {
    const spec::NetworkPlan plan = shownPlan(config);
    const bool detector = config::isDetection(config);
    title_->setText(QString::fromStdString(spec::networkName(config.model)) +
                    (detector ? QStringLiteral(" detector") : QString()));
    const double image = double(plan.activationBytes);
    facts_->setText(
        QStringLiteral("<b>%1</b> parameters · <b>%2FLOPs</b> per image<br>%3 activations per image, %4 per batch")
            .arg(formatCount(plan.parameters),
                 formatScaled(double(plan.flops)).replace(QLatin1Char(' '), QStringLiteral("&nbsp;")),
                 formatBytes(image), formatBytes(image * config.run.batchSize)));
    facts_->setToolTip(
        QStringLiteral(
            "<b>Cost</b><br>Trained numbers; floating-point operations of one forward pass (a multiply-add counts as "
            "two); "
            "float32 outputs kept for the backward pass. Training takes about three times the forward pass, and the "
            "penalty "
            "adds a cost that does not depend on the batch.") +
        (detector ? QStringLiteral("<p>Of an image at its largest size, with as many proposals as an "
                                   "evaluation keeps. Frozen stages keep no outputs.</p>")
                  : QString()));

    while (QLayoutItem* item = grid_->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    const auto cell = [this](int row, int column, const QString& text, bool head = false) {
        auto* label = new QLabel(text);
        label->setObjectName(head ? QStringLiteral("summaryHead") : QStringLiteral("summaryCell"));
        if (column > 0)
            label->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
        grid_->addWidget(label, row, column);
    };
    const char* const heads[] = {"", "Blocks", "Output", "Parameters", "FLOPs"};
    for (int column = 0; column < 5; ++column)
        cell(0, column, QString::fromLatin1(heads[column]), true);
    int row = 1;
    cell(row, 0, QStringLiteral("Input"));
    cell(row, 2, shapeText(shownInput(config)));
    ++row;
    for (const auto& stage : plan.stages) {
        cell(row, 0, stageTitle(stage, detector));
        cell(row, 1, stage.blocks > 0 ? QString::number(stage.blocks) : QString());
        cell(row, 2, shapeText(stage.out));
        cell(row, 3, formatScaled(double(stage.parameters)));
        cell(row, 4, formatScaled(double(stage.flops)));
        ++row;
    }
}

}  // namespace isonet::widgets
