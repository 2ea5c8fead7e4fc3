#include "widgets/design/DesignView.h"

#include <QAction>
#include <QDir>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QSignalBlocker>
#include <QSplitter>
#include <QStackedWidget>
#include <QTabWidget>
#include <QToolButton>
#include <QVBoxLayout>

#include "widgets/common/FontScale.h"
#include "widgets/common/Format.h"
#include "widgets/common/Theme.h"
#include "widgets/design/CostSummary.h"
#include "widgets/design/InitialTable.h"
#include "widgets/design/NetworkDiagram.h"
#include "widgets/design/SelectionPanel.h"
#include "widgets/design/StageTable.h"
#include "widgets/design/StageTableModel.h"
#include "widgets/design/StageTableView.h"
#include "widgets/form/DifferenceList.h"
#include "widgets/plot/ExportDialog.h"

namespace isonet::widgets {
namespace {

constexpr int sideBySideWidth = 1350;  // of the page; narrower: the table is above the diagram
constexpr int infoWidth = 320, tableWidth = 575, tableHeight = 230;
enum InfoTab { SelectionTab, IsometryTab, DifferencesTab };

}  // namespace

DesignView::DesignView(const QList<QAction*>& actions, QWidget* parent)
    : QWidget(parent),
      bar_(new QWidget),
      stack_(new QStackedWidget),
      message_(new QLabel),
      middle_(new QSplitter(Qt::Vertical)),
      diagram_(new NetworkDiagram),
      stages_(new StageTable),
      selection_(new SelectionPanel),
      search_(new QLineEdit),
      found_(new QLabel),
      costs_(new QLabel),
      initial_(new QLabel),
      layers_(new InitialTable),
      differences_(new DifferenceList),
      tabs_(new QTabWidget) {
    setObjectName(QStringLiteral("designView"));
    bar_->setObjectName(QStringLiteral("viewBar"));
    bar_->setAttribute(Qt::WA_StyledBackground);
    auto* tools = new QHBoxLayout(bar_);
    tools->setContentsMargins(8, 3, 6, 3);
    tools->setSpacing(4);
    makeTools(actions, tools);

    middle_->setObjectName(QStringLiteral("designMiddle"));
    middle_->addWidget(stages_);
    middle_->addWidget(diagram_);
    middle_->setStretchFactor(0, 0);
    middle_->setStretchFactor(1, 1);
    middle_->setHandleWidth(1);
    middle_->setChildrenCollapsible(false);
    middle_->setSizes({fontScaled(tableHeight), 1000});
    auto* info = makeInfoPanel();
    auto* split = new QSplitter;
    split->addWidget(middle_);
    split->addWidget(info);
    split->setStretchFactor(0, 1);
    split->setStretchFactor(1, 0);
    split->setSizes({700, fontScaled(infoWidth)});
    split->setHandleWidth(1);
    split->setCollapsible(0, false);  // the facts can be folded away
    info->setMinimumWidth(fontScaled(250));
    diagram_->setMinimumSize(fontScaled(160), fontScaled(120));
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
    connectParts();
    showSelection();
}

void DesignView::connectParts() {
    connect(diagram_, &NetworkDiagram::layerChosen, this, &DesignView::selectFromDiagram);
    connect(stages_, &StageTable::selectionChanged, this, &DesignView::selectFromTable);
    connect(stages_, &StageTable::edited, this,
            [this](const config::RunConfig& config) { takeEdit(config, QString()); });
    connect(selection_, &SelectionPanel::edited, this, &DesignView::takeEdit);
    connect(selection_, &SelectionPanel::expandRequested, stages_, &StageTable::expand);
    connect(differences_, &DifferenceList::fieldRequested, this, &DesignView::fieldRequested);
    connect(differences_, &DifferenceList::presetChanged, this, &DesignView::showDifferences);
    connect(selection_, &SelectionPanel::measureRequested, this, &DesignView::measureRequested);
    connect(selection_, &SelectionPanel::inspectRequested, this, &DesignView::inspectRequested);
    connect(initial_, &QLabel::linkActivated, this, &DesignView::measureRequested);
    connect(layers_, &InitialTable::itemSelectionChanged, this, [this] {
        const QString selected = layers_->selectedLayer();
        if (!selected.isEmpty() && selected != diagram_->chosen())
            diagram_->choose(selected);
    });
}

// Quick edits of one key are one step of the history; everything else is a separate step.
void DesignView::takeEdit(const config::RunConfig& config, const QString& key) {
    const QString edited = key.isEmpty() ? QString() : selected_ + QLatin1Char(' ') + key;
    if (edited.isEmpty() || edited != editedKey_)
        Q_EMIT stepBegins();
    editedKey_ = edited;
    Q_EMIT this->edited(config);
}

QWidget* DesignView::makeInfoPanel() {
    for (auto* label : {costs_, initial_}) {
        label->setWordWrap(true);
        label->setTextInteractionFlags(Qt::TextBrowserInteraction);
        label->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    }
    costs_->setObjectName(QStringLiteral("designCosts"));
    costs_->setMargin(8);
    auto* isometry = new QWidget;
    auto* column = new QVBoxLayout(isometry);
    column->setContentsMargins(8, 6, 0, 0);
    column->addWidget(initial_);
    column->addWidget(layers_, 100);
    column->addStretch(1);
    tabs_->setObjectName(QStringLiteral("designTabs"));
    tabs_->setDocumentMode(true);
    tabs_->insertTab(SelectionTab, selection_, tr("Selection"));
    tabs_->insertTab(IsometryTab, isometry, tr("Isometry"));
    tabs_->insertTab(DifferencesTab, differences_, tr("Differences"));
    tabs_->setTabToolTip(SelectionTab, tr("Facts and settings of the selection"));
    tabs_->setTabToolTip(IsometryTab, tr("Isometry of each layer before training"));
    auto* panel = new QWidget;
    auto* all = new QVBoxLayout(panel);
    all->setContentsMargins(0, 0, 0, 0);
    all->setSpacing(0);
    all->addWidget(costs_);
    all->addWidget(tabs_, 1);
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
        if (action->menu()) {
            made->setPopupMode(QToolButton::InstantPopup);
            made->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        }
        row->addWidget(made);
    }
    button(QStringLiteral("zoom-out"), tr("Zoom out"), tr("Zoom out (Ctrl+−, Ctrl+wheel)"),
           [this] { diagram_->zoom(0.8); });
    button(QStringLiteral("zoom-in"), tr("Zoom in"), tr("Zoom in (Ctrl++, Ctrl+wheel)"),
           [this] { diagram_->zoom(1.25); });
    button(QStringLiteral("plot-reset"), tr("Normal size"),
           tr("Normal size, from the start of the network (Home, Ctrl+0)"), [this] { diagram_->fit(); });
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
    stages_->setConfig(config);
    {
        const QSignalBlocker quiet(diagram_);
        const QString text = search_->text();
        diagram_->setConfig(config);
        if (!text.isEmpty())
            diagram_->find(text);
    }
    selection_->setConfig(config);
    showCosts();
    showDifferences();
    showSelection();
}

