// Opens a run's classifier, evaluates it on the run's validation images, and predicts single images with the norms of
// their signal and gradient by depth, on a worker thread.
//
// Threads: GUI thread only; signals are emitted there. No torch header.
#pragma once

#include <QObject>
#include <QString>
#include <functional>
#include <memory>

#include "app/workbench/jobs/JobThread.h"
#include "widgets/predictions/ClassifierInfo.h"

namespace isonet::workbench {

class ClassifierRunner : public QObject {
    Q_OBJECT
public:
    static constexpr int keptMistakes = 200, shownClasses = 5;

    explicit ClassifierRunner(QObject* parent = nullptr);
    ~ClassifierRunner() override;  // cancels and waits

    // `checkpoint`: "best" or "latest"; falls back to the other if it does not exist. Drops all earlier requests.
    void open(const QString& run, const QString& checkpoint);
    void close();
    void evaluate();                        // every validation image, in the run's precision and batch size
    void cancel();                          // stops the evaluation, which then reports what it has
    void predict(qint64 index);             // a validation image; replaces an earlier request, as predictFile()
    void predictFile(const QString& file);  // any image file, prepared like the run's validation images

Q_SIGNALS:
    void opened(const isonet::widgets::ClassifierInfo& info);
    void openFailed(const QString& text);
    void evaluated(const isonet::widgets::ClassifierResults& results);
    void evaluationProgress(qint64 done, qint64 all);          // all 0: none runs
    void thumbnailReady(qint64 index, const QImage& picture);  // of the mistakes, after evaluated()
    void imageReady(const isonet::widgets::ClassifiedImage& image);
    void imageFailed(const QString& text);
    void activity(const QString& what);  // empty: idle

private:
    struct Opened;
    void submitImage(std::function<void(widgets::ClassifiedImage& image, float* pixels)> load);
    void sendThumbnails(const widgets::ClassifierResults& results, const std::stop_token& stop);  // worker thread

    std::shared_ptr<Opened> opened_;  // used by the worker thread
    JobThread jobs_;
};

}  // namespace isonet::workbench
