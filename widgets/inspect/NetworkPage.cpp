#include "widgets/inspect/NetworkPage.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QSpinBox>
#include <QVBoxLayout>
#include <cmath>

#include "widgets/inspect/FigureCaptions.h"
#include "widgets/plot/FactPlot.h"

namespace isonet::widgets {

NetworkPage::NetworkPage(QWidget* parent)
    : QWidget(parent),
      images_(new QSpinBox),
      output_(new QComboBox),
      signalButton_(new QPushButton(tr("Measure signals"))),
      jacobianButton_(new QPushButton(tr("Measure Jacobian"))),
      summary_(new QLabel) {
    signals_ = new FactPlot(QStringLiteral("signalPlot"), tr("Gain by depth"),
                            tr("<p>Norm after each convolution divided by the norm before it, for the signals of the "
                               "images (forward) and their gradients (backward). An isometry keeps both at 1.</p>"));
    signals_->setAxes(tr("layer"), tr("gain"), false, true);
    signals_->setWholeX();
    signals_->setReferences(std::nan(""), 1);
    jacobian_ = new FactPlot(QStringLiteral("jacobianPlot"), tr("Jacobian spectrum"),
                             tr("<p>Singular values of the Jacobian of the whole network, in descending order, one "
                                "line per image. Dynamical isometry: all values close to each other.</p>"));
    jacobian_->setAxes(tr("rank"), tr("σ"), false, true);
    jacobian_->setWholeX();
    images_->setRange(1, 256);
    images_->setValue(4);
    images_->setPrefix(tr("Images: "));
    images_->setAccessibleName(tr("Number of images"));
    images_->setToolTip(tr("The first validation images of the network's dataset"));
    output_->addItems({tr("logits"), tr("last features")});
    output_->setAccessibleName(tr("Output of the Jacobian"));
    output_->setToolTip(tr("Output the Jacobian is computed for: the logits, or the features before the classifier"));
    signalButton_->setObjectName(QStringLiteral("measureSignals"));
    signalButton_->setToolTip(tr("Propagate the images forward and their gradients backward"));
    jacobianButton_->setObjectName(QStringLiteral("measureJacobian"));
    jacobianButton_->setToolTip(tr("Compute the singular values of the Jacobian at each image"));
    summary_->setObjectName(QStringLiteral("viewBarText"));
    summary_->setContentsMargins(8, 0, 8, 0);
    summary_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);

    auto* row = new QHBoxLayout;
    row->setContentsMargins(8, 0, 8, 0);
    for (auto* widget : std::initializer_list<QWidget*>{images_, signalButton_, jacobianButton_, output_})
        row->addWidget(widget);
    row->addStretch(1);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 4, 0, 0);
    column->setSpacing(4);
    column->addLayout(row);
    column->addWidget(summary_);
    column->addWidget(signals_, 1);
    column->addWidget(jacobian_, 1);
    connect(signalButton_, &QPushButton::clicked, this, [this] { Q_EMIT signalsRequested(images_->value()); });
    connect(jacobianButton_, &QPushButton::clicked, this,
            [this] { Q_EMIT jacobianRequested(images_->value(), output_->currentIndex() == 1); });
}

void NetworkPage::clear() {
    signals_->showMessage(tr("Click \"Measure signals\" to propagate images and gradients through the network."));
    jacobian_->showMessage(
        tr("Click \"Measure Jacobian\". It takes seconds for a small network and minutes for a large one."));
    summary_->clear();
    setMeasurable(false);
}

void NetworkPage::setMeasurable(bool measurable) {
    signalButton_->setEnabled(measurable);
    jacobianButton_->setEnabled(measurable);
}

void NetworkPage::setSignals(const std::vector<SignalRow>& rows, const QString& images) {
    FactSeries forward{tr("signal, forward"), {}, {}, 0, FactSeries::Line},
        backward{tr("gradient, backward"), {}, {}, 1, FactSeries::Line};
    double at = 0;
    for (const auto& row : rows) {
        if (row.isActivation)
            continue;
        for (auto* series : {&forward, &backward}) {
            series->x.append(at);
            series->labels.append(row.name);
        }
        forward.y.append(row.forwardGain);
        backward.y.append(row.backwardGain);
        at += 1;
    }
    signals_->setSeries({forward, backward});
    signals_->setCaption(QString::fromStdString(
        gainCaption({forward.y.begin(), forward.y.end()}, {backward.y.begin(), backward.y.end()})));
    summary_->setText(tr("Measured on %1").arg(images));
}

void NetworkPage::setJacobian(const JacobianInfo& info, const QString& images) {
    constexpr std::size_t labeledImages = 7;
    QVector<FactSeries> series;
    for (std::size_t i = 0; i < info.values.size(); ++i) {
        FactSeries one{i < labeledImages ? tr("image %1").arg(i + 1) : QString(), {}, info.values[i], int(i)};
        for (qsizetype rank = 0; rank < one.y.size(); ++rank)
            one.x.append(double(rank + 1));
        series.append(one);
    }
    jacobian_->setSeries(series);
    std::vector<std::vector<double>> values;
    for (const auto& image : info.values)
        values.emplace_back(image.begin(), image.end());
    jacobian_->setCaption(QString::fromStdString(jacobianCaption(values, info.complete)));
    summary_->setText(tr("Measured on %1; Jacobian %2 × %3, %4%5")
                          .arg(images)
                          .arg(info.rows)
                          .arg(info.columns)
                          .arg(info.complete ? tr("all values") : tr("leading values"),
                               info.converged ? QString() : tr(", not converged")));
}

void NetworkPage::showMessage(const QString& message) {
    signals_->showMessage(message);
    jacobian_->showMessage(message);
}

}  // namespace isonet::widgets
