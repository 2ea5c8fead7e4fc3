#include "widgets/design/SelectionPanel.h"

#include <QLabel>
#include <QScrollArea>
#include <QVBoxLayout>
#include <stdexcept>

#include "widgets/common/FontScale.h"
#include "widgets/design/BlockSettings.h"
#include "widgets/design/PartProperties.h"
#include "widgets/design/SelectionFacts.h"
#include "widgets/form/ShownPlan.h"
#include "widgets/form/UndoGuard.h"

namespace isonet::widgets {
namespace {

constexpr QLatin1String inspectLink("inspect");

}  // namespace

SelectionPanel::SelectionPanel(QWidget* parent)
    : QWidget(parent), facts_(new QLabel), properties_(new PartProperties), overrides_(new BlockSettings) {
    setObjectName(QStringLiteral("selectionPanel"));
    facts_->setObjectName(QStringLiteral("designLayer"));
    facts_->setWordWrap(true);
    facts_->setTextInteractionFlags(Qt::TextBrowserInteraction);
    facts_->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    leaveUndoToWindow(overrides_);
    auto* page = new QWidget;
    page->setObjectName(QStringLiteral("formPage"));
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(8, 6, 8, 8);
    column->setSpacing(8);
    column->addWidget(facts_);
    column->addWidget(overrides_);
    column->addWidget(properties_);
    column->addStretch(1);
    auto* area = new QScrollArea;
    area->setFrameShape(QFrame::NoFrame);
    area->setWidgetResizable(true);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    area->setFocusPolicy(Qt::NoFocus);
    area->setWidget(page);
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(0, 0, 0, 0);
    all->addWidget(area);
    connect(facts_, &QLabel::linkActivated, this, [this](const QString& link) {
        if (link == inspectLink)
            Q_EMIT inspectRequested(name_);
        else
            Q_EMIT measureRequested();
    });
    connect(properties_, &PartProperties::edited, this, &SelectionPanel::edited);
    connect(properties_, &PartProperties::expandRequested, this, &SelectionPanel::expandRequested);
    connect(overrides_, &BlockSettings::edited, this, [this](const config::RunConfig& config) {
        Q_EMIT edited(config, QStringLiteral("overrides of ") + overrides_->scope());
    });
}

SelectionPanel::~SelectionPanel() = default;

void SelectionPanel::setConfig(const config::RunConfig& config) {
    config_ = config;
    known_.reset();
    try {
        auto network = config::networkSpec(config);
        auto plan = shownPlan(config);
        const auto input = shownInput(config);
        network.height = input.height;
        network.width = input.width;
        known_ = std::make_unique<SelectionFacts>(network, std::move(plan), config.fineTuning.frozen);
    } catch (const std::invalid_argument&) {  // reported by the form and under the table
    }
    refresh();
}

void SelectionPanel::setEditable(bool editable) {
    properties_->setEditable(editable);
    overrides_->setEditable(editable);
}

void SelectionPanel::setInspectable(bool inspectable) {
    if (inspectable_ == inspectable)
        return;
    inspectable_ = inspectable;
    refresh();
}

void SelectionPanel::setInitial(const std::vector<LayerRow>& rows, const QString& status) {
    initial_ = rows;
    initialStatus_ = status;
    refresh();
}

void SelectionPanel::select(const QString& name, const std::vector<NetworkPart>& parts) {
    name_ = name;
    parts_ = parts;
    refresh();
}

QString SelectionPanel::facts() const {
    return facts_->text();
}

void SelectionPanel::refresh() {
    QString text;
    if (parts_.size() > 1)
        text = tr("<b>%1 selected</b><br>An edit changes all of them.").arg(parts_.size());
    else if (!known_)
        text = tr("Invalid network; see the message under the stages or in the form.");
    else if (!name_.isEmpty())
        text = known_->text(name_, initial_, initialStatus_);
    const bool found = known_ && parts_.size() <= 1 && !text.isEmpty() && name_ != QLatin1String("head");
    if (found && inspectable_ && !name_.startsWith(QLatin1String("head")))
        text += QStringLiteral("<p><a href='%1'>%2</a></p>").arg(inspectLink, tr("Inspect"));
    facts_->setText(text.isEmpty() ? tr("Select a stage in the table, or a layer in the diagram.") : text);
    overrides_->show(config_, found ? name_ : QString());
    properties_->show(config_, parts_);
}

}  // namespace isonet::widgets
