#include "widgets/inspect/EpochPlayer.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QSignalBlocker>
#include <QSlider>
#include <QTimer>
#include <QToolButton>
#include <algorithm>
#include <cstdlib>

#include "widgets/common/FontScale.h"

namespace isonet::widgets {

EpochPlayer::EpochPlayer(QWidget* parent)
    : QWidget(parent),
      play_(new QToolButton),
      back_(new QToolButton),
      slider_(new QSlider(Qt::Horizontal)),
      text_(new QLabel),
      timer_(new QTimer(this)) {
    setObjectName(QStringLiteral("epochPlayer"));
    play_->setObjectName(QStringLiteral("epochPlay"));
    play_->setText(tr("Play epochs"));
    play_->setToolTip(
        tr("Play the layer through the saved epochs of this run, with the same colors in all of them. To save more "
           "epochs, set Keep every in the section Measurement."));
    slider_->setObjectName(QStringLiteral("epochSlider"));
    slider_->setAccessibleName(tr("Saved epoch"));
    slider_->setMinimumWidth(60);
    back_->setObjectName(QStringLiteral("epochBack"));
    back_->setText(tr("Back to the checkpoint"));
    back_->setToolTip(tr("Show the opened checkpoint again"));
    text_->setObjectName(QStringLiteral("viewBarText"));
    text_->setMinimumWidth(fontScaled(90));
    for (auto* button : {play_, back_})
        button->setAutoRaise(true);
    timer_->setInterval(frameTime);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(8, 0, 8, 2);
    row->setSpacing(6);
    row->addWidget(play_);
    row->addWidget(slider_, 1);
    row->addWidget(text_);
    row->addWidget(back_);
    connect(play_, &QToolButton::clicked, this, &EpochPlayer::togglePlay);
    connect(back_, &QToolButton::clicked, this, &EpochPlayer::leave);
    connect(timer_, &QTimer::timeout, this, &EpochPlayer::step);
    connect(slider_, &QSlider::valueChanged, this, [this](int index) {
        timer_->stop();
        playWhenReady_ = false;
        if (frames_.empty() && !loading_) {
            loading_ = true;
            Q_EMIT framesRequested();
        }
        showAt(index);
    });
    setEpochs({});
    hide();
}

void EpochPlayer::setEpochs(const QVector<int>& epochs) {
    setVisible(epochs.size() > 1);
    if (epochs == epochs_)
        return;
    epochs_ = epochs;
    clearFrames();
    const QSignalBlocker quiet(slider_);
    slider_->setRange(0, std::max(0, int(epochs.size()) - 1));
    slider_->setValue(0);
}

void EpochPlayer::clearFrames() {
    timer_->stop();
    frames_.clear();
    ranges_ = {};
    shown_ = -1;
    loading_ = playWhenReady_ = false;
    refresh();
}

void EpochPlayer::addFrame(int index, const LayerDetail& layer) {
    if (!loading_ || index < 0 || index >= epochs_.size())
        return;
    frames_[index] = layer;
    ranges_.expand(rangesOf(layer));
    showAt(slider_->value());
}

void EpochPlayer::finish() {
    loading_ = false;
    if (playWhenReady_ && frames_.size() > 1)
        timer_->start();
    playWhenReady_ = false;
    refresh();
}

const LayerDetail* EpochPlayer::frame() const {
    const auto found = frames_.find(shown_);
    return found == frames_.end() ? nullptr : &found->second;
}

int EpochPlayer::epoch() const {
    return frame() ? epochs_.value(shown_, -1) : -1;
}

bool EpochPlayer::isPlaying() const {
    return timer_->isActive();
}

void EpochPlayer::togglePlay() {
    if (timer_->isActive() || playWhenReady_) {
        timer_->stop();
        playWhenReady_ = false;
    } else if (frames_.empty() || loading_) {
        playWhenReady_ = true;
        if (!loading_) {
            loading_ = true;
            const QSignalBlocker quiet(slider_);
            slider_->setValue(0);
            refresh();
            Q_EMIT framesRequested();
        }
    } else {
        if (shown_ == frames_.rbegin()->first)  // again from the start
            showAt(frames_.begin()->first);
        timer_->start();
    }
    refresh();
}

void EpochPlayer::step() {
    const auto next = frames_.upper_bound(shown_);
    if (next == frames_.end())
        timer_->stop();
    else
        showAt(next->first);
    refresh();
}

void EpochPlayer::showAt(int index) {
    if (frames_.empty()) {
        refresh();
        return;
    }
    const auto nearest =
        std::ranges::min_element(frames_, {}, [index](const auto& each) { return std::abs(each.first - index); });
    shown_ = nearest->first;
    if (!loading_) {
        const QSignalBlocker quiet(slider_);
        slider_->setValue(shown_);
    }
    refresh();
    Q_EMIT frameShown();
}

void EpochPlayer::leave() {
    const QSignalBlocker quiet(slider_);
    slider_->setValue(0);
    clearFrames();
    Q_EMIT left();
}

void EpochPlayer::refresh() {
    const bool going = timer_->isActive() || playWhenReady_;
    play_->setText(going ? tr("Pause") : tr("Play epochs"));
    back_->setEnabled(frame() != nullptr);
    const QString text = frame()              ? tr("epoch %1").arg(epoch())
                         : loading_           ? tr("Measuring…")
                         : epochs_.size() > 1 ? tr("%1 saved epochs").arg(epochs_.size())
                                              : QString();
    text_->setText(loading_ && frame() ? tr("%1, %2 of %3").arg(text).arg(frames_.size()).arg(epochs_.size()) : text);
    slider_->setAccessibleDescription(text);
}

}  // namespace isonet::widgets
