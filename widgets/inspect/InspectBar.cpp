#include "widgets/inspect/InspectBar.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>

#include "widgets/common/ElidedLabel.h"
#include "widgets/common/FontScale.h"
#include "widgets/common/PlainLabel.h"

namespace isonet::widgets {

InspectBar::InspectBar(QWidget* parent)
    : QWidget(parent),
      row_(new QHBoxLayout(this)),
      sources_(new QComboBox),
      status_(new ElidedLabel),
      progress_(new QProgressBar),
      cancel_(new QPushButton(tr("Cancel"))) {
    setObjectName(QStringLiteral("viewBar"));
    setAttribute(Qt::WA_StyledBackground);
    row_->setContentsMargins(8, 3, 8, 3);
    row_->setSpacing(6);
    sources_->setObjectName(QStringLiteral("inspectSource"));
    sources_->setAccessibleName(tr("Checkpoint"));
    sources_->setToolTip(
        tr("<b>Weights</b><br>A checkpoint of the open run, the network in the form as initialized, or a file opened "
           "with Open checkpoint."));
    sources_->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    sources_->setMinimumContentsLength(16);
    sources_->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    sources_->setMaximumWidth(fontScaled(460));
    sources_->setPlaceholderText(tr("No network"));
    status_->setObjectName(QStringLiteral("viewBarText"));
    status_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    progress_->setMaximumWidth(120);
    progress_->setTextVisible(false);
    progress_->setAccessibleName(tr("Measurement progress"));
    cancel_->setObjectName(QStringLiteral("inspectCancel"));
    row_->addWidget(sources_, 3);
    row_->addWidget(status_, 2);
    row_->addWidget(progress_);
    row_->addWidget(cancel_);
    progress_->hide();
    cancel_->hide();
    connect(sources_, &QComboBox::activated, this, [this] { Q_EMIT sourceChosen(source()); });
    connect(cancel_, &QPushButton::clicked, this, &InspectBar::cancelRequested);
}

void InspectBar::setSources(const QStringList& titles, const QStringList& values) {
    const QString kept = source();
    sources_->clear();
    for (qsizetype i = 0; i < titles.size(); ++i)
        sources_->addItem(titles[i], values.value(i));
    const int at = sources_->findData(kept);
    sources_->setCurrentIndex(at >= 0 ? at : titles.isEmpty() ? -1 : 0);
    sources_->setEnabled(!titles.isEmpty());
}

QString InspectBar::source() const {
    return sources_->currentData().toString();
}

QString InspectBar::sourceTitle() const {
    return sources_->currentText();
}

void InspectBar::chooseSource(const QString& value) {
    if (const int at = sources_->findData(value); at >= 0)
        sources_->setCurrentIndex(at);
}

int InspectBar::sourceCount() const {
    return sources_->count();
}

void InspectBar::setStatus(const QString& text) {
    status_->setText(text);
    status_->setToolTip(plainTip(text));
}

QString InspectBar::status() const {
    return status_->text();
}

void InspectBar::setProgress(const QString& activity, int done, int total) {
    const bool busy = !activity.isEmpty();
    progress_->setVisible(busy);
    cancel_->setVisible(busy);
    if (!busy)
        return;
    progress_->setRange(0, total);
    progress_->setValue(done);
    progress_->setToolTip(plainTip(activity));
    progress_->setAccessibleDescription(activity);
}

void InspectBar::addWidgetAtEnd(QWidget* widget) {
    row_->addWidget(widget);
}

}  // namespace isonet::widgets
