// What a detector finds in validation images, beside the truth: the images' list, the picture, a slider for the least
// score, a class to look at, and the average precision of each class. Asks for images and is given them; knows no
// network, no file and no thread. GUI thread only.
#pragma once

#include <QVariantMap>
#include <QWidget>
#include <optional>

#include "widgets/PredictionFacts.h"

class QComboBox;
class QDoubleSpinBox;
class QHBoxLayout;
class QLabel;
class QLineEdit;
class QProgressBar;
class QPushButton;
class QSlider;
class QSplitter;
class QStackedWidget;
class QTableView;
class QStandardItemModel;
class QToolButton;

namespace isonet::widgets {

class ImageList;
class PredictionCanvas;

class PredictionsView : public QWidget {
    Q_OBJECT
public:
    explicit PredictionsView(QWidget* parent = nullptr);

    // Checkpoints that can be opened, by their titles; one that is chosen already stays so. Does not emit.
    void setCheckpoints(const QStringList& titles, const QStringList& values);
    QString checkpoint() const;

    // No detector: why, and what to do. With `again` a button that asks for it anew.
    void showMessage(const QString& words, bool again = false);
    QString message() const;  // empty: images are shown
    void setDetector(const DetectorFacts& facts);
    void setImage(int index, const SeenImage& image);  // one that is not wanted any longer is left alone
    void setFailure(int index, const QString& words);  // it could not be looked at
    void setProgress(const QString& what);             // empty: nothing is being done
    void setFigures(const ApFigures& figures);

    int image() const { return image_; }  // the one wanted; -1: none
    void chooseImage(int index);
    void step(int images);
    double score() const;
    void setScore(double least);
    PredictionCanvas* canvas() const { return canvas_; }
    ImageList* images() const { return list_; }
    QString counts() const;  // the line below the picture

    QVariantMap state() const;  // for the settings
    void setState(const QVariantMap& state);

Q_SIGNALS:
    void imageWanted(int index);
    void checkpointChosen(const QString& value);
    void openAgainRequested();

private:
    static constexpr int sliderSteps = 100;
    static constexpr int sortRole = Qt::UserRole + 1;  // of the table

    // PredictionsViewParts.cpp
    void makeTools(QHBoxLayout* first, QHBoxLayout* second);
    QWidget* makeLists();
    QToolButton* addButton(QHBoxLayout* row, const QString& icon, const QString& name, const QString& tip);

    void showCounts();
    void askAndExport();

    QStackedWidget* stack_;
    QLabel *empty_, *place_, *counts_, *pointed_, *progress_, *figuresText_;
    QPushButton* again_;
    QProgressBar* busy_;
    PredictionCanvas* canvas_;
    QComboBox *checkpoint_, *category_, *layout_;
    QSlider* slider_;
    QDoubleSpinBox* least_;
    QToolButton *back_, *next_, *masks_;
    QLineEdit* search_;
    ImageList* list_;
    QTableView* table_;
    QStandardItemModel* rows_;
    QSplitter *split_, *lists_;
    DetectorFacts facts_;
    std::optional<ApFigures> figures_;
    int image_ = -1;
};

}  // namespace isonet::widgets
