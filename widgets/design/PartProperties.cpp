#include "widgets/design/PartProperties.h"

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QVBoxLayout>
#include <algorithm>

#include "training/config/UnusedSettings.h"
#include "widgets/design/PartFields.h"
#include "widgets/design/StageEdits.h"
#include "widgets/form/FormFieldMaker.h"
#include "widgets/form/UndoGuard.h"
#include "widgets/form/WheelGuard.h"

namespace isonet::widgets {
namespace {

using config::RunConfig;

QString valueIn(spec::ModelSpec& model, const NetworkPart& part, const std::string& key, bool& mayBeUnset) {
    const auto fields = partFields(model, part);
    const auto field = std::ranges::find(fields, key, &config::Field::key);
    if (field == fields.end())
        return {};
    mayBeUnset = widgets::mayBeUnset(*field);
    return fieldText(*field);
}

}  // namespace

PartProperties::PartProperties(QWidget* parent) : QWidget(parent), column_(new QVBoxLayout(this)), hint_(new QLabel) {
    setObjectName(QStringLiteral("partProperties"));
    column_->setContentsMargins(0, 0, 0, 0);
    column_->setSpacing(2);
    hint_->setWordWrap(true);
    hint_->setText(tr("<a href=\"expand\">Expand</a> the network to edit these settings."));
    connect(hint_, &QLabel::linkActivated, this, &PartProperties::expandRequested);
    column_->addWidget(hint_);
    hint_->setVisible(false);
}

PartProperties::~PartProperties() {
    delete section_;  // before the fields, which the editors' callbacks use
}

void PartProperties::setEditable(bool editable) {
    editable_ = editable;
    present();
}

void PartProperties::show(const RunConfig& config, const std::vector<NetworkPart>& parts) {
    config_ = config;
    parts_.clear();
    for (const auto& part : parts)
        if (part.kind == parts.front().kind)
            parts_.push_back(part);
    setVisible(!parts_.empty());
    if (parts_.empty())
        return;
    if (!section_ || kind_ != parts_.front().kind)
        build(parts_.front().kind);
    refresh();
}

PartProperties::Values PartProperties::valuesOf(const std::string& key, const RunConfig& config) const {
    spec::ModelSpec given = describedModel(config.model), inEffect = modelInEffect(config.model);
    Values values;
    bool first = true, ignored = false;
    for (const auto& part : parts_) {
        const QString text = valueIn(given, part, key, values.mayBeUnset);
        const QString applies = valueIn(inEffect, part, key, ignored);
        values.mixed = values.mixed || (!first && (text != values.given || applies != values.inEffect));
        values.given = text;
        values.inEffect = applies;
        first = false;
    }
    if (values.mixed)
        values.given = values.inEffect = QString();
    return values;
}

void PartProperties::build(NetworkPart::Kind kind) {
    delete section_;
    fields_.clear();
    kind_ = kind;
    section_ = new FormSection(kind == NetworkPart::Kind::Stem    ? tr("Stem settings")
                               : kind == NetworkPart::Kind::Stage ? tr("Stage settings")
                                                                  : tr("Head settings"));
    section_->setObjectName(QStringLiteral("partSection"));
    FormFieldMaker maker(fields_, [this](std::size_t index) { handleEdit(index); });
    maker.beginSection(section_);
    for (const PartKey& key : PartKeys::of(kind)) {
        if (key.editor == PartEditor::Integer)
            addInteger(maker, key);
        else if (key.editor == PartEditor::Choice)
            addChoice(maker, key);
        else
            addText(maker, key);
    }
    leaveUndoToWindow(section_);
    column_->addWidget(section_);
}

QString PartProperties::assign(const PartKey& key, const QString& text, RunConfig& config) const {
    return assignToParts(config, parts_, key.key, text);
}

void PartProperties::addInteger(FormFieldMaker& maker, const PartKey& key) {
    auto* spin = new QSpinBox;
    spin->setRange(key.low, key.high);
    spin->setAccelerated(true);
    keepWheelForScrolling(spin);
    QObject::connect(spin, &QSpinBox::valueChanged, spin, maker.editedCallback());
    FormField& field = maker.custom(("part." + key.key).c_str(), key.title, spin, key.tooltip);
    field.show = [this, spin, key](const RunConfig& config) {
        const QSignalBlocker quiet(spin);
        const Values values = valuesOf(key.key, config);
        const int value = values.given.toInt();
        if (values.mixed) {  // one below the lowest value stands for "mixed"
            spin->setRange(key.low - 1, key.high);
            spin->setSpecialValueText(tr("mixed"));
            spin->setValue(key.low - 1);
            return;
        }
        spin->setSpecialValueText(key.lowText);
        // A file may hold a value outside the range; validate() reports it.
        spin->setRange(std::min(value, key.low), std::max(value, key.high));
        spin->setValue(value);
    };
    field.read = [this, spin, key](RunConfig& config) {
        return spin->text() == tr("mixed") ? QString() : assign(key, QString::number(spin->value()), config);
    };
}

void PartProperties::addChoice(FormFieldMaker& maker, const PartKey& key) {
    auto* combo = FormFieldMaker::makeComboBox();
    QObject::connect(combo, &QComboBox::activated, combo, maker.editedCallback());
    FormField& field = maker.custom(("part." + key.key).c_str(), key.title, combo, key.tooltip);
    field.show = [this, combo, key](const RunConfig& config) {
        const QSignalBlocker quiet(combo);
        const Values values = valuesOf(key.key, config);
        combo->clear();
        combo->setPlaceholderText(tr("mixed"));
        if (values.mayBeUnset) {
            combo->addItem(
                values.inEffect.isEmpty() ? tr("as the network") : tr("%1 (network)").arg(key.titleOf(values.inEffect)),
                QString());
            combo->setItemData(0, tr("As set for the whole network"), Qt::ToolTipRole);
        }
        for (const auto& [name, item] : key.choices) {
            combo->addItem(item.title, name);
            combo->setItemData(combo->count() - 1, item.tooltip, Qt::ToolTipRole);
        }
        combo->setCurrentIndex(values.mixed ? -1 : combo->findData(values.given));
    };
    field.read = [this, combo, key](RunConfig& config) {
        return combo->currentIndex() < 0 ? QString() : assign(key, combo->currentData().toString(), config);
    };
}

void PartProperties::addText(FormFieldMaker& maker, const PartKey& key) {
    auto* edit = new QLineEdit;
    QObject::connect(edit, &QLineEdit::textEdited, edit, maker.editedCallback());
    FormField& field = maker.custom(("part." + key.key).c_str(), key.title, edit, key.tooltip);
    field.show = [this, edit, key](const RunConfig& config) {
        const Values values = valuesOf(key.key, config);
        edit->setPlaceholderText(values.mixed ? tr("mixed") : values.inEffect.isEmpty() ? tr("none") : values.inEffect);
        RunConfig typed = config;
        const bool same = !values.mixed && assign(key, edit->text(), typed).isEmpty() && typed == config;
        if (!same)  // otherwise the user can continue after "5,"
            edit->setText(values.given);
    };
    field.read = [this, edit, key](RunConfig& config) { return assign(key, edit->text(), config); };
}

void PartProperties::handleEdit(std::size_t index) {
    FormField& field = fields_[index];
    RunConfig changed = config_;
    field.unreadable = field.read(changed);
    const bool differs = !(changed == config_);
    config_ = changed;
    for (auto& other : fields_)
        if (&other != &field && other.unreadable.isEmpty())
            other.show(config_);
    present();
    if (differs)
        Q_EMIT edited(changed, QString::fromStdString(field.key));
}

void PartProperties::refresh() {
    for (auto& field : fields_) {
        const auto* editor = field.row.editor;
        if (editor->hasFocus() && !field.unreadable.isEmpty())
            continue;  // keeps the text that is being typed
        field.unreadable.clear();
        field.show(config_);
    }
    present();
}

void PartProperties::present() {
    const bool shorthand = isShorthand(config_) && kind_ != NetworkPart::Kind::Head;
    hint_->setVisible(editable_ && shorthand);
    const auto found = spec::validate(config::networkSpec(config_));
    const auto problems = partProblems(found);
    const auto unused = found.empty() ? partProblems(config::unusedSettings(config_)) : std::vector<PartProblem>();
    const auto messageIn = [this](const std::vector<PartProblem>& all, const FormField& field) {
        const auto own = std::ranges::find_if(all, [&](const PartProblem& each) {
            return "part." + each.key == field.key && std::ranges::find(parts_, each.part) != parts_.end();
        });
        return own == all.end() ? QString() : own->message;
    };
    for (auto& field : fields_) {
        FormField::State state;
        state.problem = field.unreadable.isEmpty() ? messageIn(problems, field) : field.unreadable;
        state.note = messageIn(unused, field);
        state.readOnly = !editable_ || shorthand;
        field.present(state, config_);
    }
}

}  // namespace isonet::widgets
