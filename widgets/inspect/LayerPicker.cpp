#include "widgets/inspect/LayerPicker.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>
#include <algorithm>

#include "widgets/common/FontScale.h"
#include "widgets/common/Format.h"
#include "widgets/common/PlainLabel.h"
#include "widgets/inspect/LayerStrip.h"

namespace isonet::widgets {

LayerPicker::LayerPicker(QWidget* parent)
    : QWidget(parent),
      names_(new QComboBox),
      previous_(new QToolButton),
      next_(new QToolButton),
      values_(new PlainLabel),
      strip_(new LayerStrip) {
    setObjectName(QStringLiteral("layerPicker"));
    names_->setObjectName(QStringLiteral("layerChoice"));
    names_->setAccessibleName(tr("Layer"));
    names_->setToolTip(tr("Layer, named as published: s2.b1.f.a is the first convolution a of block 1 in stage 2"));
    names_->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    names_->setMinimumContentsLength(10);
    names_->setMaximumWidth(fontScaled(210));
    names_->setMaxVisibleItems(24);
    const auto arrow = [](QToolButton* button, Qt::ArrowType type, const QString& name) {
        button->setArrowType(type);
        button->setAutoRaise(true);
        button->setAccessibleName(name);
        button->setToolTip(name);
    };
    arrow(previous_, Qt::LeftArrow, tr("Previous layer"));
    arrow(next_, Qt::RightArrow, tr("Next layer"));
    values_->setObjectName(QStringLiteral("viewBarText"));
    values_->setMinimumWidth(20);
    values_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(8, 2, 8, 2);
    row->setSpacing(4);
    row->addWidget(previous_);
    row->addWidget(names_, 3);
    row->addWidget(next_);
    row->addWidget(values_, 3);
    row->addWidget(strip_, 5);
    connect(names_, &QComboBox::activated, this, &LayerPicker::choose);
    connect(strip_, &LayerStrip::rowChosen, this, &LayerPicker::choose);
    connect(previous_, &QToolButton::clicked, this, [this] { choose(names_->currentIndex() - 1); });
    connect(next_, &QToolButton::clicked, this, [this] { choose(names_->currentIndex() + 1); });
    setRows({});
}

void LayerPicker::setRows(const std::vector<LayerRow>& rows) {
    const QString kept = names_->currentText();
    rows_ = rows;
    strip_->setRows(rows);
    names_->clear();
    for (const auto& row : rows)
        names_->addItem(QString::fromStdString(row.name));
    names_->setEnabled(!rows.empty());
    show(names_->findText(kept, Qt::MatchExactly | Qt::MatchCaseSensitive));
}

void LayerPicker::setLayer(const QString& name) {
    show(names_->findText(name, Qt::MatchExactly | Qt::MatchCaseSensitive));
}

void LayerPicker::setNarrow(bool narrow) {
    values_->setVisible(!narrow);
}

void LayerPicker::show(int row) {
    names_->setCurrentIndex(row);
    strip_->setCurrent(row);
    previous_->setEnabled(row > 0);
    next_->setEnabled(row + 1 < int(rows_.size()) && row >= 0);
    QString text;
    if (row >= 0) {
        const auto& each = rows_[std::size_t(row)];
        text = tr("d %1 · σ %2 to %3")
                   .arg(formatIsometry(each.deviation, 3), formatIsometry(each.sigmaMin, 3),
                        formatIsometry(each.sigmaMax, 3));
    }
    values_->setText(text);
    values_->setToolTip(text);
}

void LayerPicker::choose(int row) {
    if (row < 0 || row >= int(rows_.size()))
        return;
    show(row);
    Q_EMIT layerChosen(QString::fromStdString(rows_[std::size_t(row)].name));
}

}  // namespace isonet::widgets
