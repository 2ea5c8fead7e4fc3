#include "widgets/predictions/PredictionBar.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QSignalBlocker>
#include <QToolButton>
#include <algorithm>

#include "widgets/common/PlainLabel.h"
#include "widgets/common/Theme.h"

namespace isonet::widgets {

PredictionBar::PredictionBar(QWidget* parent)
    : QWidget(parent),
      position_(new PlainLabel),
      progress_(new PlainLabel),
      busy_(new QProgressBar),
      checkpoint_(new QComboBox) {
    setObjectName(QStringLiteral("viewBar"));
    setAttribute(Qt::WA_StyledBackground);
    position_->setObjectName(QStringLiteral("viewBarText"));
    progress_->setObjectName(QStringLiteral("predictionProgress"));
    progress_->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    for (auto* label : {position_, progress_}) {
        label->setMinimumWidth(40);
        label->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    }
    busy_->setRange(0, 0);
    busy_->setTextVisible(false);
    busy_->setFixedWidth(70);
    busy_->setAccessibleName(tr("Working"));
    checkpoint_->setObjectName(QStringLiteral("predictionCheckpoint"));
    checkpoint_->setAccessibleName(tr("Checkpoint"));
    checkpoint_->setToolTip(tr("<b>Checkpoint</b><br>Weights used for detection: the best evaluation or the latest."));
    checkpoint_->setPlaceholderText(tr("No checkpoint"));
    checkpoint_->setEnabled(false);
    auto* reload = new QToolButton;
    reload->setIcon(themedIcon(QStringLiteral("refresh")));
    reload->setAutoRaise(true);
    reload->setAccessibleName(tr("Reload"));
    reload->setToolTip(tr("Reload the checkpoint, e.g. after training has written a newer one"));
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(8, 3, 6, 3);
    row->setSpacing(5);
    row->addWidget(position_, 1);
    row->addWidget(progress_, 1);
    row->addWidget(busy_);
    row->addWidget(checkpoint_);
    row->addWidget(reload);
    connect(checkpoint_, &QComboBox::activated, this, [this] { Q_EMIT checkpointChosen(checkpoint()); });
    connect(reload, &QToolButton::clicked, this, &PredictionBar::reloadRequested);
    setProgress({});
}

void PredictionBar::setCheckpoints(const QStringList& titles, const QStringList& values) {
    QStringList known;
    for (int i = 0; i < checkpoint_->count(); ++i)
        known.append(checkpoint_->itemData(i).toString());
    if (known == values)
        return;
    const QString before = checkpoint();
    const QSignalBlocker quiet(checkpoint_);
    checkpoint_->clear();
    for (qsizetype i = 0; i < titles.size(); ++i)
        checkpoint_->addItem(titles[i], values[i]);
    checkpoint_->setCurrentIndex(std::max(0, checkpoint_->findData(before)));
    checkpoint_->setEnabled(!titles.isEmpty());
}

QString PredictionBar::checkpoint() const {
    return checkpoint_->currentData().toString();
}

void PredictionBar::setPosition(const QString& text) {
    position_->setText(text);
    position_->setToolTip(plainTip(text));
}

void PredictionBar::setProgress(const QString& activity) {
    progress_->setText(activity);
    busy_->setVisible(!activity.isEmpty());
}

}  // namespace isonet::widgets
