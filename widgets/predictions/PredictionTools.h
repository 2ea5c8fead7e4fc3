// Lower tool bar of the Predictions page: previous and next image, score threshold, class, layout, masks, zoom and
// export. Controls the canvas. GUI thread only.
#pragma once

#include <QStringList>
#include <QWidget>

class QComboBox;
class QHBoxLayout;
class QSlider;
class QToolButton;

namespace isonet::widgets {

class NumberBox;
class PredictionCanvas;

class PredictionTools : public QWidget {
    Q_OBJECT
public:
    // `canvas` must outlive the tools.
    explicit PredictionTools(PredictionCanvas* canvas, QWidget* parent = nullptr);

    void setCategories(const QStringList& names);  // keeps the choice
    int category() const;                          // -1: all
    void toggleCategory(const QString& name);      // all classes if it is already selected
    double score() const;
    void setScore(double threshold);
    bool masksShown() const;
    void setMasksShown(bool on);
    void setOverlaid(bool on);
    void setStepsEnabled(bool previous, bool next);

Q_SIGNALS:
    void stepRequested(int images);
    void shownObjectsChanged();  // score or class
    void exportRequested();

private:
    static constexpr int sliderSteps = 100;
    QToolButton* addButton(const QString& icon, const QString& name, const QString& tooltip);
    void addScore();
    void addChoices();
    void addView();

    PredictionCanvas* canvas_;
    QHBoxLayout* row_;
    QToolButton *previous_, *next_, *masks_;
    QSlider* slider_;
    NumberBox* score_;
    QComboBox *category_, *layout_;
};

}  // namespace isonet::widgets
