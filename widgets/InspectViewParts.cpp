// What an InspectView is made of: the bar above, the table of layers, the pictures with their lessons.
#include <QComboBox>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QSpinBox>
#include <QTabWidget>
#include <QTableWidget>
#include <QVBoxLayout>
#include <cmath>

#include "widgets/FactPlot.h"
#include "widgets/FontScale.h"
#include "widgets/HeatMap.h"
#include "widgets/InspectView.h"

namespace isonet::widgets {
namespace {

QWidget* gridOf(std::initializer_list<QWidget*> parts) {
    auto* page = new QWidget;
    auto* grid = new QGridLayout(page);
    grid->setContentsMargins(0, 4, 0, 0);
    grid->setSpacing(4);
    int i = 0;
    for (auto* part : parts) {
        grid->addWidget(part, i / 2, i % 2);
        grid->setRowStretch(i / 2, 1);
        grid->setColumnStretch(i % 2, 1);
        ++i;
    }
    return page;
}

}  // namespace

QWidget* InspectView::makeBar() {
    auto* bar = new QWidget;
    bar->setObjectName(QStringLiteral("viewBar"));
    bar->setAttribute(Qt::WA_StyledBackground);
    auto* row = bar_ = new QHBoxLayout(bar);
    row->setContentsMargins(8, 3, 8, 3);
    row->setSpacing(6);
    sources_ = new QComboBox;
    sources_->setObjectName(QStringLiteral("inspectSource"));
    sources_->setAccessibleName(tr("Checkpoint"));
    sources_->setToolTip(
        tr("<b>Whose weights</b><br>A checkpoint of the run that is shown, or the network of the form "
           "as it is initialised."));
    sources_->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    sources_->setMinimumContentsLength(16);
    sources_->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    sources_->setMaximumWidth(fontScaled(330));
    sources_->setPlaceholderText(tr("No network"));
    words_ = new QLabel;
    words_->setObjectName(QStringLiteral("viewBarText"));
    words_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    progress_ = new QProgressBar;
    progress_->setMaximumWidth(120);
    progress_->setTextVisible(false);
    progress_->setAccessibleName(tr("Progress of the measurement"));
    cancel_ = new QPushButton(tr("Cancel"));
    cancel_->setObjectName(QStringLiteral("inspectCancel"));
    row->addWidget(sources_, 3);
    row->addWidget(words_, 2);
    row->addWidget(progress_);
    row->addWidget(cancel_);
    progress_->hide();
    cancel_->hide();
    connect(sources_, &QComboBox::activated, this, [this] { Q_EMIT sourceChosen(source()); });
    connect(cancel_, &QPushButton::clicked, this, &InspectView::cancelRequested);
    return bar;
}

void InspectView::addToBar(QWidget* widget) {
    bar_->addWidget(widget);
}

QWidget* InspectView::makeTable() {
    table_ = new QTableWidget;
    table_->setObjectName(QStringLiteral("layerTable"));
    table_->setAccessibleName(tr("Layers"));
    table_->setColumnCount(7);
    table_->setHorizontalHeaderLabels({tr("Layer"), tr("d"), tr("W"), tr("σ min"), tr("mean"), tr("max"), tr("b")});
    const QStringList tips{tr("Its name, as published"),
                           tr("Isometry deviation ‖Conv(A, A) − δ‖: 0 is an isometry"),
                           tr("Weight deviation ‖W Wᵀ − I‖ of the flattened kernel: necessary, not sufficient"),
                           tr("Smallest singular value"),
                           tr("Mean of the singular values σ"),
                           tr("Largest singular value σ"),
                           tr("Mean of SReLU's b behind it")};
    for (int column = 0; column < tips.size(); ++column)
        table_->horizontalHeaderItem(column)->setToolTip(tips[column]);
    table_->setEditTriggers(QAbstractItemView::NoEditTriggers);
    table_->setSelectionBehavior(QAbstractItemView::SelectRows);
    table_->setSelectionMode(QAbstractItemView::SingleSelection);
    table_->setAlternatingRowColors(true);
    table_->setShowGrid(false);
    table_->setFrameShape(QFrame::NoFrame);
    table_->horizontalHeader()->setHighlightSections(false);
    table_->horizontalHeader()->setMinimumSectionSize(fontScaled(36));
    table_->verticalHeader()->setVisible(false);
    table_->verticalHeader()->setDefaultSectionSize(table_->fontMetrics().height() + 7);
    connect(table_, &QTableWidget::itemSelectionChanged, this, [this] {
        if (filling_ || layer().isEmpty())
            return;
        showDeviations();
        Q_EMIT layerChosen(layer());
    });
    return table_;
}

QWidget* InspectView::makePictures() {
    kernel_ = new HeatMap(QStringLiteral("kernelMap"), tr("Kernel A"),
                          tr("<p>Every tile is one k × k kernel from an input channel (column) to an output channel "
                             "(row).</p><p>Delta initialisation: a bright centre on the diagonal, nothing else.</p>"),
                          HeatMap::Scale::Diverging);
    shifts_ = new HeatMap(QStringLiteral("shiftMap"), tr("Conv(A, A) − δ by shift"),
                          tr("<p>The norm of <b>Conv(A, A) − δ</b> at each shift of the kernel against itself: 0 "
                             "everywhere is an isometry. Off the middle: outputs at neighbouring places are not "
                             "orthogonal.</p><p>Click a shift to see which channels it comes from.</p>"),
                          HeatMap::Scale::Sequential);
    channels_ = new HeatMap(QStringLiteral("channelMap"), tr("Pairs of channels"),
                            tr("<p>Conv(A, A) − δ of each pair of channels, at the chosen shift: which pairs are not "
                               "orthogonal, and by how much.</p>"),
                            HeatMap::Scale::Diverging);
    spectrum_ = new FactPlot(QStringLiteral("spectrumPlot"), tr("Singular values"),
                             tr("<p>All singular values of the convolution on its own grid. An isometry has each at 1 "
                                "(dashed).</p>"));
    const QString overFrequencies = tr(
        "<p>The largest, or the smallest, singular value at every spatial frequency, the constant image in the middle: "
        "which textures the layer stretches, or loses.</p>");
    frequencies_ = new HeatMap(QStringLiteral("frequencyMap"), tr("σ max over frequencies"), overFrequencies,
                               HeatMap::Scale::Sequential);
    lowest_ = new HeatMap(QStringLiteral("lowFrequencyMap"), tr("σ min over frequencies"), overFrequencies,
                          HeatMap::Scale::Sequential);
    offsets_ = new FactPlot(QStringLiteral("offsetPlot"), tr("b of each channel"),
                            tr("<p>SReLU's offset b of each output channel; it starts at −1 (dashed). Nearer 0: more "
                               "of the signal is cut.</p>"));
    deviations_ =
        new FactPlot(QStringLiteral("deviationPlot"), tr("d against weight deviation"),
                     tr("<p>Each point is a layer. The weight deviation ‖W Wᵀ − I‖ looks at the flattened kernel "
                        "alone; on the dashed line both agree.</p><p>Far above it: the rows of the kernel are "
                        "orthogonal, the convolution is not. Below it: layers whose channels grow, where the "
                        "deviation is taken on the side of the inputs.</p><p>What is below 0.0001 stands at "
                        "0.0001.</p>"));
    signals_ =
        new FactPlot(QStringLiteral("signalPlot"), tr("Gain by depth"),
                     tr("<p>Norm after each convolution over the norm before it, of the images' signals on their "
                        "way forward and of the gradients on their way back. An isometry keeps both at 1.</p>"));
    jacobian_ = new FactPlot(QStringLiteral("jacobianPlot"), tr("Jacobian spectrum"),
                             tr("<p>Singular values of the whole network's derivative, output by image, largest first, "
                                "a line for each image. Dynamical isometry: all near one value.</p>"));
    spectrum_->setAxes(tr("σ"), tr("count"), false, true);
    spectrum_->setReferences(1, std::nan(""));
    offsets_->setAxes(tr("channel"), tr("b"));
    deviations_->setAxes(tr("weight deviation"), tr("deviation d"), true, true);
    deviations_->setDiagonal(true);
    deviations_->setLeast(QCPRange(smallestDeviation, 1));
    signals_->setAxes(tr("layer"), tr("gain"), false, true);
    signals_->setReferences(std::nan(""), 1);
    jacobian_->setAxes(tr("rank"), tr("σ"), false, true);

    connect(shifts_, &HeatMap::clicked, this, &InspectView::showShift);

    auto* whole = new QWidget;
    auto* column = new QVBoxLayout(whole);
    column->setContentsMargins(0, 4, 0, 0);
    auto* row = new QHBoxLayout;
    row->setContentsMargins(8, 0, 8, 0);
    images_ = new QSpinBox;
    images_->setRange(1, 256);
    images_->setValue(4);
    images_->setSuffix(tr(" images"));
    images_->setAccessibleName(tr("Number of images"));
    images_->setToolTip(tr("The first validation images of the network's data set"));
    output_ = new QComboBox;
    output_->addItems({tr("to the classes"), tr("to the last features")});
    output_->setAccessibleName(tr("Output of the Jacobian"));
    output_->setToolTip(tr("What the Jacobian is the derivative of: the classes' logits, or the features before them"));
    signalButton_ = new QPushButton(tr("Follow signals"));
    signalButton_->setObjectName(QStringLiteral("measureSignals"));
    signalButton_->setToolTip(tr("Send the images through the network and their gradients back"));
    jacobianButton_ = new QPushButton(tr("Measure Jacobian"));
    jacobianButton_->setObjectName(QStringLiteral("measureJacobian"));
    jacobianButton_->setToolTip(tr("Singular values of the network's derivative at each of the images"));
    under_ = new QLabel;
    under_->setObjectName(QStringLiteral("viewBarText"));
    under_->setContentsMargins(8, 0, 8, 0);
    under_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    for (auto* widget : std::initializer_list<QWidget*>{images_, signalButton_, jacobianButton_, output_})
        row->addWidget(widget);
    row->addStretch(1);
    column->setSpacing(4);
    column->addLayout(row);
    column->addWidget(under_);
    column->addWidget(signals_, 1);
    column->addWidget(jacobian_, 1);
    connect(signalButton_, &QPushButton::clicked, this, [this] { Q_EMIT signalsRequested(images_->value()); });
    connect(jacobianButton_, &QPushButton::clicked, this,
            [this] { Q_EMIT jacobianRequested(images_->value(), output_->currentIndex() == 1); });

    tabs_ = new QTabWidget;
    tabs_->setDocumentMode(true);
    tabs_->setObjectName(QStringLiteral("inspectTabs"));
    tabs_->addTab(gridOf({kernel_, channels_, shifts_, deviations_}), tr("Kernel and isometry"));
    tabs_->addTab(gridOf({spectrum_, frequencies_, offsets_, lowest_}), tr("Spectrum and b"));
    tabs_->addTab(whole, tr("Whole network"));
    return tabs_;
}

}  // namespace isonet::widgets
