#include "widgets/design/BlockSettings.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalBlocker>
#include <algorithm>

#include "widgets/common/FontScale.h"
#include "widgets/common/Format.h"
#include "widgets/common/NumberText.h"
#include "widgets/form/ChoiceText.h"
#include "widgets/form/WheelGuard.h"

namespace isonet::widgets {
namespace {

constexpr int activationRow = 1, offsetRow = 2, initializationRow = 3, parameterizationRow = 4;
constexpr int kindRole = Qt::UserRole + 1;  // of a scope: "layer", "block", "stage"

QComboBox* choice(const QString& name, const QVector<ChoiceItem>& items, const QString& tip) {
    auto* combo = new QComboBox;
    addChoices(combo, items);
    combo->setAccessibleName(name);
    combo->setToolTip(tip);
    combo->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    combo->setMinimumContentsLength(8);
    keepWheelForScrolling(combo);
    return combo;
}

// The value shared by all layers, or none.
template <typename Layers, typename Value>
auto commonValue(const Layers& layers, Value value) {
    std::optional<decltype(value(layers.front()))> found;
    for (const auto& layer : layers) {
        if (found && *found != value(layer))
            return decltype(found)();
        found = value(layer);
    }
    return found;
}

template <typename E>
void showChoice(QComboBox* combo, const std::optional<E>& value) {
    combo->setCurrentIndex(value ? static_cast<int>(*value) : -1);
    combo->setPlaceholderText(BlockSettings::tr("mixed"));
}

}  // namespace

BlockSettings::BlockSettings(QWidget* parent)
    : QWidget(parent),
      scope_(choice(tr("Scope"), {}, tr("Apply edits to this layer, its block or its stage"))),
      activation_(choice(tr("Activation of these layers"), choiceItems<spec::Activation>(),
                         tr("Override the activation of the selected layers"))),
      initialization_(choice(tr("Initialization of these layers"), choiceItems<spec::Initialization>(),
                             tr("Override the initialization of the selected layers"))),
      parameterization_(choice(tr("Parameterization of these layers"), choiceItems<spec::Parameterization>(),
                               tr("Override the parameterization of the selected layers"))),
      offset_(new QLineEdit),
      offsetLabel_(new QLabel(tr("Offset b"))),
      status_(new QLabel),
      trained_(new QCheckBox(tr("trained"))),
      penalized_(new QCheckBox(tr("orthogonality penalty"))),
      reset_(new QPushButton(tr("Reset overrides"))) {
    setObjectName(QStringLiteral("blockSettings"));
    const std::pair<QWidget*, const char*> names[] = {{scope_, "blockScope"},
                                                      {activation_, "blockActivation"},
                                                      {initialization_, "blockInitialization"},
                                                      {parameterization_, "blockParameterization"},
                                                      {offset_, "blockOffset"},
                                                      {trained_, "blockTrained"},
                                                      {penalized_, "blockPenalized"},
                                                      {reset_, "blockBack"},
                                                      {status_, "blockSays"}};
    for (const auto& [widget, name] : names)
        widget->setObjectName(QLatin1String(name));
    offset_->setAccessibleName(tr("Offset b of these layers"));
    offset_->setToolTip(tr("Threshold of SReLU, max(y, b), in these layers"));
    offset_->setMaximumWidth(fontScaled(90));
    trained_->setToolTip(tr("Train b together with the weights in these layers"));
    trained_->setAccessibleName(tr("b of these layers is trained"));
    penalized_->setToolTip(
        tr("Apply the orthogonality penalty to these convolutions. The stem is never penalized, as published."));
    penalized_->setAccessibleName(tr("Penalize these layers"));
    reset_->setToolTip(tr("Remove the overrides of these layers and their exclusion from the penalty"));
    status_->setWordWrap(true);
    auto* b = new QHBoxLayout;
    b->addWidget(offset_, 1);
    b->addWidget(trained_);
    form_ = new QFormLayout(this);
    form_->setContentsMargins(0, 2, 0, 0);
    form_->setVerticalSpacing(4);
    form_->setHorizontalSpacing(8);
    form_->addRow(tr("Apply to"), scope_);
    form_->addRow(tr("Activation"), activation_);
    form_->addRow(offsetLabel_, b);
    form_->addRow(tr("Initialization"), initialization_);
    form_->addRow(tr("Parameterization"), parameterization_);
    form_->addRow(tr("Penalty"), penalized_);
    form_->addRow(reset_);
    form_->addRow(status_);

    connect(scope_, &QComboBox::activated, this, [this] {
        scopeKind_ = scope_->currentData(kindRole).toString();
        refresh();
    });
    connect(activation_, &QComboBox::activated, this, [this](int index) {
        change([&](BlockChange& c) { c.activation = spec::fromIndex<spec::Activation>(index); });
    });
    connect(initialization_, &QComboBox::activated, this, [this](int index) {
        change([&](BlockChange& c) { c.initialization = spec::fromIndex<spec::Initialization>(index); });
    });
    connect(parameterization_, &QComboBox::activated, this, [this](int index) {
        change([&](BlockChange& c) { c.parameterization = spec::fromIndex<spec::Parameterization>(index); });
    });
    connect(offset_, &QLineEdit::editingFinished, this, [this] { readOffset(); });
    connect(trained_, &QCheckBox::clicked, this,
            [this](bool on) { change([&](BlockChange& c) { c.offsetTrained = on; }); });
    connect(penalized_, &QCheckBox::clicked, this, [this](bool on) { changePenalty(on); });
    connect(reset_, &QPushButton::clicked, this, [this] { reset(); });
    setVisible(false);
}

QString BlockSettings::scope() const {
    return scope_->currentData().toString();
}

void BlockSettings::setEditable(bool editable) {
    editable_ = editable;
    refresh();
}

void BlockSettings::show(const config::RunConfig& config, const QString& layer) {
    config_ = config;
    setVisible(!layer.isEmpty());
    if (layer.isEmpty()) {
        layer_.clear();
        return;
    }
    if (layer != layer_) {
        // Layer, block, stage, as far as the selection is one; the stem has no stage. The kind of scope is kept between
        // layers.
        const QString block = QString::fromStdString(std::string(spec::blockOf(layer.toStdString())));
        const QString stage = block.section(QLatin1Char('.'), 0, 0);
        const QSignalBlocker blocker(scope_);
        const QString before = scopeKind_.isEmpty() ? QStringLiteral("block") : scopeKind_;
        scope_->clear();
        const auto add = [this](const QString& kind, const QString& text, const QString& layers) {
            scope_->addItem(text, layers);
            scope_->setItemData(scope_->count() - 1, kind, kindRole);
        };
        if (layer != block && layer != stage)
            add(QStringLiteral("layer"), tr("layer %1").arg(layer), layer);
        if (block != stage || stage == QLatin1String("stem"))
            add(QStringLiteral("block"), stage == block ? tr("stem") : tr("block %1").arg(block), block);
        if (stage != QLatin1String("stem"))
            add(QStringLiteral("stage"), tr("stage %1").arg(stage), stage);
        // What is selected itself, unless it is a layer.
        const int kept = scope_->findData(before, kindRole);
        scope_->setCurrentIndex(layer == block || layer == stage || kept < 0 ? 0 : kept);
        layer_ = layer;
    }
    refresh();
}

void BlockSettings::refresh() {
    if (layer_.isEmpty())
        return;
    const spec::NetworkPlan plan = spec::layOut(config_.model, config_.penalty);
    const std::string layers = scope().toStdString();
    // A stage that is written out has these settings itself.
    const bool ownSettings =
        !config_.model.stages.empty() && !layer_.contains(QLatin1Char('.')) && layer_ != QLatin1String("stem");
    for (const int row : {activationRow, offsetRow, initializationRow, parameterizationRow})
        form_->setRowVisible(row, !ownSettings);
    std::vector<spec::ConvolutionPlan> convolutions;
    std::vector<spec::ActivationPlan> activations;
    for (const auto& each : plan.convolutions)
        if (spec::covers(layers, each.name))
            convolutions.push_back(each);
    for (const auto& each : plan.activations)
        if (spec::covers(layers, each.name))
            activations.push_back(each);
    const auto kind = commonValue(activations, [](const auto& a) { return a.kind; });
    showChoice(activation_, kind);
    showChoice(initialization_, commonValue(convolutions, [](const auto& c) { return c.initialization; }));
    showChoice(parameterization_, commonValue(convolutions, [](const auto& c) { return c.parameterization; }));
    const bool srelu = kind && spec::info(*kind).hasOffset;
    const auto offset = commonValue(activations, [](const auto& a) { return a.offset; });
    const auto trained = commonValue(activations, [](const auto& a) { return a.offsetTrained; });
    offset_->setText(srelu && offset ? formatNumber(*offset) : QString());
    offset_->setPlaceholderText(srelu ? tr("mixed") : tr("SReLU only"));
    trained_->setTristate(srelu && !trained);
    trained_->setCheckState(!srelu || !trained ? (srelu ? Qt::PartiallyChecked : Qt::Unchecked)
                            : *trained         ? Qt::Checked
                                               : Qt::Unchecked);
    const auto covered = commonValue(convolutions, [](const auto& c) { return c.penalized; });
    penalized_->setTristate(!convolutions.empty() && !covered);
    penalized_->setCheckState(!convolutions.empty() && !covered ? Qt::PartiallyChecked
                              : covered.value_or(false)         ? Qt::Checked
                                                                : Qt::Unchecked);
    activation_->setEnabled(editable_ && !activations.empty());
    initialization_->setEnabled(editable_ && !convolutions.empty() && !config_.model.fixup);
    parameterization_->setEnabled(editable_ && !convolutions.empty() && !config_.model.fixup);
    for (QWidget* each :
         {static_cast<QWidget*>(offset_), static_cast<QWidget*>(trained_), static_cast<QWidget*>(offsetLabel_)})
        each->setEnabled(editable_ && srelu);
    const bool penalty = config_.penalty.kind != spec::PenaltyKind::None;
    penalized_->setEnabled(editable_ && penalty && std::ranges::any_of(convolutions, [](const auto& c) {
                               return c.stage > 0 && c.parameterization == spec::Parameterization::Free;
                           }));

    const spec::LayerSettings network = spec::stageSettings(config_.model, layers);
    const bool differs =
        std::ranges::any_of(convolutions,
                            [&](const auto& c) {
                                return c.initialization != network.initialization ||
                                       c.parameterization != network.parameterization;
                            }) ||
        std::ranges::any_of(activations,
                            [&](const auto& a) {
                                return !(spec::LayerSettings{a.kind, a.offset, a.offsetTrained, network.initialization,
                                                             network.parameterization} == network);
                            }) ||
        (penalty && std::ranges::any_of(convolutions, [](const auto& c) {
             return c.stage > 0 && c.parameterization == spec::Parameterization::Free && !c.penalized;
         }));
    reset_->setEnabled(editable_ && differs);
    status_->setText(
        !editable_            ? tr("The configuration of a run is read-only.")
        : activations.empty() ? tr("The activation after this layer belongs to its block; select the block.")
        : layer_.startsWith(QLatin1String("stem"))
            ? (differs ? tr("Differs from the settings of the stem.") : tr("Same as the settings of the stem."))
        : differs ? tr("Differs from the settings of its stage.")
                  : tr("Same as the settings of its stage."));
}

void BlockSettings::change(const std::function<void(BlockChange&)>& fill) {
    BlockChange edit{scope().toStdString(), {}, {}, {}, {}};
    fill(edit);
    config_.model.blocks = withChange(config_.model, edit);
    refresh();
    Q_EMIT edited(config_);
}

void BlockSettings::changePenalty(bool penalized) {
    config_.penalty.exclude = withPenalized(spec::layOut(config_.model, config_.penalty), config_.penalty.exclude,
                                            scope().toStdString(), penalized);
    refresh();
    Q_EMIT edited(config_);
}

void BlockSettings::reset() {
    const std::string layers = scope().toStdString();
    config_.model.blocks = withoutChanges(config_.model, layers);
    config_.penalty.exclude =
        withPenalized(spec::layOut(config_.model, config_.penalty), config_.penalty.exclude, layers, true);
    refresh();
    Q_EMIT edited(config_);
}

void BlockSettings::readOffset() {
    double value = 0;
    const QString text = offset_->text();
    if (!offset_->isModified())
        return;
    if (!parseNumber(text, value)) {
        refresh();
        status_->setText(tr("\"%1\" is not a number; enter e.g. -0.5.").arg(text));
        return;
    }
    change([&](BlockChange& c) { c.offset = value; });
}

}  // namespace isonet::widgets
