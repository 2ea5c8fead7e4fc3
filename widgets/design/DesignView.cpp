#include "widgets/design/DesignView.h"

#include <QAction>
#include <QDir>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QScrollArea>
#include <QSplitter>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>
#include <stdexcept>

#include "widgets/common/FontScale.h"
#include "widgets/common/Format.h"
#include "widgets/common/Theme.h"
#include "widgets/design/BlockSettings.h"
#include "widgets/design/CostSummary.h"
#include "widgets/design/InitialTable.h"
#include "widgets/design/NetworkDiagram.h"
#include "widgets/form/ShownPlan.h"
#include "widgets/plot/ExportDialog.h"

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
      layers_(new InitialTable),
      settings_(new BlockSettings) {
    setObjectName(QStringLiteral("designView"));
    bar_->setObjectName(QStringLiteral("viewBar"));
    bar_->setAttribute(Qt::WA_StyledBackground);
    auto* tools = new QHBoxLayout(bar_);
    tools->setContentsMargins(8, 3, 6, 3);
    tools->setSpacing(4);
    makeTools(actions, tools);

    auto* info = makeInfoPanel();
    auto* split = new QSplitter;
    split->addWidget(diagram_);
    split->addWidget(info);
    split->setStretchFactor(0, 1);
    split->setStretchFactor(1, 0);
    split->setSizes({700, fontScaled(330)});
    split->setHandleWidth(1);
    info->setMinimumWidth(fontScaled(220));
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
    connect(layers_, &InitialTable::itemSelectionChanged, this, [this] {
        const QString selected = layers_->selectedLayer();
        if (!selected.isEmpty() && selected != diagram_->chosen())
            diagram_->choose(selected);
    });
    showLayer({});
}

QWidget* DesignView::makeInfoPanel() {
    for (auto* label : {costs_, layer_, initial_}) {
        label->setWordWrap(true);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
        label->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    }
    costs_->setObjectName(QStringLiteral("designCosts"));
    layer_->setObjectName(QStringLiteral("designLayer"));
    auto* panel = new QWidget;
    auto* column = new QVBoxLayout(panel);
    column->setContentsMargins(12, 10, 10, 8);
    column->setSpacing(6);
    column->addWidget(heading(tr("Cost")));
    column->addWidget(costs_);
    column->addSpacing(6);
    column->addWidget(heading(tr("Selected layer")));
    column->addWidget(layer_);
    column->addWidget(settings_);
    column->addSpacing(6);
    column->addWidget(heading(tr("Isometry at initialization")));
    column->addWidget(initial_);
    column->addWidget(layers_, 100);
    column->addStretch(1);
    return panel;
}

void DesignView::makeTools(const QList<QAction*>& actions, QHBoxLayout* row) {
    search_->setObjectName(QStringLiteral("diagramSearch"));
    search_->setPlaceholderText(tr("Find layer: s2.b1, proj, f.a …"));
    search_->setAccessibleName(tr("Find layer"));
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
    button(QStringLiteral("zoom-out"), tr("Zoom out"), tr("Zoom out (−, wheel)"), [this] { diagram_->zoom(0.8); });
    button(QStringLiteral("zoom-in"), tr("Zoom in"), tr("Zoom in (+, wheel)"), [this] { diagram_->zoom(1.25); });
    button(QStringLiteral("plot-reset"), tr("Zoom to fit"), tr("Show the whole network (Home)"),
           [this] { diagram_->fit(); });
    button(QStringLiteral("plot-export"), tr("Export"), tr("Save the diagram as PDF, SVG or PNG"),
           [this] { exportDiagram(); });
    connect(search_, &QLineEdit::textChanged, this, [this](const QString& text) {
        const int count = diagram_->find(text);
        found_->setText(text.isEmpty() ? QString()
                        : count > 0    ? tr("%1 found; press Return for the next").arg(count)
                                       : tr("no match"));
    });
    connect(search_, &QLineEdit::returnPressed, diagram_, &NetworkDiagram::showNextFound);
}

void DesignView::showMessage(const QString& message) {
    message_->setText(message);
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
    costs_->setText(CostSummary::text(config_, paper_, devices_));
}

QString DesignView::layerText(const QString& name) const {
    const auto plan = shownPlan(config_);
    const auto matches = [key = name.toStdString()](const auto& layer) { return layer.name == key; };
    const auto activation = std::ranges::find_if(plan.activations, matches);
    if (activation != plan.activations.end())
        return tr("<b>%1</b>, activation<br>%2").arg(name, shapeText(activation->shape));
    const auto layer = std::ranges::find_if(plan.convolutions, matches);
    if (layer == plan.convolutions.end())
        return {};
    const QString stride = layer->dilation > 1 ? tr("%1, dilation %2").arg(layer->stride).arg(layer->dilation)
                                               : QString::number(layer->stride);
    return tr("<b>%1</b>, convolution<br>kernel %2 × %3 × %4 × %4, stride %5<br>%6 → %7<br>%8 parameters, %9FLOPs per "
              "image<br>%10")
        .arg(name)
        .arg(layer->outputs)
        .arg(layer->inputs)
        .arg(layer->kernel)
        .arg(stride)
        .arg(shapeText(layer->in), shapeText(layer->out), formatCount(layer->parameters()),
             formatScaled(double(layer->flops())), layer->penalized ? tr("penalized") : tr("not penalized"));
}

void DesignView::showLayer(const QString& name) {
    QString text;
    try {
        text = layerText(name);
    } catch (const std::invalid_argument&) {  // reported by the form
    }
    settings_->show(config_, text.isEmpty() ? QString() : name);
    layer_->setText(text.isEmpty() ? tr("Click a layer in the diagram, or use the arrow keys.") : text);
    layers_->selectLayer(name);
}

void DesignView::setInitial(const std::vector<LayerRow>& rows, const QString& status) {
    initial_->setText(status);
    layers_->setRows(rows);
    QMap<QString, QString> measures;
    for (const auto& row : rows)
        measures.insert(QString::fromStdString(row.name), QStringLiteral("d %1").arg(formatIsometry(row.deviation, 3)));
    diagram_->setMeasures(measures);
}

QTableWidget* DesignView::layers() const {
    return layers_;
}

void DesignView::exportDiagram() {
    const QString name = QString::fromStdString(spec::networkName(config_.model)).toLower();
    ExportDialog dialog(tr("Network diagram"), diagram_->drawingSize().toSize(), name, this);
    if (dialog.exec() != QDialog::Accepted)
        return;
    const QString error = diagram_->exportImage(dialog.file(), dialog.size());
    found_->setText(error.isEmpty() ? tr("Saved %1").arg(QDir::toNativeSeparators(dialog.file())) : error);
}

}  // namespace isonet::widgets
