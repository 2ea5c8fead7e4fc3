// The Predictions page of a classifier: confusion matrix, accuracy by class and most confident mistakes over the
// validation set, and one image with its prediction: a validation image, or one that is dropped here. Requests the work
// by signals; does not run the network. GUI thread only.
#pragma once

#include <QWidget>

#include "widgets/predictions/ClassifierInfo.h"

class QLabel;
class QMimeData;
class QProgressBar;
class QPushButton;
class QSpinBox;

namespace isonet::widgets {

class ClassifiedView;
class ClassTable;
class HeatMap;
class MistakeList;
class PredictionBar;

class ClassifierView : public QWidget {
    Q_OBJECT
public:
    explicit ClassifierView(QWidget* parent = nullptr);

    void setCheckpoints(const QStringList& titles, const QStringList& values);
    QString checkpoint() const;
    void clear(const QString& message);  // no classifier is open
    void setClassifier(const ClassifierInfo& info);
    void setResults(const ClassifierResults& results);
    void setImage(const ClassifiedImage& image);
    void setImageFailure(const QString& message);
    void setActivity(const QString& activity);                // empty: idle
    void setProgress(qint64 done, qint64 all);                // of the evaluation; all 0: none runs
    bool isOpen() const { return !info_.classes.isEmpty(); }  // a classifier

    HeatMap* confusion() const { return confusion_; }
    ClassTable* classes() const { return table_; }
    MistakeList* mistakes() const { return mistakes_; }
    ClassifiedView* image() const { return image_; }
    QString summary() const;

    // The image file of a drop; empty: none.
    static QString imageFile(const QMimeData* data);

Q_SIGNALS:
    void checkpointChosen(const QString& value);
    void reloadRequested();
    void evaluationRequested();
    void cancelRequested();
    void imageWanted(qint64 index);
    void fileWanted(const QString& file);

protected:
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    QWidget* makeTools();

    ClassifierInfo info_;
    PredictionBar* bar_;
    QPushButton *evaluate_, *cancel_;
    QProgressBar* progress_;
    QLabel* summary_;
    QSpinBox* index_;
    HeatMap* confusion_;
    ClassTable* table_;
    MistakeList* mistakes_;
    ClassifiedView* image_;
};

}  // namespace isonet::widgets
