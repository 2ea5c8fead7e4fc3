#include "widgets/form/NetworkSummary.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>
#include <QVBoxLayout>
#include <stdexcept>

#include "widgets/common/Format.h"
#include "widgets/common/Theme.h"
#include "widgets/form/ShownPlan.h"

namespace isonet::widgets {

QString NetworkSummary::stageTitle(const spec::StagePlan& stage, bool detector) {
    if (stage.name == "stem")
        return tr("Stem");
    if (stage.name == "head")
        return detector ? tr("Branches") : tr("Classifier");
    return tr("Stage %1").arg(QString::fromStdString(stage.name).mid(1));
}

NetworkSummary::NetworkSummary(QWidget* parent)
    : QWidget(parent),
      title_(new QLabel),
      totals_(new QLabel),
      fold_(new QToolButton),
      table_(new QWidget),
      grid_(new QGridLayout(table_)) {
    setObjectName(QStringLiteral("networkSummary"));
    setAttribute(Qt::WA_StyledBackground);
    title_->setObjectName(QStringLiteral("summaryTitle"));
    totals_->setObjectName(QStringLiteral("summaryFacts"));
    totals_->setWordWrap(true);
    totals_->setTextInteractionFlags(Qt::TextSelectableByMouse);
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
    all->addWidget(totals_);
    all->addWidget(table_);
    setTableVisible(true);
}

void NetworkSummary::setTableVisible(bool visible) {
    wanted_ = visible;
    table_->setVisible(visible && roomy_);
    fold_->setIcon(themedIcon(visible ? QStringLiteral("expanded") : QStringLiteral("collapsed")));
    fold_->setToolTip(visible ? tr("Hide stages") : tr("Show stages with their output shapes"));
    fold_->setAccessibleName(fold_->toolTip());
}

bool NetworkSummary::isTableVisible() const {
    return wanted_;
}

void NetworkSummary::setRoomy(bool roomy) {
    roomy_ = roomy;
    table_->setVisible(wanted_ && roomy);
    fold_->setVisible(roomy);
}

void NetworkSummary::setConfig(const config::RunConfig& config) {
    try {
        showPlan(config);
        totals_->setEnabled(true);
        table_->setEnabled(true);
    } catch (const std::invalid_argument&) {
        // The form reports the problem under the field.
        title_->setText(tr("Invalid network"));
        totals_->setEnabled(false);
        table_->setEnabled(false);
    }
}

void NetworkSummary::showPlan(const config::RunConfig& config) {
    const spec::NetworkPlan plan = shownPlan(config);
    const bool detector = config::isDetection(config);
    const QString name = QString::fromStdString(spec::networkName(config.model));
    title_->setText(detector ? tr("%1 detector").arg(name) : name);
    const double image = double(plan.activationBytes);
    totals_->setText(tr("<b>%1</b> parameters · <b>%2FLOPs</b> per image<br>%3 activations per image, %4 per batch")
                         .arg(formatCount(plan.parameters),
                              formatScaled(double(plan.flops)).replace(QLatin1Char(' '), QStringLiteral("&nbsp;")),
                              formatBytes(image), formatBytes(image * config.run.batchSize)));
    totals_->setToolTip(
        tr("<b>Cost</b><br>Trainable parameters; floating-point operations of one forward pass (a multiply-add counts "
           "as two); float32 activations kept for the backward pass. Training costs about three times the forward "
           "pass; the penalty adds a cost independent of the batch size.") +
        (detector ? QStringLiteral("<p>") +
                        tr("For an image of maximum size with the number of proposals kept in evaluation. Frozen "
                           "stages keep no activations.") +
                        QStringLiteral("</p>")
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
    const QStringList heads{QString(), tr("Blocks"), tr("Output"), tr("Parameters"), tr("FLOPs")};
    for (int column = 0; column < heads.size(); ++column)
        cell(0, column, heads[column], true);
    int row = 1;
    cell(row, 0, tr("Input"));
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
