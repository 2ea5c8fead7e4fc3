#include "app/workbench/pages/ClassifierPart.h"

#include "app/workbench/jobs/ClassifierRunner.h"
#include "widgets/predictions/ClassifierView.h"
#include "widgets/predictions/MistakeList.h"

namespace isonet::workbench {

ClassifierPart::ClassifierPart(widgets::ClassifierView* view, QObject* parent)
    : QObject(parent), view_(view), runner_(new ClassifierRunner(this)) {
    using View = widgets::ClassifierView;
    connect(view, &View::evaluationRequested, runner_, &ClassifierRunner::evaluate);
    connect(view, &View::cancelRequested, runner_, &ClassifierRunner::cancel);
    connect(view, &View::imageWanted, runner_, &ClassifierRunner::predict);
    connect(view, &View::fileWanted, runner_, &ClassifierRunner::predictFile);
    connect(runner_, &ClassifierRunner::opened, this, [this](const widgets::ClassifierInfo& info) {
        view_->setClassifier(info);
        if (info.images > 0)
            runner_->predict(0);
    });
    connect(runner_, &ClassifierRunner::openFailed, this, [this](const QString& text) { view_->clear(text); });
    connect(runner_, &ClassifierRunner::evaluated, view, &View::setResults);
    connect(runner_, &ClassifierRunner::evaluationProgress, view, &View::setProgress);
    connect(runner_, &ClassifierRunner::thumbnailReady, view->mistakes(), &widgets::MistakeList::setThumbnail);
    connect(runner_, &ClassifierRunner::imageReady, view, &View::setImage);
    connect(runner_, &ClassifierRunner::imageFailed, view, &View::setImageFailure);
    connect(runner_, &ClassifierRunner::activity, view, &View::setActivity);
}

ClassifierPart::~ClassifierPart() {
    delete runner_;
}

void ClassifierPart::open(const QString& run, const QString& checkpoint) {
    view_->clear(tr("Opening…"));
    runner_->open(run, checkpoint);
}

void ClassifierPart::close(const QString& message) {
    runner_->close();
    view_->setActivity({});
    view_->clear(message);
}

}  // namespace isonet::workbench
