#include "widgets/BlockSettings.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalBlocker>
#include <algorithm>

#include "widgets/FontScale.h"
#include "widgets/FormField.h"
#include "widgets/Format.h"

namespace isonet::widgets {
namespace {

const QStringList& activationTitles() {
    static const QStringList titles{QStringLiteral("ReLU"),  QStringLiteral("Leaky ReLU"), QStringLiteral("PReLU"),
                                    QStringLiteral("RReLU"), QStringLiteral("ELU"),        QStringLiteral("SELU"),
                                    QStringLiteral("SReLU")};
    return titles;
}

const QStringList& initializationTitles() {
    static const QStringList titles{QStringLiteral("Delta"), QStringLiteral("Delta-orthogonal"),
                                    QStringLiteral("Orthogonal"), QStringLiteral("Kaiming"), QStringLiteral("Xavier")};
    return titles;
}

QComboBox* choice(const QString& name, const QStringList& titles, const QString& tip) {
    auto* combo = new QComboBox;
    combo->addItems(titles);
    combo->setAccessibleName(name);
    combo->setToolTip(tip);
    combo->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    combo->setMinimumContentsLength(8);
    keepWheelForScrolling(combo);
    return combo;
}

// The value that all have; none: they differ, or there are none.
template <typename Layers, typename Value>
auto common(const Layers& layers, Value value) {
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
    combo->setPlaceholderText(QObject::tr("various"));
}

}  // namespace

BlockSettings::BlockSettings(QWidget* parent)
    : QWidget(parent),
      scope_(choice(tr("Layers to change"), {}, tr("What an edit changes: this layer, its block, or its stage"))),
      activation_(choice(tr("Activation of these layers"), activationTitles(),
                         tr("The activations of the chosen layers, whatever the network's own"))),
      initialization_(choice(tr("Initialisation of these layers"), initializationTitles(),
                             tr("What the kernels of the chosen layers start from"))),
      offset_(new QLineEdit),
      offsetLabel_(new QLabel(tr("Offset b"))),
      says_(new QLabel),
      trained_(new QCheckBox(tr("trained"))),
      penalised_(new QCheckBox(tr("kept near an isometry"))),
      back_(new QPushButton(tr("Back to the network's"))) {
    setObjectName(QStringLiteral("blockSettings"));
    const std::pair<QWidget*, const char*> names[] = {{scope_, "blockScope"},
                                                      {activation_, "blockActivation"},
                                                      {initialization_, "blockInitialization"},
                                                      {offset_, "blockOffset"},
                                                      {trained_, "blockTrained"},
                                                      {penalised_, "blockPenalised"},
                                                      {back_, "blockBack"},
                                                      {says_, "blockSays"}};
    for (const auto& [widget, name] : names)
        widget->setObjectName(QLatin1String(name));
    offset_->setAccessibleName(tr("Offset b of these layers"));
    offset_->setToolTip(tr("Where SReLU, max(y, b), begins to cut in these layers"));
    offset_->setMaximumWidth(fontScaled(90));
    trained_->setToolTip(tr("Whether b moves with the weights in these layers"));
    trained_->setAccessibleName(tr("b of these layers is trained"));
    penalised_->setToolTip(
        tr("Whether the orthogonality penalty covers these convolutions. The image stem is never "
           "penalised, as published."));
    penalised_->setAccessibleName(tr("These layers are penalised"));
    back_->setToolTip(tr("Makes these layers as the rest of the network again, and penalised as it is"));
    says_->setWordWrap(true);
    auto* b = new QHBoxLayout;
    b->addWidget(offset_, 1);
    b->addWidget(trained_);
    auto* form = new QFormLayout(this);
    form->setContentsMargins(0, 2, 0, 0);
    form->setVerticalSpacing(4);
    form->setHorizontalSpacing(8);
    form->addRow(tr("Change"), scope_);
    form->addRow(tr("Activation"), activation_);
    form->addRow(offsetLabel_, b);
    form->addRow(tr("Initialisation"), initialization_);
    form->addRow(tr("Penalty"), penalised_);
    form->addRow(back_);
    form->addRow(says_);

    connect(scope_, &QComboBox::activated, this, [this] { refresh(); });
    connect(activation_, &QComboBox::activated, this, [this](int index) {
        change([&](BlockChange& c) { c.activation = static_cast<spec::Activation>(index); });
    });
    connect(initialization_, &QComboBox::activated, this, [this](int index) {
        change([&](BlockChange& c) { c.initialization = static_cast<spec::Initialization>(index); });
    });
    connect(offset_, &QLineEdit::editingFinished, this, [this] { readOffset(); });
    connect(trained_, &QCheckBox::clicked, this,
            [this](bool on) { change([&](BlockChange& c) { c.offsetTrained = on; }); });
    connect(penalised_, &QCheckBox::clicked, this, [this](bool on) { changePenalty(on); });
    connect(back_, &QPushButton::clicked, this, [this] { backToNetwork(); });
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
    const int kind = std::max(scope_->currentIndex(), 0);
    if (layer != layer_) {
        // Layer, block, stage; the stem is one of a kind. The kind of scope stays from layer to layer.
        const QString block = QString::fromStdString(std::string(spec::blockOf(layer.toStdString())));
        const QString stage = block.section(QLatin1Char('.'), 0, 0);
        const QSignalBlocker blocker(scope_);
        const bool first = scope_->count() == 0;
        scope_->clear();
        scope_->addItem(tr("this layer, %1").arg(layer), layer);
        scope_->addItem(block == QLatin1String("stem") ? tr("the stem") : tr("its block, %1").arg(block), block);
        if (stage != block)
            scope_->addItem(tr("its stage, %1").arg(stage), stage);
        scope_->setCurrentIndex(first ? 1 : std::min(kind, scope_->count() - 1));
        layer_ = layer;
    }
    refresh();
}

void BlockSettings::refresh() {
    if (layer_.isEmpty())
        return;
    const spec::NetworkPlan plan = spec::layOut(config_.model, config_.penalty);
    const std::string layers = scope().toStdString();
    std::vector<spec::ConvolutionPlan> convolutions;
    std::vector<spec::ActivationPlan> activations;
    for (const auto& each : plan.convolutions)
        if (spec::covers(layers, each.name))
            convolutions.push_back(each);
    for (const auto& each : plan.activations)
        if (spec::covers(layers, each.name))
            activations.push_back(each);
    const auto kind = common(activations, [](const auto& a) { return a.kind; });
    showChoice(activation_, kind);
    showChoice(initialization_, common(convolutions, [](const auto& c) { return c.initialization; }));
    const bool srelu = kind == spec::Activation::SReLU;
    const auto offset = common(activations, [](const auto& a) { return a.offset; });
    const auto trained = common(activations, [](const auto& a) { return a.offsetTrained; });
    offset_->setText(srelu && offset ? formatNumber(*offset) : QString());
    offset_->setPlaceholderText(srelu ? tr("various") : tr("SReLU's only"));
    trained_->setTristate(srelu && !trained);
    trained_->setCheckState(!srelu || !trained ? (srelu ? Qt::PartiallyChecked : Qt::Unchecked)
                            : *trained         ? Qt::Checked
                                               : Qt::Unchecked);
    const auto covered = common(convolutions, [](const auto& c) { return c.penalized; });
    penalised_->setTristate(!convolutions.empty() && !covered);
    penalised_->setCheckState(!convolutions.empty() && !covered ? Qt::PartiallyChecked
                              : covered.value_or(false)         ? Qt::Checked
                                                                : Qt::Unchecked);
    activation_->setEnabled(editable_ && !activations.empty());
    initialization_->setEnabled(editable_ && !convolutions.empty() && !config_.model.fixup);
    for (QWidget* each :
         {static_cast<QWidget*>(offset_), static_cast<QWidget*>(trained_), static_cast<QWidget*>(offsetLabel_)})
        each->setEnabled(editable_ && srelu);
    const bool penalty = config_.penalty.kind != spec::PenaltyKind::None;
    penalised_->setEnabled(editable_ && penalty && !convolutions.empty() && convolutions.front().stage > 0);

    const spec::LayerSettings usual = spec::networkSettings(config_.model);
    const bool differs =
        std::ranges::any_of(convolutions, [&](const auto& c) { return c.initialization != usual.initialization; }) ||
        std::ranges::any_of(
            activations,
            [&](const auto& a) {
                return !(spec::LayerSettings{a.kind, a.offset, a.offsetTrained, usual.initialization} == usual);
            }) ||
        (penalty && std::ranges::any_of(convolutions, [](const auto& c) { return c.stage > 0 && !c.penalized; }));
    back_->setEnabled(editable_ && differs);
    says_->setText(!editable_            ? tr("This configuration belongs to a run and cannot be changed.")
                   : activations.empty() ? tr("The activation behind it is its block's own: choose the block.")
                   : differs             ? tr("Differs from the rest of the network.")
                                         : tr("As the rest of the network."));
}

void BlockSettings::change(const std::function<void(BlockChange&)>& fill) {
    BlockChange wanted{scope().toStdString(), {}, {}, {}, {}};
    fill(wanted);
    config_.model.blocks = withChange(config_.model, wanted);
    refresh();
    Q_EMIT edited(config_);
}

void BlockSettings::changePenalty(bool penalised) {
    config_.penalty.exclude = withPenalised(spec::layOut(config_.model, config_.penalty), config_.penalty.exclude,
                                            scope().toStdString(), penalised);
    refresh();
    Q_EMIT edited(config_);
}

void BlockSettings::backToNetwork() {
    const std::string layers = scope().toStdString();
    config_.model.blocks = withoutChanges(config_.model, layers);
    config_.penalty.exclude =
        withPenalised(spec::layOut(config_.model, config_.penalty), config_.penalty.exclude, layers, true);
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
        says_->setText(tr("\"%1\" is not a number; write b like -0.5.").arg(text));
        return;
    }
    change([&](BlockChange& c) { c.offset = value; });
}

}  // namespace isonet::widgets
