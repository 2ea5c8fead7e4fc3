// The Predictions page: detections of a detector in validation images next to the ground truth, with a list of the
// images, a score threshold, a choice of class, and the average precision by class. Requests images by signals; does
// not run the network. GUI thread only.
#pragma once

#include <QVariantMap>
#include <QWidget>

#include "widgets/predictions/PredictionInfo.h"

class QLabel;
class QPushButton;
class QSplitter;
class QStackedWidget;

namespace isonet::widgets {

class ApTable;
class ImageList;
class PredictionBar;
class PredictionCanvas;
class PredictionTools;

class PredictionsView : public QWidget {
    Q_OBJECT
public:
    explicit PredictionsView(QWidget* parent = nullptr);

    // Titles and values of the checkpoints to choose from; keeps the choice. Does not emit.
    void setCheckpoints(const QStringList& titles, const QStringList& values);
    QString checkpoint() const;

    // Shows a message instead of images, with a Reload button where `canReload`.
    void showMessage(const QString& message, bool canReload = false);
    QString message() const;  // empty: images are shown
    void setDetector(const DetectorInfo& info);
    void setImage(int index, const PredictionImage& image);  // ignored unless it is the current image
    void setFailure(int index, const QString& message);      // likewise
    void setProgress(const QString& activity);               // empty: idle
    void setMetrics(const ApMetrics& metrics);

    int image() const { return image_; }  // current; -1: none
    void chooseImage(int index);
    void step(int images);
    double score() const;
    void setScore(double threshold);
    PredictionCanvas* canvas() const { return canvas_; }
    ImageList* images() const { return list_; }
    QString counts() const;  // the line below the image

    QVariantMap state() const;  // for the settings
    void setState(const QVariantMap& state);

Q_SIGNALS:
    void imageWanted(int index);
    void checkpointChosen(const QString& value);
    void reloadRequested();

private:
    QWidget* makeMessagePage();
    QWidget* makeLists();
    QWidget* makeImagePane();
    void showCounts();
    void exportImage();

    PredictionBar* bar_;
    PredictionCanvas* canvas_;
    PredictionTools* tools_;
    ImageList* list_;
    ApTable* apTable_;
    QStackedWidget* stack_;
    QLabel *message_, *counts_, *hovered_;
    QPushButton* reload_;
    QSplitter *split_, *lists_;
    DetectorInfo info_;
    int image_ = -1;
};

}  // namespace isonet::widgets
