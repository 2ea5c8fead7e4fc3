// Part of PredictionsPage: joins the view of a classifier's predictions with the thread that computes them. GUI thread
// only.
#pragma once

#include <QObject>

namespace isonet::widgets {
class ClassifierView;
}

namespace isonet::workbench {

class ClassifierRunner;

class ClassifierPart : public QObject {
    Q_OBJECT
public:
    // The view must outlive this object.
    ClassifierPart(widgets::ClassifierView* view, QObject* parent);
    ~ClassifierPart() override;  // stops the thread

    void open(const QString& run, const QString& checkpoint);
    void close(const QString& message);

private:
    widgets::ClassifierView* view_;
    ClassifierRunner* runner_;
};

}  // namespace isonet::workbench
