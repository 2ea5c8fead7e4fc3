// Opens a run's detector and looks at its validation images with it, on a thread of its own; images looked at lately
// are kept.
//
// Lives on the GUI thread; its signals come there. No torch header.
#pragma once

#include <QObject>
#include <QString>
#include <memory>

#include "app/workbench/JobThread.h"
#include "widgets/PredictionFacts.h"

namespace isonet::workbench {

class PredictionLab : public QObject {
    Q_OBJECT
public:
    explicit PredictionLab(QObject* parent = nullptr);
    ~PredictionLab() override;  // waits for what is under way

    // `checkpoint`: "best" or "latest" (the other where there is only that). All that was asked for before is dropped.
    void open(const QString& run, const QString& checkpoint);
    void close();
    void look(int index);  // drops an older question that is not begun

Q_SIGNALS:
    void opened(const isonet::widgets::DetectorFacts& facts);
    void openFailed(const QString& text);
    void imageReady(int index, const isonet::widgets::SeenImage& image);
    void imageFailed(int index, const QString& text);
    void progress(const QString& what);  // empty: nothing is being done

private:
    struct Opened;

    std::shared_ptr<Opened> opened_;  // the thread's own
    JobThread jobs_;
};

}  // namespace isonet::workbench
