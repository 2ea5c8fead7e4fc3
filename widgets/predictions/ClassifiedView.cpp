#include "widgets/predictions/ClassifiedView.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>
#include <cmath>

#include "widgets/common/FontScale.h"
#include "widgets/common/Format.h"
#include "widgets/common/PlainLabel.h"
#include "widgets/plot/FactPlot.h"

namespace isonet::widgets {

ClassifiedView::ClassifiedView(QWidget* parent)
    : QWidget(parent), picture_(new QLabel), title_(new PlainLabel), best_(new PlainLabel) {
    setObjectName(QStringLiteral("classifiedView"));
    depth_ = new FactPlot(QStringLiteral("normsPlot"), tr("Signal and gradient by depth"),
                          tr("<p>Euclidean norm of this image's signal at the input, after each activation and at the "
                             "logits, and of the gradient of its cross entropy there. It is the label's cross entropy "
                             "for a validation image, the predicted class's for your own image.</p>"));
    depth_->setAxes(tr("depth"), tr("norm"), false, true);
    depth_->setWholeX();
    picture_->setAlignment(Qt::AlignCenter);
    picture_->setFixedSize(fontScaled(150), fontScaled(150));
    picture_->setObjectName(QStringLiteral("classifiedPicture"));
    title_->setObjectName(QStringLiteral("summaryTitle"));
    title_->setWordWrap(true);
    best_->setObjectName(QStringLiteral("bestClasses"));
    best_->setWordWrap(true);
    best_->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    for (auto* label : {title_, best_}) {
        label->setMinimumWidth(60);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    }
    auto* words = new QVBoxLayout;
    words->addWidget(title_);
    words->addWidget(best_, 1);
    auto* upper = new QHBoxLayout;
    upper->addWidget(picture_);
    upper->addLayout(words, 1);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(6, 6, 6, 4);
    column->addLayout(upper);
    column->addWidget(depth_, 1);
}

void ClassifiedView::showMessage(const QString& message) {
    image_ = {};
    picture_->clear();
    title_->clear();
    best_->setText(message);
    depth_->showMessage(tr("No image."));
}

void ClassifiedView::setImage(const ClassifiedImage& image, const QStringList& classes) {
    image_ = image.picture;
    showPicture();
    title_->setText(image.label >= 0 ? tr("%1: %2").arg(image.name, classes.value(image.label)) : image.name);
    QStringList lines;
    for (const auto& [index, probability] : image.best)
        lines.append(tr("%1  %2%3")
                         .arg(formatPercent(100 * probability), classes.value(index),
                              index == image.label ? tr(" (correct)") : QString()));
    best_->setText(lines.join(QLatin1Char('\n')));
    if (image.depth.isEmpty()) {
        depth_->showMessage(tr("Not measured."));
        return;
    }
    FactSeries signal{tr("signal"), {}, {}, 0, FactSeries::Line}, gradient{tr("gradient"), {}, {}, 1, FactSeries::Line};
    for (const auto& each : image.depth) {
        for (auto* series : {&signal, &gradient}) {
            series->x.append(double(series->x.size()));
            series->labels.append(each.name);
        }
        signal.y.append(each.signal);
        gradient.y.append(each.gradient);
    }
    depth_->setSeries({signal, gradient});
    depth_->setSubject(image.name);
    const auto change = [](const QVector<double>& values, qsizetype from, qsizetype to) {
        return formatIsometry(values[to] / values[from], 3);
    };
    const qsizetype last = signal.y.size() - 1;
    if (signal.y.first() > 0 && gradient.y[last] > 0)
        depth_->setCaption(
            tr("From the image to the logits the signal's norm changes by a factor of %1; back, the "
               "gradient's by %2 (cross entropy of %3).")
                .arg(change(signal.y, 0, last), change(gradient.y, last, 0), classes.value(image.gradientClass)));
}

void ClassifiedView::showPicture() {
    if (image_.isNull()) {
        picture_->clear();
        return;
    }
    const bool small = image_.width() * 2 <= picture_->width();
    picture_->setPixmap(QPixmap::fromImage(image_.scaled(picture_->size(), Qt::KeepAspectRatio,
                                                         small ? Qt::FastTransformation : Qt::SmoothTransformation)));
}

QString ClassifiedView::text() const {
    return title_->text() + QLatin1Char('\n') + best_->text();
}

void ClassifiedView::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    showPicture();
}

}  // namespace isonet::widgets
