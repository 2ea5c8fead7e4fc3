#include "widgets/runs/ReadingBar.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QTimer>

#include "widgets/common/Format.h"

namespace isonet::widgets {

ReadingBar::ReadingBar(QWidget* parent)
    : QWidget(parent),
      text_(new QLabel),
      progress_(new QProgressBar),
      button_(new QPushButton),
      delay_(new QTimer(this)) {
    setObjectName(QStringLiteral("readingBar"));
    button_->setObjectName(QStringLiteral("toggleReading"));
    progress_->setTextVisible(false);
    progress_->setMaximumHeight(10);
    progress_->setAccessibleName(tr("Progress of reading the runs"));
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(8, 2, 8, 2);
    row->addWidget(text_);
    row->addWidget(progress_, 1);
    row->addWidget(button_);
    setVisible(false);
    delay_->setSingleShot(true);
    delay_->setInterval(500);
    connect(delay_, &QTimer::timeout, this, [this] { setVisible(read_ < all_); });
    connect(button_, &QPushButton::clicked, this, [this] {
        reading_ = !reading_;
        refresh();
        Q_EMIT readingToggled(reading_);
    });
}

void ReadingBar::restart() {
    reading_ = true;
    refresh();
}

void ReadingBar::setProgress(int read, int all) {
    read_ = read;
    all_ = all;
    if (read_ >= all_) {
        delay_->stop();
        setVisible(false);
    } else if (!isVisibleTo(parentWidget()) && !delay_->isActive()) {
        delay_->start();
    }
    refresh();
}

void ReadingBar::refresh() {
    const QString read = formatCount(read_), all = formatCount(all_);
    text_->setText(reading_ ? tr("Reading: %1 of %2 runs").arg(read, all)
                            : tr("Stopped: %1 of %2 runs read").arg(read, all));
    button_->setText(reading_ ? tr("Stop") : tr("Continue"));
    progress_->setRange(0, all_);
    progress_->setValue(read_);
}

}  // namespace isonet::widgets