void DesignView::setEditable(bool editable) {
    stages_->setEditable(editable);
    selection_->setEditable(editable);
}

void DesignView::setInspectable(bool inspectable) {
    selection_->setInspectable(inspectable);
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

void DesignView::showDifferences() {
    differences_->setConfig(config_);
    tabs_->setTabText(DifferencesTab, tr("Differences (%1)").arg(differences_->count()));
    tabs_->setTabToolTip(DifferencesTab, differences_->title());
}

void DesignView::selectFromTable() {
    const auto parts = stages_->selectedParts();
    selected_ = parts.size() == 1 ? partName(parts.front()) : QString();
    if (tabs_->currentIndex() == DifferencesTab)
        tabs_->setCurrentIndex(SelectionTab);
    const QSignalBlocker quiet(diagram_);
    diagram_->choose(selected_);
    showSelection();
}

void DesignView::showPart(const QString& key) {
    const auto found = partProblems({{key.toStdString(), {}}});
    if (found.empty())
        return;
    stages_->selectPart(found.front().part);
    tabs_->setCurrentIndex(SelectionTab);
    selectFromTable();
    stages_->view()->setFocus(Qt::OtherFocusReason);
}

// A click outside all layers keeps the selected row of the table.
void DesignView::selectFromDiagram(const QString& name) {
    if (name.isEmpty()) {
        selectFromTable();
        return;
    }
    selected_ = name;
    if (tabs_->currentIndex() == DifferencesTab)
        tabs_->setCurrentIndex(SelectionTab);
    if (const auto part = partOf(name))
        stages_->selectPart(*part);
    showSelection();
}

void DesignView::showSelection() {
    const auto part = partOf(selected_);
    const bool gone = part && part->kind == NetworkPart::Kind::Stage && stages_->model()->rowOf(*part) < 0;
    if (gone)
        selected_.clear();
    auto parts = stages_->selectedParts();
    if (part && !gone && parts.size() <= 1)
        parts = {*part};
    selection_->select(selected_, parts);
    layers_->selectLayer(selected_);
}

void DesignView::setInitial(const std::vector<LayerRow>& rows, const QString& status) {
    initial_->setText(status);
    layers_->setRows(rows);
    selection_->setInitial(rows, status);
    QMap<QString, QString> measures;
    for (const auto& row : rows)
        measures.insert(QString::fromStdString(row.name), QStringLiteral("d %1").arg(formatIsometry(row.deviation, 3)));
    diagram_->setMeasures(measures);
}

QTableWidget* DesignView::layers() const {
    return layers_;
}

void DesignView::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    const auto wanted = width() >= fontScaled(sideBySideWidth) ? Qt::Horizontal : Qt::Vertical;
    if (middle_->orientation() == wanted)
        return;
    middle_->setOrientation(wanted);
    middle_->setSizes({fontScaled(wanted == Qt::Horizontal ? tableWidth : tableHeight), 1000});
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
