// Plays a layer through the saved epochs of a run: play, pause and a slider on one line. Keeps the frames and the
// ranges of their pictures, so that colors mean the same in all of them; the owner measures and draws. GUI thread only.
#pragma once

#include <QVector>
#include <QWidget>
#include <map>

#include "widgets/inspect/LayerPictures.h"

class QLabel;
class QSlider;
class QTimer;
class QToolButton;

namespace isonet::widgets {

class EpochPlayer : public QWidget {
    Q_OBJECT
public:
    static constexpr int frameTime = 400;  // ms

    explicit EpochPlayer(QWidget* parent = nullptr);

    // The saved epochs, ascending; hidden for fewer than two. Drops the frames if they changed.
    void setEpochs(const QVector<int>& epochs);
    const QVector<int>& epochs() const { return epochs_; }
    // A frame of one of the epochs, by index. Not every epoch needs one: the nearest frame is shown.
    void addFrame(int index, const LayerDetail& layer);
    void finish();       // all frames have come: playing starts if it was requested
    void clearFrames();  // of another layer; nothing is played or shown

    const LayerDetail* frame() const;  // shown; null: none
    int epoch() const;                 // of the shown frame; -1: none
    const PictureRanges& ranges() const { return ranges_; }
    bool isPlaying() const;

Q_SIGNALS:
    void framesRequested();  // of all epochs
    void frameShown();       // another one, or more of them: their ranges grew
    void left();             // by the user: back to the opened weights

private:
    void togglePlay();
    void step();
    void showAt(int index);
    void leave();
    void refresh();

    QVector<int> epochs_;
    std::map<int, LayerDetail> frames_;  // by index
    PictureRanges ranges_;
    int shown_ = -1;  // index of the shown frame
    bool loading_ = false, playWhenReady_ = false;
    QToolButton *play_, *back_;
    QSlider* slider_;
    QLabel* text_;
    QTimer* timer_;
};

}  // namespace isonet::widgets
