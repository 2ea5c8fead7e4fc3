#include "widgets/DesignView.h"

#include <QAction>
#include <QDir>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QScrollArea>
#include <QSplitter>
#include <QStackedWidget>
#include <QTableWidget>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "training/config/Passes.h"
#include "widgets/BlockSettings.h"
#include "widgets/FontScale.h"
#include "widgets/Format.h"
#include "widgets/MemoryEstimate.h"
#include "widgets/NetworkDiagram.h"
#include "widgets/PictureDialog.h"
#include "widgets/ShownPlan.h"
#include "widgets/Theme.h"

namespace isonet::widgets {
namespace {

QLabel* heading(const QString& text) {
    auto* label = new QLabel(text);
    label->setObjectName(QStringLiteral("summaryTitle"));
    return label;
}

}  // namespace

DesignView::DesignView(const QList<QAction*>& actions, QWidget* parent)
    : QWidget(parent),
      bar_(new QWidget),
      stack_(new QStackedWidget),
      message_(new QLabel),
      diagram_(new NetworkDiagram),
      search_(new QLineEdit),
      found_(new QLabel),
      costs_(new QLabel),
      layer_(new QLabel),
      initial_(new QLabel),
      layers_(new QTableWidget),
      settings_(new BlockSettings) {
    setObjectName(QStringLiteral("designView"));
    bar_->setObjectName(QStringLiteral("viewBar"));
    bar_->setAttribute(Qt::WA_StyledBackground);
    auto* tools = new QHBoxLayout(bar_);
    tools->setContentsMargins(8, 3, 6, 3);
    tools->setSpacing(4);
    makeTools(actions, tools);

    for (auto* label : {costs_, layer_, initial_}) {
        label->setWordWrap(true);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
        label->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    }
    costs_->setObjectName(QStringLiteral("designCosts"));
    layer_->setObjectName(QStringLiteral("designLayer"));
    layers_->setObjectName(QStringLiteral("initialTable"));
    layers_->setAccessibleName(tr("Isometry of each layer at initialisation"));
    layers_->setColumnCount(5);
    layers_->setHorizontalHeaderLabels({tr("Layer"), tr("d"), tr("d / √min"), tr("σ min"), tr("σ max")});
    layers_->setEditTriggers(QAbstractItemView::NoEditTriggers);
    layers_->setSelectionBehavior(QAbstractItemView::SelectRows);
    layers_->setSelectionMode(QAbstractItemView::SingleSelection);
    layers_->setShowGrid(false);
    layers_->setAlternatingRowColors(true);
    layers_->setFrameShape(QFrame::NoFrame);
    layers_->verticalHeader()->setVisible(false);
    layers_->verticalHeader()->setDefaultSectionSize(layers_->fontMetrics().height() + 7);
    layers_->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    layers_->horizontalHeader()->setHighlightSections(false);
    auto* facts = new QWidget;
    auto* column = new QVBoxLayout(facts);
    column->setContentsMargins(12, 10, 10, 8);
    column->setSpacing(6);
    column->addWidget(heading(tr("What it costs")));
    column->addWidget(costs_);
    column->addSpacing(6);
    column->addWidget(heading(tr("Chosen layer")));
    column->addWidget(layer_);
    column->addWidget(settings_);
    column->addSpacing(6);
    column->addWidget(heading(tr("Isometry before training")));
    column->addWidget(initial_);
    column->addWidget(layers_, 100);
    column->addStretch(1);
    auto* split = new QSplitter;
    split->addWidget(diagram_);
    split->addWidget(facts);
    split->setStretchFactor(0, 1);
    split->setStretchFactor(1, 0);
    split->setSizes({700, fontScaled(330)});
    split->setHandleWidth(1);
    facts->setMinimumWidth(fontScaled(220));
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(0, 0, 0, 0);
    all->setSpacing(0);
    all->addWidget(bar_);
    message_->setObjectName(QStringLiteral("emptyState"));
    message_->setAlignment(Qt::AlignCenter);
    message_->setWordWrap(true);
    message_->setMargin(24);
    stack_->addWidget(split);
    stack_->addWidget(message_);
    all->addWidget(stack_, 1);

    connect(diagram_, &NetworkDiagram::layerChosen, this, &DesignView::showLayer);
    connect(settings_, &BlockSettings::edited, this, &DesignView::edited);
    connect(initial_, &QLabel::linkActivated, this, &DesignView::measureRequested);
    connect(layers_, &QTableWidget::itemSelectionChanged, this, [this] {
        const auto chosen = layers_->selectedItems();
        if (!chosen.isEmpty() && layers_->item(chosen.first()->row(), 0)->text() != diagram_->chosen())
            diagram_->choose(layers_->item(chosen.first()->row(), 0)->text());
    });
    showLayer({});
}

void DesignView::makeTools(const QList<QAction*>& actions, QHBoxLayout* row) {
    search_->setObjectName(QStringLiteral("diagramSearch"));
    search_->setPlaceholderText(tr("Find a layer: s2.b1, proj, f.a …"));
    search_->setAccessibleName(tr("Find a layer"));
    search_->setClearButtonEnabled(true);
    search_->setMinimumWidth(120);
    search_->setMaximumWidth(fontScaled(240));
    search_->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    search_->addAction(themedIcon(QStringLiteral("search")), QLineEdit::LeadingPosition);
    found_->setObjectName(QStringLiteral("viewBarText"));
    row->addWidget(search_, 1);
    row->addWidget(found_);
    row->addStretch(1);
    const auto button = [&](const QString& icon, const QString& name, const QString& tip, auto slot) {
        auto* made = new QToolButton;
        made->setIcon(themedIcon(icon));
        made->setAutoRaise(true);
        made->setAccessibleName(name);
        made->setToolTip(tip);
        connect(made, &QToolButton::clicked, this, slot);
        row->addWidget(made);
    };
    for (auto* action : actions) {
        auto* made = new QToolButton;
        made->setDefaultAction(action);
        made->setAutoRaise(true);
        row->addWidget(made);
    }
    button(QStringLiteral("zoom-out"), tr("Smaller"), tr("Smaller (−, wheel)"), [this] { diagram_->zoom(0.8); });
    button(QStringLiteral("zoom-in"), tr("Larger"), tr("Larger (+, wheel)"), [this] { diagram_->zoom(1.25); });
    button(QStringLiteral("plot-reset"), tr("Show all"), tr("Show the whole network (Home)"),
           [this] { diagram_->fit(); });
    button(QStringLiteral("plot-export"), tr("Export"), tr("Save the diagram as PDF, SVG or PNG"),
           [this] { askAndExport(); });
    connect(search_, &QLineEdit::textChanged, this, [this](const QString& text) {
        const int count = diagram_->find(text);
        found_->setText(text.isEmpty() ? QString()
                        : count > 0    ? tr("%1 found, Return shows the next").arg(count)
                                       : tr("no such layer"));
    });
    connect(search_, &QLineEdit::returnPressed, diagram_, &NetworkDiagram::showNextFound);
}

void DesignView::showMessage(const QString& words) {
    message_->setText(words);
    stack_->setCurrentWidget(message_);
    bar_->setEnabled(false);
}

void DesignView::setConfig(const config::RunConfig& config, const QString& paper) {
    stack_->setCurrentIndex(0);
    bar_->setEnabled(true);
    config_ = config;
    paper_ = paper;
    const QString text = search_->text();
    diagram_->setConfig(config);
    if (!text.isEmpty())
        diagram_->find(text);
    showCosts();
    showLayer(diagram_->chosen());
}

void DesignView::setEditable(bool editable) {
    settings_->setEditable(editable);
}

void DesignView::setDevices(const std::vector<DeviceChoice>& devices) {
    devices_ = devices;
    showCosts();
}

QString DesignView::costs() const {
    return costs_->text();
}

void DesignView::showCosts() {
    try {
        const auto plan = shownPlan(config_);
        const bool detector = config::isDetection(config_);
        QString words =
            tr("<b>%1</b><br>%2 parameters, %3FLOPs per image<br>%4 of outputs kept per image, %5 per batch "
               "of %6")
                .arg(
                    QString::fromStdString(spec::networkName(config_.model)) + (detector ? tr(" detector") : QString()),
                    formatCount(plan.parameters), formatScaled(double(plan.flops)),
                    formatBytes(double(plan.activationBytes)),
                    formatBytes(double(plan.activationBytes) * config_.run.batchSize))
                .arg(config_.run.batchSize);
        if (plan.changed.size() == 1)
            words += tr("<br>1 block differs from the rest of the network: marked in the diagram.");
        else if (!plan.changed.empty())
            words += tr("<br>%1 blocks differ from the rest of the network: marked in the diagram.")
                         .arg(plan.changed.size());
        if (!paper_.isEmpty())
            words += QStringLiteral("<br>") + paper_.toHtmlEscaped();
        if (const auto detection = detectorPlanOf(config_))
            words +=
                tr("<br>Of an image of %1 × %2, the largest: %3 anchors; proposals, boxes and masks hold %4, %5 and "
                   "%6 parameters.")
                    .arg(shownInput(config_).height)
                    .arg(shownInput(config_).width)
                    .arg(formatCount(detection->anchors), formatScaled(double(detection->proposals.parameters)),
                         formatScaled(double(detection->box.parameters)),
                         formatScaled(double(detection->mask.parameters)));
        // "auto" is the first CUDA device, or the CPU.
        const DeviceChoice* device = nullptr;
        const QString wanted = QString::fromStdString(config_.run.device);
        for (const auto& each : devices_)
            if (each.id == wanted || (wanted == QLatin1String("cuda") && each.id == QLatin1String("cuda:0")) ||
                (wanted == QLatin1String("auto") && (!device || device->id == QLatin1String("cpu"))))
                device = &each;
        if (device && device->freeBytes > 0) {
            const bool gpu = device->id != QLatin1String("cpu");
            const std::int64_t together =
                gpu ? config_.run.batchSize : config::imagesPerPass(config_, config_.run.batchSize);
            if (together < config_.run.batchSize)
                words += tr("<br>On the CPU a batch goes through in passes of %1 images: %2 at a time.")
                             .arg(together)
                             .arg(formatBytes(double(plan.activationBytes) * double(together)));
            const double needed = trainingBytes(config_, gpu);
            const auto& c = themeColors();
            const bool fits = needed < 0.9 * device->freeBytes, hardly = !fits && needed < 1.1 * device->freeBytes;
            QString verdict = fits ? tr("fits") : hardly ? tr("may just fit, or not") : tr("does not fit");
            if (!fits) {
                auto smaller = config_;
                while (smaller.run.batchSize > 1 && trainingBytes(smaller, gpu) >= 0.9 * device->freeBytes)
                    smaller.run.batchSize /= 2;
                verdict += tr("; a batch of %1 would").arg(smaller.run.batchSize);
            }
            words += tr("<br>Training needs about %1 of %2 free on %3: <span style='color:%4'><b>%5</b></span>.")
                         .arg(formatBytes(needed), formatBytes(device->freeBytes), device->id,
                              (fits     ? c.ok
                               : hardly ? c.warning
                                        : c.error)
                                  .name(),
                              verdict);
        }
        costs_->setText(words);
    } catch (const std::invalid_argument&) {
        costs_->setText(
            tr("This network cannot be built; the form says why. The diagram shows the last one that can."));
    }
}

void DesignView::showLayer(const QString& name) {
    const QString invitation = tr("Click a layer in the diagram, or walk through them with the arrow keys.");
    QString words = invitation;
    try {
        const auto plan = shownPlan(config_);
        for (const auto& layer : plan.convolutions)
            if (QString::fromStdString(layer.name) == name)
                words = tr("<b>%1</b>, convolution<br>kernel %2 × %3 × %4 × %4, stride %5<br>%6 → %7<br>%8 parameters, "
                           "%9FLOPs per image<br>%10")
                            .arg(name)
                            .arg(layer.outputs)
                            .arg(layer.inputs)
                            .arg(layer.kernel)
                            .arg(layer.dilation > 1 ? tr("%1, dilation %2").arg(layer.stride).arg(layer.dilation)
                                                    : QString::number(layer.stride))
                            .arg(shapeText(layer.in), shapeText(layer.out), formatCount(layer.parameters()),
                                 formatScaled(double(layer.flops())),
                                 layer.penalized ? tr("kept near an isometry by the penalty") : tr("not penalised"));
        for (const auto& activation : plan.activations)
            if (QString::fromStdString(activation.name) == name)
                words = tr("<b>%1</b>, activation<br>%2").arg(name, shapeText(activation.shape));
    } catch (const std::invalid_argument&) {
    }
    layer_->setText(words);
    settings_->show(config_, words == invitation ? QString() : name);
    for (int row = 0; row < layers_->rowCount(); ++row)
        if (layers_->item(row, 0)->text() == name && !layers_->item(row, 0)->isSelected()) {
            layers_->selectRow(row);
            layers_->scrollToItem(layers_->item(row, 0));
        }
}

void DesignView::setInitial(const std::vector<LayerRow>& rows, const QString& words) {
    rows_ = rows;
    words_ = words;
    showInitial();
}

void DesignView::showInitial() {
    initial_->setText(words_);
    layers_->setVisible(!rows_.empty());
    layers_->setRowCount(int(rows_.size()));
    QMap<QString, QString> measures;
    for (std::size_t i = 0; i < rows_.size(); ++i) {
        const auto& row = rows_[i];
        measures.insert(row.name, QStringLiteral("d %1").arg(formatIsometry(row.deviation, 3)));
        const double values[] = {row.deviation, row.deviationNormalized, row.sigmaMin, row.sigmaMax};
        for (int column = 0; column < 5; ++column) {
            auto* item = new QTableWidgetItem(column == 0 ? row.name : formatIsometry(values[column - 1], 3));
            item->setTextAlignment((column == 0 ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
            layers_->setItem(int(i), column, item);
        }
    }
    diagram_->setMeasures(measures);
}

void DesignView::askAndExport() {
    const QString name = QString::fromStdString(spec::networkName(config_.model)).toLower();
    PictureDialog dialog(tr("Diagram of the network"), diagram_->drawingSize().toSize(), name, this);
    if (dialog.exec() != QDialog::Accepted)
        return;
    const QString problem = diagram_->exportPicture(dialog.file(), dialog.size());
    found_->setText(problem.isEmpty() ? tr("Saved %1").arg(QDir::toNativeSeparators(dialog.file())) : problem);
}

}  // namespace isonet::widgets
